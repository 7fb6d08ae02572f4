package plan

// tiny is a sweep of 8 trainings of a small network.
func tiny() Settings {
	s := Default()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 4, 0.02
	s.Network.HiddenUnits, s.Network.Classes = 3, 4
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches, s.Schedule.Epochs = 8, 3, 2, 4
	s.Grid = Grid{Seed: 7, Runs: 2, Dropouts: []float64{0, 0.5}, Sigmas: []float64{0, 0.3}}
	return s
}
