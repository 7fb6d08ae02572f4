package training_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// options are networks that have every option between them.
var options = map[string]func(n *snn.Settings){
	"same-step reset, fast sigmoid": func(n *snn.Settings) { n.Variant.Reset, n.Variant.Surrogate = snn.SameStepReset, snn.FastSigmoidSlope },
	"detached subtraction, arctan": func(n *snn.Settings) {
		n.Variant.Reset, n.Variant.Surrogate, n.Variant.DetachReset = snn.SubtractReset, snn.ArctanSlope, true
	},
	"no reset, triangle, scale": func(n *snn.Settings) {
		n.Variant.Reset, n.Variant.Surrogate, n.Variant.SurrogateScale = snn.NoReset, snn.TriangleSlope, 0.5
	},
	"Gaussian, fan-in": func(n *snn.Settings) {
		n.Variant.Surrogate, n.Variant.InitialBound = snn.GaussianSlope, snn.FanInBound
	},
	"two layers, learnt time constants": func(n *snn.Settings) {
		n.Variant.FurtherLayers, n.Variant.LearnTimeConstants = []int{12}, true
	},
	"three layers, time constants": func(n *snn.Settings) {
		n.Variant.FurtherLayers, n.Variant.TimeConstants = []int{16, 12}, []float64{3e-3, 5e-3, 5e-3, 10e-3}
	},
	"maximum":     func(n *snn.Settings) { n.Variant.Readout = snn.MaximumReadout },
	"spike count": func(n *snn.Settings) { n.Variant.Readout = snn.SpikeCountReadout },
	"random Dale, dropout of units": func(n *snn.Settings) {
		n.DalesLaw, n.Variant.DaleMask, n.Variant.DropoutKind, n.Dropout = true, snn.RandomInhibit, snn.DropHiddenUnits, 0.3
	},
	"dropout of inputs":        func(n *snn.Settings) { n.Variant.DropoutKind, n.Dropout = snn.DropInputs, 0.3 },
	"dropout of connections":   func(n *snn.Settings) { n.Variant.DropoutKind, n.Dropout = snn.DropConnections, 0.3 },
	"dropout of spiking units": func(n *snn.Settings) { n.Variant.DropoutKind, n.Dropout = snn.DropSpikingUnits, 0.3 },
	"bounded rates": func(n *snn.Settings) {
		n.Variant.RateLowerBound, n.Variant.RateLowerStrength, n.Variant.RateUpperBound, n.Variant.RateUpperStrength = 20, 0.01, 200, 0.01
	},
}

// A network with any option learns: from chance, one in six, to more than half of the training set. Saved, its weights are
// loaded.
func TestOptionsLearn(t *testing.T) {
	d := devicetest.Open(t)
	for name, change := range options {
		t.Run(name, func(t *testing.T) {
			s := training.Small()
			s.Schedule.Epochs, s.Schedule.TrainingBatches, s.Stimulus.Duration, s.Network.HiddenUnits = 12, 24, 0.06, 16
			change(&s.Network)
			r := run(t, newRunner(t, d), s, 1)
			first, last, a := r.Epochs[0], r.Epochs[len(r.Epochs)-1], r.Train.Accuracy()
			t.Logf("training loss %.2f to %.2f, accuracy %.1f %%, time constants %.4f", first.Loss, last.Loss, a, r.Weights.TimeConstants())
			if a <= 50 || !(last.Loss < first.Loss) {
				t.Errorf("after %d epochs the accuracy on the training set is %.1f %%, the loss went from %.2f to %.2f", len(r.Epochs), a, first.Loss, last.Loss)
			}
			path := filepath.Join(t.TempDir(), "weights.npz")
			if err := r.Weights.Save(path); err != nil {
				t.Fatal(err)
			}
			if loaded, err := snn.LoadWeights(path); err != nil || !reflect.DeepEqual(loaded, r.Weights) {
				t.Errorf("saved weights come back as others (%v)", err)
			}
		})
	}
}

// One key gives one network, whatever was trained before in the same runner; only what is to be learnt changes.
func TestOptionsRepeat(t *testing.T) {
	d := devicetest.Open(t)
	s := training.Small()
	s.Network.DalesLaw, s.Network.Dropout = true, 0.5
	s.Network.Variant = snn.Variant{FurtherLayers: []int{9}, LearnTimeConstants: true, DaleMask: snn.RandomInhibit}
	one := newRunner(t, d)
	first, other := run(t, one, s, 3), run(t, one, s, 4)
	for name, r := range map[string]*training.Runner{"the same runner": one, "a new runner": newRunner(t, d)} {
		if again := run(t, r, s, 3); !reflect.DeepEqual(again, first) {
			t.Errorf("%s: another result for the same key", name)
		}
	}
	if reflect.DeepEqual(other.Weights.Signs, first.Weights.Signs) {
		t.Error("two keys give the same signs")
	}
	s.Schedule.Epochs = 1
	short := run(t, one, s, 3).Weights
	if !reflect.DeepEqual(short.Signs, first.Weights.Signs) {
		t.Error("signs change in training")
	}
	for i, w := range [][2]any{{short.W1, first.Weights.W1}, {short.Hidden, first.Weights.Hidden}, {short.W2, first.Weights.W2}} {
		if reflect.DeepEqual(w[0], w[1]) {
			t.Errorf("matrix %d is not learnt", i+1)
		}
	}
	for i := range first.Weights.LogTimeConstants {
		if short.LogTimeConstants[i] == first.Weights.LogTimeConstants[i] {
			t.Errorf("time constant %d is not learnt", i+1)
		}
	}
}
