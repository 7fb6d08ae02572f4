package plan

import (
	"fmt"
	"math"

	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// Sense says what makes no sense about settings that Validate lets pass, as records of such may be there: an error about what
// can't mean anything, and warnings about what hardly can. Each warning is a sentence.
func (s Settings) Sense() (warnings []string, err error) {
	points, err := variations(s.Settings, s.Grid.Vary)
	if err != nil {
		return nil, err
	}
	if err := inFloat32("sweep.jitter_sigmas_rad", s.Grid.Sigmas...); err != nil {
		return nil, err
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

// fewSteps of a cycle draw a tone badly, and fewSpikes of all afferents in a sample say little about it.
const fewSteps, fewSpikes = 10, 1

func sense(s training.Settings) (warnings []string, err error) {
	for _, f := range settings.FieldsOf(s) {
		switch x := f.Value(s).(type) {
		case float64:
			if f.Name == "training.learning_rate" && x > 1 {
				continue // a training with too large a one diverges, which is a result too; see record.Failure
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
		return nil, fmt.Errorf("%w: frequency_hz is %v; at time steps of %g s no tone above %g Hz, half the sampling rate, can be told from a lower one",
			ErrSettings, tone.Frequency, tone.TimeStep, 1/(2*tone.TimeStep))
	case steps < fewSteps:
		warnings = append(warnings, fmt.Sprintf("At frequency_hz %v and time_step_s %v a cycle has only %.3g steps, which draw the tone badly.", tone.Frequency, tone.TimeStep, steps))
	}
	if tone.MaximalRate == 0 {
		return nil, fmt.Errorf("%w: maximal_rate_hz is 0; so no afferent ever spikes, and there is nothing to learn", ErrSettings)
	}
	// The mean of ((1+sin φ)/2)^k over a cycle is Γ(k+1/2) / (√π Γ(k+1)).
	a, _ := math.Lgamma(tone.EnvelopePower + 0.5)
	b, _ := math.Lgamma(tone.EnvelopePower + 1)
	spikes := tone.MaximalRate * math.Exp(a-b) / math.Sqrt(math.Pi) * tone.Duration * float64(tone.Afferents())
	if spikes < fewSpikes {
		warnings = append(warnings, fmt.Sprintf("At maximal_rate_hz %v all afferents together have %.2g spikes in a sample, so hidden units can hardly spike.", tone.MaximalRate, spikes))
	}
	return warnings, nil
}

// inFloat32 makes sure that numbers are neither infinite nor 0 in the type that computes, unless they are 0 themselves.
func inFloat32(field string, values ...float64) error {
	for _, x := range values {
		if y := float64(float32(x)); math.IsInf(y, 0) || y == 0 && x != 0 {
			return fmt.Errorf("%w: %s is %v, which is %v in float32, in which everything is computed; it must be 0 or between %.1g and %.1g in size",
				ErrSettings, field, x, y, math.SmallestNonzeroFloat32, math.MaxFloat32)
		}
	}
	return nil
}
