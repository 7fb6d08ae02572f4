package training

import (
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
	"testing"

	"github.com/gomlx/compute"
)

// Small is the study at a size that trains in a moment: 2 x 20 afferents, 50 steps, 12 hidden units, 6 classes, two epochs
// of 64 samples.
func Small() Settings {
	s := Default()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 20, 0.05
	s.Network.HiddenUnits, s.Network.Classes = 12, 6
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 16, 4, 2
	s.Schedule.Epochs, s.Schedule.LearningRate = 2, 0.01
	return s
}

// sample draws a data set by hand.
func sample(t testing.TB, backend compute.Backend, s stimulus.Settings, samples int, key random.Key) *stimulus.Dataset {
	t.Helper()
	gen, err := stimulus.NewGenerator(backend, s)
	if err != nil {
		t.Fatal(err)
	}
	defer gen.Close()
	set, err := gen.Generate(samples, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return set
}
