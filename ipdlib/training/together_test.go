package training_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// tasks have these dropouts, and each its own jitter and key.
func tasks(s training.Settings, dropouts ...float64) (all []training.Task) {
	for i, p := range dropouts {
		s.Network.Dropout, s.Stimulus.JitterSigma = p, 0.1*float64(i)
		all = append(all, training.Task{Settings: s, Key: random.NewKey(uint64(10 + i))})
	}
	return all
}

// Trainings together give what each gives alone: history, end, weights and answers; weights and answers on XLA's CPU bit for
// bit. They end at different epochs, with any options of network, stimulus and schedule. Only one without dropout beside
// others with it may round otherwise.
func TestTogetherEqualsAlone(t *testing.T) {
	unruly := training.Small()
	unruly.Schedule.Epochs, unruly.Schedule.StopAfterEpoch, unruly.Schedule.StopWindow, unruly.Schedule.LearningRate = 9, 1, 2, 0.1
	restoring := unruly
	restoring.Schedule.Variant = training.Variant{RestoreBest: true, TestSigmas: []float64{0.3}}
	with := func(change func(s *training.Settings)) training.Settings {
		s := training.Small()
		change(&s)
		return s
	}
	for _, c := range []struct {
		name     string
		settings training.Settings
		networks int // for so many there are programs
		dropouts []float64
	}{
		{"without dropout, different ends", unruly, 4, []float64{0, 0, 0, 0}},
		{"with dropout, different ends, best weights", restoring, 3, []float64{0.2, 0.5, 0.9}},
		{"with and without dropout, an idle network, Dale's law, jitter per batch, new sets", with(func(s *training.Settings) {
			s.Network.DalesLaw, s.Stimulus.Variant.JitterDraw, s.Schedule.Variant.RedrawEachEpoch = true, stimulus.PerBatch, true
		}), 3, []float64{0.5, 0}},
		{"subtraction, two layers, learnt time constants, random Dale, bounded rates, dropout of connections", with(func(s *training.Settings) {
			s.Network.DalesLaw = true
			s.Network.Variant = snn.Variant{
				Reset: snn.SubtractReset, FurtherLayers: []int{9}, LearnTimeConstants: true, DaleMask: snn.RandomInhibit,
				RateUpperBound: 20, RateUpperStrength: 0.01, DropoutKind: snn.DropConnections,
			}
		}), 2, []float64{0.5, 0.3}},
		{"dropout of spiking units, maximum", with(func(s *training.Settings) {
			s.Network.Variant.DropoutKind, s.Network.Variant.Readout = snn.DropSpikingUnits, snn.MaximumReadout
		}), 2, []float64{0.5, 0.3}},
		{"dropout of inputs, spike count", with(func(s *training.Settings) {
			s.Network.Variant.DropoutKind, s.Network.Variant.Readout = snn.DropInputs, snn.SpikeCountReadout
		}), 2, []float64{0.5, 0.3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
				s, exact := c.settings, d.Name == "xla:cpu"
				if !exact { // there products of several matrices round otherwise, which many steps amplify
					s.Schedule.Epochs, s.Schedule.LearningRate = 2, 0.01
				}
				several, single := newRunner(t, d), newRunner(t, d)
				if c.networks > len(c.dropouts) { // compiles, and leaves something behind
					if _, err := several.RunTogether(t.Context(), tasks(s, 0.9, 0, 0.9)[:c.networks], nil); err != nil {
						t.Fatal(err)
					}
				}
				all, ends := tasks(s, c.dropouts...), map[int]bool{}
				together, err := several.RunTogether(t.Context(), all, nil)
				if err != nil {
					t.Fatal(err)
				}
				for m, got := range together {
					want, err := single.Run(t.Context(), all[m], nil)
					if err != nil {
						t.Fatal(err)
					}
					ends[len(want.Epochs)] = true
					mixed := c.dropouts[m] == 0 && slices.Max(c.dropouts) > 0
					if exact && !mixed && !same(got, want) {
						t.Errorf("network %d: other weights or answers than alone; epochs %v, alone %v", m, got.Epochs, want.Epochs)
					}
					compare(t, m, got, want)
				}
				if s.Schedule.Epochs == 9 && len(ends) < 2 {
					t.Errorf("all ended after %v epochs: nothing is tested about different ends", ends)
				}
			})
		})
	}
}

// same compares weights and answers bit for bit.
func same(got, want *training.Result) bool {
	type bits struct {
		weights     snn.Weights
		train, test evaluation.Trials
		tests       []evaluation.Trials
	}
	return reflect.DeepEqual(bits{got.Weights, got.Train, got.Test, got.Tests}, bits{want.Weights, want.Train, want.Test, want.Tests})
}

// compare wants the same epochs, and losses and answers that differ by rounding.
func compare(t *testing.T, m int, got, want *training.Result) {
	t.Helper()
	if len(got.Epochs) != len(want.Epochs) || got.StoppedEarly != want.StoppedEarly || got.WeightsOf != want.WeightsOf || !reflect.DeepEqual(got.Task, want.Task) {
		t.Errorf("network %d: %d epochs, stopped early %v; alone %d, %v", m, len(got.Epochs), got.StoppedEarly, len(want.Epochs), want.StoppedEarly)
		return
	}
	for i, e := range got.Epochs {
		w := want.Epochs[i]
		if e.Number != w.Number || math.Abs(e.Loss-w.Loss) > 1e-5 || math.Abs(e.ValidationLoss-w.ValidationLoss) > 1e-5 {
			t.Errorf("network %d, epoch %d: %+v, alone %+v", m, i, e, w)
		}
	}
	wrong := 0
	for i, k := range want.Train.Predicted {
		if got.Train.Predicted[i] != k {
			wrong++
		}
	}
	if wrong > 1 || len(want.Train.Predicted) != len(got.Train.Predicted) || !reflect.DeepEqual(got.Train.IPD, want.Train.IPD) {
		t.Errorf("network %d: %d of %d answers differ", m, wrong, len(want.Train.Predicted))
	}
}

// A training that diverges doesn't disturb the others: this dropout is less than 1, but not in float32, so that what is
// left is scaled by 1/0.
func TestOneDiverges(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		r, s := newRunner(t, d), training.Small()
		s.Schedule.Variant.RestoreBest = true
		all := tasks(s, 0.5, 1-1e-12, 0.5)
		results, err := r.RunTogether(t.Context(), all, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := results[1].Err; !errors.Is(err, training.ErrDiverged) || len(results[1].Epochs) != 1 || results[1].Train.Predicted != nil {
			t.Errorf("%v after %d epochs", err, len(results[1].Epochs))
		}
		for _, m := range []int{0, 2} {
			want, err := r.Run(t.Context(), all[m], nil)
			if err != nil {
				t.Fatal(err)
			}
			if d.Name == "xla:cpu" && !same(results[m], want) {
				t.Errorf("network %d: other weights or answers than alone", m)
			}
			compare(t, m, results[m], want)
		}
	})
}

func TestTogetherRefuses(t *testing.T) {
	r := newRunner(t, devicetest.OpenGo(t))
	different := tasks(training.Small(), 0, 0.5)
	different[1].Settings.Schedule.LearningRate = 0.02
	always := tasks(training.Small(), 0, 1)
	for _, c := range []struct {
		tasks []training.Task
		want  string
	}{
		{nil, "there are no trainings"},
		{different, "may differ only in jitter and dropout"},
		{always, "dropout_probability is 1"},
	} {
		_, err := r.RunTogether(t.Context(), c.tasks, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}
