// Package plantest provides tests with a sweep that takes only a moment.
package plantest

import "ipd/ipdlib/plan"

// Tiny is a sweep of 8 trainings, 4 epochs each, of a network of 8 afferents, 3 hidden units and 4 classes.
func Tiny() plan.Settings {
	s := plan.Default()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 4, 0.02
	s.Network.HiddenUnits, s.Network.Classes = 3, 4
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches, s.Schedule.Epochs = 8, 3, 2, 4
	s.Grid = plan.Grid{Seed: 7, Runs: 2, Dropouts: []float64{0, 0.5}, Sigmas: []float64{0, 0.3}}
	return s
}
