package stimulus

import (
	"errors"
	"fmt"
	"math"

	"ipd/ipdlib/option"
)

// ErrSettings is wrapped by every error about an unusable setting.
var ErrSettings = errors.New("stimulus settings")

// Settings describe the tone and the auditory nerve. The defaults are the study's.
type Settings struct {
	// TimeStep dt, in seconds; > 0. Default 1 ms.
	TimeStep float64 `json:"time_step_s" unit:"s" range:"> 0" help:"time step dt of stimulus and network"`
	// Duration of a sample, in seconds; a whole number of time steps, at least two. Default 100 ms.
	Duration float64 `json:"duration_s" unit:"s" range:"2 or more whole time steps" help:"duration of a sample"`
	// AfferentsPerEar is the number of auditory-nerve fibres of each ear; >= 2. Default 100.
	AfferentsPerEar int `json:"afferents_per_ear" range:">= 2" help:"auditory-nerve fibres of each ear, with delays from 0 to a quarter of a cycle"`
	// Frequency f of the tone, in Hz; > 0. Default 20 Hz.
	Frequency float64 `json:"frequency_hz" unit:"Hz" range:"> 0" help:"frequency of the tone"`
	// MaximalRate rate_max of an afferent at the peak of the tone, in spikes per second; >= 0, and at most one spike per
	// time step. Default 600 Hz.
	MaximalRate float64 `json:"maximal_rate_hz" unit:"Hz" range:"0 to one spike a time step" help:"rate of an afferent at the peak of the tone"`
	// EnvelopePower k sharpens the half-raised sine; > 0. Default 2.
	EnvelopePower float64 `json:"envelope_power" range:"> 0" help:"power k of the half-raised sine that shapes the rate"`
	// JitterMean μ of the afferents' phase delays, in radians. Default 0.
	JitterMean float64 `json:"jitter_mean_rad" unit:"rad" range:"any" help:"mean of the noise on the afferents' phase delays"`
	// JitterSigma σ: the standard deviation of the jitter, in radians; >= 0. Default 0; the study's sweep goes up to 0.5.
	JitterSigma float64 `json:"jitter_sigma_rad" unit:"rad" range:">= 0" help:"standard deviation of the noise on the afferents' phase delays"`
	// Variant holds options that the study didn't have. Default none.
	Variant Variant `json:"variant,omitzero"`
}

// Default returns the study's settings, without jitter.
func Default() Settings {
	return Settings{
		TimeStep:        1e-3,
		Duration:        0.1,
		AfferentsPerEar: 100,
		Frequency:       20,
		MaximalRate:     600,
		EnvelopePower:   2,
	}
}

// Steps returns the number of time steps of a sample, T.
func (s Settings) Steps() int { return int(math.Round(s.Duration / s.TimeStep)) }

// Afferents returns the number of inputs of the network, C: the left ear's first, then the right ear's.
func (s Settings) Afferents() int { return 2 * s.AfferentsPerEar }

// Validate checks every field. The error names the field, its value and what it must be.
func (s Settings) Validate() error {
	const mostSteps, mostAfferents = 100_000, 100_000 // more is surely a typo
	steps := s.Duration / s.TimeStep
	switch {
	case !positive(s.TimeStep):
		return invalid("time_step_s", s.TimeStep, "a positive number of seconds")
	case !positive(s.Duration):
		return invalid("duration_s", s.Duration, "a positive number of seconds")
	case steps < 1.5 || steps > mostSteps || math.Abs(steps-math.Round(steps)) > 1e-6*steps:
		return invalid("duration_s", s.Duration, fmt.Sprintf("a whole number of time steps of %g s, from 2 to %d of them", s.TimeStep, mostSteps))
	case s.AfferentsPerEar < 2 || s.AfferentsPerEar > mostAfferents:
		return invalid("afferents_per_ear", s.AfferentsPerEar, fmt.Sprintf("from 2 to %d", mostAfferents))
	case !positive(s.Frequency):
		return invalid("frequency_hz", s.Frequency, "a positive number of hertz")
	case !(s.MaximalRate >= 0) || s.MaximalRate*s.TimeStep > 1:
		return invalid("maximal_rate_hz", s.MaximalRate, fmt.Sprintf("from 0 to one spike per time step, %g Hz", 1/s.TimeStep))
	case !positive(s.EnvelopePower):
		return invalid("envelope_power", s.EnvelopePower, "positive")
	case math.IsNaN(s.JitterMean) || math.IsInf(s.JitterMean, 0):
		return invalid("jitter_mean_rad", s.JitterMean, "a number of radians")
	case !(s.JitterSigma >= 0) || math.IsInf(s.JitterSigma, 0):
		return invalid("jitter_sigma_rad", s.JitterSigma, "zero or a positive number of radians: it is a standard deviation")
	case s.Variant.JitterDraw.Check() != nil:
		return invalid("jitter_drawn_per", string(s.Variant.JitterDraw), draws.Words().String())
	case s.Variant.PhaseDraw.Check() != nil:
		return invalid("phase_drawn_per", string(s.Variant.PhaseDraw), draws.Words().String())
	}
	return nil
}

func positive(x float64) bool { return x > 0 && !math.IsInf(x, 0) }

func invalid(field string, value any, want string) error {
	return fmt.Errorf("%w: %s is %v; it must be %s", ErrSettings, field, value, want)
}

// Variant holds options that the study didn't have. The zero value is the study's stimulus, with one jitter and one phase
// for a whole data set. A network trained with only one jitter memorises it.
type Variant struct {
	// JitterDraw says which samples share the jitter of the afferents. Default: all samples of a data set.
	JitterDraw Draw `json:"jitter_drawn_per,omitzero" help:"how many samples share a draw of the noise on the delays"`
	// PhaseDraw says which samples share the phase of the tone. Default: all samples of a data set.
	PhaseDraw Draw `json:"phase_drawn_per,omitzero" help:"how many samples share a draw of the tone's phase"`
}

// A Draw says which samples share a random number.
type Draw = option.Word[drawWords]

type drawWords struct{}

func (drawWords) Lexicon() option.Lexicon { return draws }

// The draws.
const (
	PerDataset Draw = ""       // dataset: all samples of a data set, as in the study
	PerBatch   Draw = "batch"  // batch: the samples of one training step
	PerSample  Draw = "sample" // sample: none; each sample has its own
)

// draws are the numbers of samples that share a draw, given the batch size; 0: all.
var draws = option.Table[func(batch int) int]{
	{Name: "dataset", Value: func(int) int { return 0 }},
	{Name: "batch", Value: func(batch int) int { return batch }},
	{Name: "sample", Value: func(int) int { return 1 }},
}

// IsZero reports whether the stimulus is the study's.
func (v Variant) IsZero() bool { return v.JitterDraw.IsZero() && v.PhaseDraw.IsZero() }

// PerBatch reports whether anything is drawn per batch.
func (v Variant) PerBatch() bool { return v.JitterDraw == PerBatch || v.PhaseDraw == PerBatch }
