package sweep

import (
	"maps"
	"reflect"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// one runs the first training of a tiny sweep with other settings.
func one(t *testing.T, change func(*plan.Settings)) *record.Record {
	t.Helper()
	s := plantest.Tiny()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0.5}, []float64{0.3}
	change(&s)
	return run(t, s, Options{Dir: t.TempDir(), Device: device.Options{Backend: "go"}, Workers: 1})[0]
}

// TestRecordOfVariants compares a record with what package training says of the same task, whose parts its own tests compute by
// hand.
func TestRecordOfVariants(t *testing.T) {
	r := one(t, func(s *plan.Settings) {
		s.Stimulus.Variant = stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerBatch}
		s.Schedule.Variant = training.Variant{RedrawEachEpoch: true, RestoreBest: true, TestSigmas: []float64{0.2, 0, 1}}
		s.Schedule.LearningRate, s.Schedule.Epochs = 1, 6
	})
	result, err := training.Run(t.Context(), devicetest.OpenGo(t).Backend, r.Settings, r.Random())
	if err != nil {
		t.Fatal(err)
	}
	if got := record.Measure(result.Train); !maps.Equal(got, r.Train) {
		t.Errorf("the training set gives %+v, the record has %+v", got, r.Train)
	}
	if got := record.Measure(result.Test); !maps.Equal(got, r.Test) {
		t.Errorf("the test gives %+v, the record has %+v", got, r.Test)
	}
	var tests []record.Test
	for i, sigma := range r.Settings.Schedule.Variant.TestSigmas {
		tests = append(tests, record.Test{Sigma: sigma, Values: record.Measure(result.Tests[i])})
	}
	if !reflect.DeepEqual(r.Tests, tests) || !maps.Equal(r.Tests[1].Values, r.Test) {
		t.Errorf("further tests %+v, the record has %+v", tests, r.Tests)
	}
	for i, e := range result.Epochs {
		if want := (record.Epoch{Loss: e.Loss, ValidationLoss: e.ValidationLoss}); len(r.Epochs) != len(result.Epochs) || r.Epochs[i] != want {
			t.Errorf("epoch %d of the record's %d is not %v", i, len(r.Epochs), want)
		}
	}
}
