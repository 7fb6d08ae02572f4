package training

import (
	"errors"
	"fmt"
	"math"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// ErrSettings is wrapped by every error about an unusable setting of the schedule.
var ErrSettings = errors.New("training settings")

// Settings determine one training, except for its random numbers.
type Settings struct {
	Stimulus stimulus.Settings `json:"stimulus"`
	Network  snn.Settings      `json:"network"`
	Schedule Schedule          `json:"training"`
}

// Schedule says how long and on how much data a network is trained. The defaults are the study's.
type Schedule struct {
	// LearningRate of Adam; > 0. Default 0.005.
	LearningRate float64 `json:"learning_rate" range:"> 0" help:"learning rate of Adam"`
	// Epochs is the maximal number of epochs; >= 1. Default 20.
	Epochs int `json:"maximal_epochs" range:">= 1" help:"maximal number of passes through the training set"`
	// BatchSize B; >= 1. Default 64.
	BatchSize int `json:"batch_size" range:">= 1" help:"samples per training step"`
	// TrainingBatches is the number of batches in the training set, and in the validation set: each has B times as many
	// samples; >= 1. Default 64.
	TrainingBatches int `json:"training_batches" range:">= 1" help:"batches in the training set, and in the validation set"`
	// TestBatches is the number of batches in the test set; >= 1. Default 32.
	TestBatches int `json:"test_batches" range:">= 1" help:"batches in the test set"`
	// StopAfterEpoch is the last epoch, counted from 0, at which training never stops early; >= 0. Default 10.
	StopAfterEpoch int `json:"early_stop_after_epoch" range:">= 0" help:"training never stops early up to this epoch, counted from 0"`
	// StopWindow is the number of last validation losses that decide on stopping; >= 2. Default 10.
	StopWindow int `json:"early_stop_window_epochs" range:">= 2" help:"training stops early if the oldest of this many last validation losses is the smallest"`
	// Variant holds options that the study didn't have. Default none.
	Variant Variant `json:"variant,omitzero"`
}

// Default returns the study's settings, without jitter and without dropout.
func Default() Settings {
	return Settings{
		Stimulus: stimulus.Default(),
		Network:  snn.Default(),
		Schedule: Schedule{
			LearningRate:    0.005,
			Epochs:          20,
			BatchSize:       64,
			TrainingBatches: 64,
			TestBatches:     32,
			StopAfterEpoch:  10,
			StopWindow:      10,
		},
	}
}

// TrainingSamples returns the size of the training set, and of the validation set.
func (s Schedule) TrainingSamples() int { return s.BatchSize * s.TrainingBatches }

// TestSamples returns the size of the test set.
func (s Schedule) TestSamples() int { return s.BatchSize * s.TestBatches }

// Validate checks every field of all parts. The error names the field, its value and what it must be.
func (s Settings) Validate() error {
	if err := s.Stimulus.Validate(); err != nil {
		return err
	}
	if err := s.Network.Validate(); err != nil {
		return err
	}
	return s.Schedule.Validate()
}

// Validate checks every field of the schedule.
func (s Schedule) Validate() error {
	const most = 1_000_000 // more is surely a typo
	if !(s.LearningRate > 0) || math.IsInf(s.LearningRate, 0) {
		return fmt.Errorf("%w: learning_rate is %v; it must be a positive number", ErrSettings, s.LearningRate)
	}
	for _, c := range []struct {
		field        string
		value, least int
	}{
		{"maximal_epochs", s.Epochs, 1},
		{"batch_size", s.BatchSize, 1},
		{"training_batches", s.TrainingBatches, 1},
		{"test_batches", s.TestBatches, 1},
		{"early_stop_after_epoch", s.StopAfterEpoch, 0},
		{"early_stop_window_epochs", s.StopWindow, 2},
	} {
		if c.value < c.least || c.value > most {
			return fmt.Errorf("%w: %s is %d; it must be from %d to %d", ErrSettings, c.field, c.value, c.least, most)
		}
	}
	return s.Variant.Validate()
}
