package plan

import (
	"fmt"
	"math"

	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// Sense checks settings that Validate accepts, since records with them may exist, for values that make no sense: an error for
// those that can't work at all, and warnings for those that hardly can. Each warning is a sentence.
func (s Settings) Sense() (warnings []string, err error) {
	points, err := variations(s.Settings, s.Grid.Vary)
	if err != nil {
		return nil, err
	}
	if err := inFloat32("sweep.jitter_sigmas_rad", s.Grid.Sigmas...); err != nil {
		return nil, err
	}
	for _, p := range s.Grid.Dropouts {
		if p < 1 && float32(p) == 1 {
			return nil, fmt.Errorf("%w: sweep.dropout_probabilities has %v, which is 1 in float32, in which everything is computed; nothing would be left", ErrSettings, p)
		}
	}
	seen := map[string]bool{}
	for _, p := range points {
		some, err := sense(p.settings)
		if err != nil {
			return nil, within(err, p.choices)
		}
		for _, w := range some {
			if !seen[w] {
				seen[w] = true
				warnings = append(warnings, w)
			}
		}
	}
	return warnings, nil
}

// With fewer than fewSteps per cycle a tone is poorly sampled; fewer than fewSpikes of all afferents in a sample say little
// about it.
const fewSteps, fewSpikes = 10, 1

func sense(s training.Settings) (warnings []string, err error) {
	for _, f := range settings.FieldsOf(s) {
		switch x := f.Value(s).(type) {
		case float64:
			if f.Name == "training.learning_rate" && x > 1 {
				continue // with a very large one training diverges, which is also a result; see record.Failure
			}
			if err := inFloat32(f.Name, x); err != nil {
				return nil, err
			}
		case []any:
			for _, one := range x {
				if number, ok := one.(float64); ok {
					if err := inFloat32(f.Name, number); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	tone := s.Stimulus
	switch steps := 1 / (tone.Frequency * tone.TimeStep); { // of a cycle
	case steps < 2:
		return nil, fmt.Errorf("%w: frequency_hz is %v; with time steps of %g s a tone above %g Hz, half the sampling rate, looks like a lower one",
			ErrSettings, tone.Frequency, tone.TimeStep, 1/(2*tone.TimeStep))
	case steps < fewSteps:
		warnings = append(warnings, fmt.Sprintf("At frequency_hz %v and time_step_s %v a cycle has only %.3g steps, so the tone is poorly sampled.", tone.Frequency, tone.TimeStep, steps))
	}
	if tone.MaximalRate == 0 {
		return nil, fmt.Errorf("%w: maximal_rate_hz is 0, so no afferent ever spikes, and there is nothing to learn", ErrSettings)
	}
	// The mean of ((1+sin φ)/2)^k over a cycle is Γ(k+1/2) / (√π Γ(k+1)).
	a, _ := math.Lgamma(tone.EnvelopePower + 0.5)
	b, _ := math.Lgamma(tone.EnvelopePower + 1)
	spikes := tone.MaximalRate * math.Exp(a-b) / math.Sqrt(math.Pi) * tone.Duration * float64(tone.Afferents())
	if spikes < fewSpikes {
		warnings = append(warnings, fmt.Sprintf("At maximal_rate_hz %v all afferents together fire %.2g spikes per sample, so hidden units can hardly spike.", tone.MaximalRate, spikes))
	}
	return warnings, nil
}

// inFloat32 checks that numbers are neither infinite nor 0 in float32, unless they are 0 themselves.
func inFloat32(field string, values ...float64) error {
	for _, x := range values {
		if y := float64(float32(x)); math.IsInf(y, 0) || y == 0 && x != 0 {
			return fmt.Errorf("%w: %s is %v, which is %v in float32, the type of all computations; it must be 0 or have a magnitude between %.1g and %.1g",
				ErrSettings, field, x, y, math.SmallestNonzeroFloat32, math.MaxFloat32)
		}
	}
	return nil
}
