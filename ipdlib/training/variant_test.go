package training_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// restless is a training whose validation loss rises and falls: few samples, large steps, no early stop.
func restless() training.Settings {
	s := small()
	s.Schedule.Epochs, s.Schedule.StopAfterEpoch, s.Schedule.LearningRate = 7, 6, 1
	return s
}

// The weights that are restored are those of a training that was made to end where the validation loss was smallest: the
// same bits, and the same answers.
func TestRestoreBest(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := restless()
		set, validation := draw(t, d.Backend, s, 32, "training"), draw(t, d.Backend, s, 32, "validation")
		usual := train(t, newTrainer(t, d.Backend, s), set, validation, 0.5, random.NewKey(1))
		at := 0
		for i, e := range usual.fit.Epochs {
			if e.ValidationLoss < usual.fit.Epochs[at].ValidationLoss {
				at = i
			}
		}
		if at == len(usual.fit.Epochs)-1 || at == 0 || usual.fit.WeightsOf != len(usual.fit.Epochs)-1 {
			t.Fatalf("the test needs a training whose best epoch is none of the ends: %+v", usual.fit)
		}
		short := s
		short.Schedule.Epochs = at + 1
		want := train(t, newTrainer(t, d.Backend, short), set, validation, 0.5, random.NewKey(1))

		s.Schedule.Variant.RestoreBest = true
		tr := newTrainer(t, d.Backend, s)
		for range 2 { // the second training begins anew all the same
			got := train(t, tr, set, validation, 0.5, random.NewKey(1))
			if !reflect.DeepEqual(got.fit.Epochs, usual.fit.Epochs) {
				t.Errorf("losses %+v, without restoring %+v", got.fit.Epochs, usual.fit.Epochs)
			}
			if got.fit.WeightsOf != at || !reflect.DeepEqual(got.weights, want.weights) || reflect.DeepEqual(got.weights, usual.weights) {
				t.Errorf("the weights are not those of epoch %d, but of %d", at, got.fit.WeightsOf)
			}
			outcome, err := tr.Evaluate(t.Context(), validation)
			if err != nil {
				t.Fatal(err)
			}
			if best := usual.fit.Epochs[at].ValidationLoss; outcome.Loss != best {
				t.Errorf("the validation loss of the weights that are left is %v, want %v", outcome.Loss, best)
			}
		}
	})
}

// A training whose epochs have sets of their own makes the steps that one makes by hand with these sets.
func TestRedrawEachEpoch(t *testing.T) {
	d := goDevice(t)
	s := restless()
	s.Schedule.TrainingBatches, s.Schedule.Epochs, s.Schedule.Variant.RedrawEachEpoch = 2, 3, true
	gen, err := training.NewGenerator(d.Backend, s)
	if err != nil {
		t.Fatal(err)
	}
	validation := draw(t, d.Backend, s, 32, "validation")
	key := random.NewKey(5)
	sets := training.NewSets(gen, s, key)
	defer sets.Close()
	tr := newTrainer(t, d.Backend, s)
	fit, err := tr.FitSource(t.Context(), sets.Epoch, validation, 0, random.NewKey(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := tr.Weights()
	if err != nil {
		t.Fatal(err)
	}

	byHand := []random.Key{key, key.Derive("epoch", 1), key.Derive("epoch", 2)}
	var all []*stimulus.Dataset
	for _, key := range byHand {
		set, err := gen.Generate(32, key)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, set)
	}
	other := newTrainer(t, d.Backend, s)
	want, err := other.FitSource(t.Context(), func(epoch int) (*stimulus.Dataset, error) { return all[epoch], nil }, validation, 0, random.NewKey(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	weights, err := other.Weights()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(fit, want) || !reflect.DeepEqual(got, weights) {
		t.Errorf("%+v, by hand %+v", fit, want)
	}
	if !reflect.DeepEqual(sets.Latest().IPD, all[2].IPD) {
		t.Error("the latest set is not the last epoch's")
	}

	// Its first epoch is that of a training without; the second is not.
	s.Schedule.Variant.RedrawEachEpoch = false
	one := training.NewSets(gen, s, key)
	defer one.Close()
	usual, err := newTrainer(t, d.Backend, s).FitSource(t.Context(), one.Epoch, validation, 0, random.NewKey(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if usual.Epochs[0] != fit.Epochs[0] || usual.Epochs[1] == fit.Epochs[1] {
		t.Errorf("with one set %+v, with others %+v", usual.Epochs, fit.Epochs)
	}
	if !reflect.DeepEqual(one.Latest().IPD, all[0].IPD) {
		t.Error("the one set is not the first epoch's")
	}
}

func TestSourceOfUnequalSets(t *testing.T) {
	d := goDevice(t)
	s := small()
	few, many := draw(t, d.Backend, s, 32, "training"), draw(t, d.Backend, s, 48, "training")
	tr := newTrainer(t, d.Backend, s)
	sets := []*stimulus.Dataset{few, many}
	_, err := tr.FitSource(t.Context(), func(e int) (*stimulus.Dataset, error) { return sets[e], nil }, few, 0, random.NewKey(1), nil)
	if !errors.Is(err, training.ErrSettings) || !strings.Contains(err.Error(), "epoch 1 has 48 samples, the first had 32") {
		t.Errorf("error %v", err)
	}
	failure := errors.New("no more sets")
	_, err = tr.FitSource(t.Context(), func(int) (*stimulus.Dataset, error) { return nil, failure }, few, 0, random.NewKey(1), nil)
	if !errors.Is(err, failure) || !strings.Contains(err.Error(), "epoch 0") {
		t.Errorf("error %v", err)
	}
}
