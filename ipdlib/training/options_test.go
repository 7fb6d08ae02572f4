package training_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
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

// A network with any option learns: from chance, one in six, to more than half of the training set. One key gives the same
// weights twice; saved, they are loaded.
func TestOptionsLearn(t *testing.T) {
	d := devicetest.Open(t)
	base := small()
	base.Schedule.Epochs, base.Stimulus.Duration, base.Network.HiddenUnits = 12, 0.06, 16
	set, validation := draw(t, d.Backend, base, 384, "training"), draw(t, d.Backend, base, 64, "validation")
	for name, change := range options {
		t.Run(name, func(t *testing.T) {
			s := base
			change(&s.Network)
			p := s.Network.Dropout
			tr := newTrainer(t, d.Backend, s)
			r := train(t, tr, set, validation, p, random.NewKey(1))
			first, last := r.fit.Epochs[0], r.fit.Epochs[len(r.fit.Epochs)-1]
			a := accuracy(t, tr, set, s.Network.Classes)
			t.Logf("training loss %.2f to %.2f, accuracy %.1f %%, time constants %.4f", first.Loss, last.Loss, 100*a, r.weights.TimeConstants())
			if a <= 0.5 || !(last.Loss < first.Loss) {
				t.Errorf("after %d epochs the accuracy on the training set is %.1f %%, the loss went from %.2f to %.2f", len(r.fit.Epochs), 100*a, first.Loss, last.Loss)
			}
			path := filepath.Join(t.TempDir(), "weights.npz")
			if err := r.weights.Save(path); err != nil {
				t.Fatal(err)
			}
			if loaded, err := snn.LoadWeights(path); err != nil || !reflect.DeepEqual(loaded, r.weights) {
				t.Errorf("saved weights come back as others (%v)", err)
			}
		})
	}
}

// One key gives one network, whatever was trained before in the same trainer; only what is to be learnt changes.
func TestOptionsRepeat(t *testing.T) {
	d := devicetest.Open(t)
	s := small()
	s.Network.DalesLaw = true
	s.Network.Variant = snn.Variant{FurtherLayers: []int{9}, LearnTimeConstants: true, DaleMask: snn.RandomInhibit}
	set, validation := draw(t, d.Backend, s, 64, "training"), draw(t, d.Backend, s, 32, "validation")
	one, key := newTrainer(t, d.Backend, s), random.NewKey(3)
	first := train(t, one, set, validation, 0.5, key)
	other := train(t, one, set, validation, 0.5, random.NewKey(4))
	for name, tr := range map[string]*training.Trainer{"the same trainer": one, "a new trainer": newTrainer(t, d.Backend, s)} {
		if again := train(t, tr, set, validation, 0.5, key); !reflect.DeepEqual(again, first) {
			t.Errorf("%s: other weights or losses for the same key", name)
		}
	}
	if reflect.DeepEqual(other.weights.Signs, first.weights.Signs) {
		t.Error("two keys give the same signs")
	}
	s.Schedule.Epochs = 1
	short := train(t, newTrainer(t, d.Backend, s), set, validation, 0.5, key)
	if !reflect.DeepEqual(short.weights.Signs, first.weights.Signs) {
		t.Error("signs change in training")
	}
	for i, w := range [][2]any{{short.weights.W1, first.weights.W1}, {short.weights.Hidden, first.weights.Hidden}, {short.weights.W2, first.weights.W2}} {
		if reflect.DeepEqual(w[0], w[1]) {
			t.Errorf("matrix %d is not learnt", i+1)
		}
	}
	for i := range first.weights.LogTimeConstants {
		if short.weights.LogTimeConstants[i] == first.weights.LogTimeConstants[i] {
			t.Errorf("time constant %d is not learnt", i+1)
		}
	}
}
