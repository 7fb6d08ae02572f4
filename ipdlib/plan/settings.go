package plan

import (
	"errors"
	"fmt"
	"math"

	"ipd/ipdlib/training"
)

// ErrSettings is wrapped by every error about unusable settings of a sweep.
var ErrSettings = errors.New("sweep settings")

// Settings determine a sweep; they are the content of a settings file. The training's own jitter and dropout must be 0: the
// grid has their values.
type Settings struct {
	training.Settings
	Grid Grid `json:"sweep"`
}

// Grid says which trainings make up a sweep: Runs for each dropout and each sigma. The defaults are the study's.
type Grid struct {
	// Seed from which the random numbers of all trainings come. Default 1.
	Seed uint64 `json:"seed" range:">= 0" help:"seed of all random numbers"`
	// Runs is the number of trainings with different random numbers at each dropout and sigma; >= 1. Default 3.
	Runs int `json:"runs" range:">= 1" help:"trainings with different random numbers at each dropout and sigma"`
	// Dropouts are the probabilities p that a hidden spike is dropped in training; each 0 <= p < 1. Default 0, 0.5, 0.9.
	Dropouts []float64 `json:"dropout_probabilities" range:"0 to less than 1, each once" help:"probabilities that a hidden spike is dropped in training"`
	// Sigmas are the standard deviations σ of the jitter, in radians, of the training and the validation set; the test set
	// never has any. Each >= 0. Default 0, 0.1 ... 0.5.
	Sigmas []float64 `json:"jitter_sigmas_rad" unit:"rad" range:">= 0, each once" help:"standard deviations of the noise on the phase delays in training; the test has none"`
	// Vary are further axes: there is a training for each combination of their values. Default none.
	Vary []Axis `json:"vary,omitempty" range:"list of objects with field and values" help:"further settings, each with several values"`
	// Paired lets trainings that differ only in the further axes share their random numbers, see Training.DrawsOf. Default false,
	// as in older sweeps; the command line's -vary sets it.
	Paired bool `json:"paired,omitempty" help:"whether trainings that differ only in further settings share their random numbers; -vary switches it on"`
}

// Default returns the study: 3 runs x 3 dropouts x 6 sigmas = 54 trainings.
func Default() Settings {
	return Settings{
		Settings: training.Default(),
		Grid: Grid{
			Seed:     1,
			Runs:     3,
			Dropouts: []float64{0, 0.5, 0.9},
			Sigmas:   []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5},
		},
	}
}

// IsStudy reports whether the trainings are the study's, so that they can be compared with its results: only the grid's
// seed, runs, dropouts and sigmas may differ.
func (s Settings) IsStudy() bool {
	return len(s.Grid.Vary) == 0 && Training{Settings: s.Settings}.Equal(Training{Settings: training.Default()})
}

// Validate checks every field of all parts. The error names the field, its value and what it must be.
func (s Settings) Validate() error {
	if err := s.Grid.Validate(); err != nil {
		return err
	}
	if p := s.Network.Dropout; p != 0 {
		return fmt.Errorf("%w: dropout_probability is %v; it must be 0 here: set sweep.dropout_probabilities instead", ErrSettings, p)
	}
	if sigma := s.Stimulus.JitterSigma; sigma != 0 {
		return fmt.Errorf("%w: jitter_sigma_rad is %v; it must be 0 here: set sweep.jitter_sigmas_rad instead", ErrSettings, sigma)
	}
	if s.Grid.Paired && len(s.Grid.Vary) == 0 {
		return fmt.Errorf("%w: paired is true, but no further setting varies; remove it, or add vary", ErrSettings)
	}
	points, err := variations(s.Settings, s.Grid.Vary)
	if err != nil {
		return err
	}
	for _, point := range points {
		if err := point.settings.Validate(); err != nil {
			return within(err, point.choices)
		}
	}
	if per := s.Grid.Runs * len(s.Grid.Dropouts) * len(s.Grid.Sigmas); len(points) > mostTrainings/per {
		return fmt.Errorf("%w: there are %d trainings at each of %d points of the axes; at most %d in total are possible", ErrSettings, per, len(points), mostTrainings)
	}
	return nil
}

// within adds to an error the point of the axes at which the settings are unusable.
func within(err error, choices Choices) error {
	if len(choices) == 0 {
		return err
	}
	return fmt.Errorf("at %s: %w", choices, err)
}

// mostTrainings is the maximal number of trainings of a sweep; more is surely a typo.
const mostTrainings = 1_000_000

// Validate checks every field of the grid except Vary, which only Settings.Validate can check.
func (g Grid) Validate() error {
	const most = mostTrainings
	if g.Runs < 1 || g.Runs > most {
		return fmt.Errorf("%w: runs is %d; it must be from 1 to %d", ErrSettings, g.Runs, most)
	}
	err := validateAxis("dropout_probabilities", g.Dropouts, "at least 0 and less than 1: at 1 nothing would be left",
		func(p float64) bool { return p >= 0 && p < 1 })
	if err != nil {
		return err
	}
	return validateAxis("jitter_sigmas_rad", g.Sigmas, "zero or a positive number of radians: it is a standard deviation",
		func(sigma float64) bool { return sigma >= 0 && !math.IsInf(sigma, 0) })
}

func validateAxis(field string, values []float64, want string, good func(float64) bool) error {
	if len(values) == 0 {
		return fmt.Errorf("%w: %s is empty; it needs at least one value", ErrSettings, field)
	}
	seen := map[float64]int{}
	for i, x := range values {
		if !good(x) {
			return fmt.Errorf("%w: value %d of %s is %v; it must be %s", ErrSettings, i+1, field, x, want)
		}
		if first, ok := seen[x]; ok {
			return fmt.Errorf("%w: values %d and %d of %s are both %v; leave one out, or raise runs for more trainings", ErrSettings, first+1, i+1, field, x)
		}
		seen[x] = i
	}
	return nil
}
