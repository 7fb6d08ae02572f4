package sweep

import (
	"context"
	"maps"
	"reflect"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// one runs the first training of a tiny sweep with other settings.
func one(t *testing.T, change func(*plan.Settings)) *record.Record {
	t.Helper()
	s := tiny()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0.5}, []float64{0.3}
	change(&s)
	return run(t, s, Options{Dir: t.TempDir(), Device: device.Options{Backend: "go"}, Workers: 1})[0]
}

// TestRecordOfVariants computes each part of a record by hand, from the pieces that training is made of.
func TestRecordOfVariants(t *testing.T) {
	set := func(s *plan.Settings) {
		s.Stimulus.Variant = stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerBatch}
		s.Schedule.Variant = training.Variant{RedrawEachEpoch: true, RestoreBest: true, TestSigmas: []float64{0.2, 0, 1}}
		s.Schedule.LearningRate, s.Schedule.Epochs = 1, 6
	}
	r := one(t, set)
	d, err := device.Open(t.Context(), device.Options{Backend: "go"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	settings, key := r.Settings, r.Random()
	gen, err := training.NewGenerator(d.Backend, settings)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for i, e := range r.Epochs {
		if e.ValidationLoss < r.Epochs[at].ValidationLoss {
			at = i
		}
	}
	if at == len(r.Epochs)-1 {
		t.Fatalf("the test needs a training that is not the best in the end: %+v", r.Epochs)
	}

	// Up to the best epoch, with the sets of the epochs, and no further.
	short := settings
	short.Schedule.Epochs, short.Schedule.Variant.RestoreBest = at+1, false
	trainer, err := training.NewTrainer(d.Backend, short)
	if err != nil {
		t.Fatal(err)
	}
	draw := func(sigma float64, n int, parts ...any) *stimulus.Dataset {
		k := key
		for _, p := range parts {
			if list, ok := p.([]any); ok {
				k = k.Derive(list...)
			} else {
				k = k.Derive(p)
			}
		}
		gen, err := gen.WithJitter(sigma)
		if err != nil {
			t.Fatal(err)
		}
		set, err := gen.Generate(n, k)
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	n := settings.Schedule.TrainingSamples()
	epochSet := func(e int) (*stimulus.Dataset, error) {
		if e == 0 {
			return draw(0.3, n, "training set"), nil
		}
		return draw(0.3, n, "training set", []any{"epoch", e}), nil
	}
	if _, err := trainer.FitSource(context.Background(), epochSet, draw(0.3, n, "validation set"), 0.5, key.Derive("training"), nil); err != nil {
		t.Fatal(err)
	}
	measure := func(set *stimulus.Dataset) record.Values {
		outcome, err := trainer.Evaluate(t.Context(), set)
		if err != nil {
			t.Fatal(err)
		}
		trials, err := evaluation.NewTrials(set.IPD, outcome.Predicted, settings.Network.Classes)
		if err != nil {
			t.Fatal(err)
		}
		return record.Measure(trials)
	}
	last, _ := epochSet(len(r.Epochs) - 1)
	if got := measure(last); !maps.Equal(got, r.Train) {
		t.Errorf("the training set gives %+v, by hand %+v", r.Train, got)
	}
	tests := settings.Schedule.TestSamples()
	if got := measure(draw(0, tests, "test set")); !maps.Equal(got, r.Test) {
		t.Errorf("the test gives %+v, by hand %+v", r.Test, got)
	}
	var want []record.Test
	for _, sigma := range settings.Schedule.Variant.TestSigmas {
		want = append(want, record.Test{Sigma: sigma, Values: measure(draw(sigma, tests, "test set"))})
	}
	if !reflect.DeepEqual(r.Tests, want) || !maps.Equal(r.Tests[1].Values, r.Test) {
		t.Errorf("further tests %+v, by hand %+v", r.Tests, want)
	}
}
