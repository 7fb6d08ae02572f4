package training

import (
	"fmt"
	"math"
)

// Variant holds options of the schedule that the study didn't have. The zero value is the study's schedule.
type Variant struct {
	// RedrawEachEpoch draws a new training set for each epoch: new IPDs, jitter, phase and spikes. The first epoch's set is the
	// usual one; the training metrics are measured on the last epoch's. Default off.
	RedrawEachEpoch bool `json:"training_set_redrawn_each_epoch,omitzero" help:"whether each epoch has its own training set"`
	// RestoreBest keeps the weights of the epoch with the smallest validation loss, the first of equals, instead of the last
	// epoch's. Default off.
	RestoreBest bool `json:"restore_best_weights,omitzero" help:"whether the weights with the smallest validation loss are kept instead of the last"`
	// TestSigmas are the standard deviations, in radians, of the jitter of further test sets; each >= 0, each once. Default
	// none: the one test set has no jitter.
	TestSigmas []float64 `json:"test_jitter_sigmas_rad,omitempty" unit:"rad" range:"list of numbers >= 0, each once" help:"standard deviations of the noise on the phase delays in further tests"`
}

// IsZero reports whether the schedule is the study's.
func (v Variant) IsZero() bool {
	return !v.RedrawEachEpoch && !v.RestoreBest && len(v.TestSigmas) == 0
}

// Normal returns the options in canonical form, so that equal options have equal settings.
func (v Variant) Normal() Variant {
	if len(v.TestSigmas) == 0 {
		v.TestSigmas = nil
	}
	return v
}

// Validate checks every option. The error names the field, its value and what it must be.
func (v Variant) Validate() error {
	seen := map[float64]int{}
	for i, sigma := range v.TestSigmas {
		if !(sigma >= 0) || math.IsInf(sigma, 0) {
			return fmt.Errorf("%w: value %d of test_jitter_sigmas_rad is %v; it must be zero or a positive number of radians: it is a standard deviation", ErrSettings, i+1, sigma)
		}
		if first, ok := seen[sigma]; ok {
			return fmt.Errorf("%w: values %d and %d of test_jitter_sigmas_rad are both %v; leave one out", ErrSettings, first+1, i+1, sigma)
		}
		seen[sigma] = i
	}
	return nil
}
