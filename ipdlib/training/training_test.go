package training_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// small is the study at a size that trains in a second: 2 x 20 afferents, 50 steps, 12 hidden units, 6 classes.
func small() training.Settings {
	s := training.Default()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 20, 0.05
	s.Network.HiddenUnits, s.Network.Classes = 12, 6
	s.Schedule.BatchSize, s.Schedule.Epochs, s.Schedule.LearningRate = 16, 2, 0.01
	return s
}

func draw(t testing.TB, backend compute.Backend, s training.Settings, samples int, name string) *stimulus.Dataset {
	t.Helper()
	gen, err := stimulus.NewGenerator(backend, s.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(samples, random.NewKey(1).Derive(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return set
}

func newTrainer(t testing.TB, backend compute.Backend, s training.Settings) *training.Trainer {
	t.Helper()
	tr, err := training.NewTrainer(backend, s)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// result is all that a training leaves.
type result struct {
	fit     training.Fit
	weights snn.Weights
}

func train(t *testing.T, tr *training.Trainer, set, validation *stimulus.Dataset, dropout float64, key random.Key) result {
	t.Helper()
	fit, err := tr.Fit(t.Context(), set, validation, dropout, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := tr.Weights()
	if err != nil {
		t.Fatal(err)
	}
	return result{*fit, w}
}

// One key gives the same weights, bit for bit, in the same trainer or in a new one: so nothing of a training, such as
// Adam's moments, is left over for the next one. Another key, or another dropout, gives others.
func TestSameKeySameWeights(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := small()
		set, validation := draw(t, d.Backend, s, 64, "training"), draw(t, d.Backend, s, 32, "validation")
		one, key := newTrainer(t, d.Backend, s), random.NewKey(3)
		first := train(t, one, set, validation, 0.5, key)
		without := train(t, one, set, validation, 0, key)
		other := train(t, one, set, validation, 0.5, random.NewKey(4))
		for name, again := range map[string]result{
			"the same trainer": train(t, one, set, validation, 0.5, key),
			"a new trainer":    train(t, newTrainer(t, d.Backend, s), set, validation, 0.5, key),
		} {
			if !reflect.DeepEqual(again, first) {
				t.Errorf("%s: other weights or losses for the same key", name)
			}
		}
		if reflect.DeepEqual(without.weights, first.weights) {
			t.Error("dropout changes nothing")
		}
		if reflect.DeepEqual(other.weights, first.weights) {
			t.Error("another key gives the same weights")
		}
	})
}

// accuracy of the latest network.
func accuracy(t *testing.T, tr *training.Trainer, set *stimulus.Dataset, classes int) float64 {
	t.Helper()
	outcome, err := tr.Evaluate(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, k := range set.Labels(classes)[:len(outcome.Predicted)] {
		if outcome.Predicted[i] == int(k) {
			right++
		}
	}
	return float64(right) / float64(len(outcome.Predicted))
}

// It learns: from chance, one in six, to more than 85 % of the training set.
func TestLearns(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := small()
		s.Schedule.Epochs, s.Stimulus.Duration, s.Network.HiddenUnits = 15, 0.1, 24
		set, validation := draw(t, d.Backend, s, 512, "training"), draw(t, d.Backend, s, 64, "validation")
		tr := newTrainer(t, d.Backend, s)
		r := train(t, tr, set, validation, 0, random.NewKey(1))
		first, last := r.fit.Epochs[0], r.fit.Epochs[len(r.fit.Epochs)-1]
		a := accuracy(t, tr, set, s.Network.Classes)
		t.Logf("training loss %.2f to %.2f, accuracy %.1f %%", first.Loss, last.Loss, 100*a)
		if a <= 0.85 || last.Loss >= first.Loss {
			t.Errorf("after %d epochs the accuracy on the training set is %.1f %%, the loss fell from %.2f to %.2f", len(r.fit.Epochs), 100*a, first.Loss, last.Loss)
		}
	})
}

func TestHistory(t *testing.T) {
	d := goDevice(t)
	s := small()
	s.Schedule.Epochs = 3
	set, validation := draw(t, d.Backend, s, 32, "training"), draw(t, d.Backend, s, 32, "validation")
	tr := newTrainer(t, d.Backend, s)
	var seen []training.Epoch
	fit, err := tr.Fit(t.Context(), set, validation, 0, random.NewKey(1), func(e training.Epoch) { seen = append(seen, e) })
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(seen, fit.Epochs) || len(seen) != 3 || fit.StoppedEarly {
		t.Fatalf("3 epochs: reported %v, returned %+v", seen, fit)
	}
	for i, e := range fit.Epochs {
		if e.Number != i || !(e.Loss > 0) || !(e.ValidationLoss > 0) {
			t.Errorf("epoch %d: %+v", i, e)
		}
	}
	outcome, err := tr.Evaluate(t.Context(), validation)
	if err != nil {
		t.Fatal(err)
	}
	if last := fit.Epochs[2].ValidationLoss; outcome.Loss != last {
		t.Errorf("the validation loss of the last epoch is %v, but that of the weights that are left %v", last, outcome.Loss)
	}
}

// A training that gets no better ends early, and says so. At this learning rate the weights jump about, and the
// validation loss is the best at the beginning.
func TestStopsEarly(t *testing.T) {
	d := goDevice(t)
	s := small()
	s.Schedule.Epochs, s.Schedule.StopAfterEpoch, s.Schedule.StopWindow, s.Schedule.LearningRate = 60, 1, 3, 3
	set, validation := draw(t, d.Backend, s, 32, "training"), draw(t, d.Backend, s, 32, "validation")
	r := train(t, newTrainer(t, d.Backend, s), set, validation, 0, random.NewKey(1))
	epochs := r.fit.Epochs
	if !r.fit.StoppedEarly || len(epochs) >= 60 {
		t.Fatalf("%d epochs, stopped early: %v", len(epochs), r.fit.StoppedEarly)
	}
	rule := training.EarlyStopping{AfterEpoch: 1, Window: 3}
	for i, e := range epochs {
		if stop := rule.Stop(e.ValidationLoss); stop != (i == len(epochs)-1) {
			t.Errorf("epoch %d of %d: the rule says stop: %v", i, len(epochs), stop)
		}
	}
}

// When the context ends, so does the training, between two steps; the trainer can be used again.
func TestStopsWithContext(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := small()
		s.Schedule.Epochs, s.Schedule.StopAfterEpoch = 1_000_000, 999_999 // the test's own time limit is the assertion
		set := draw(t, d.Backend, s, 32, "training")
		tr := newTrainer(t, d.Backend, s)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		epochs := 0
		fit, err := tr.Fit(ctx, set, set, 0, random.NewKey(1), func(training.Epoch) {
			if epochs++; epochs == 2 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || fit != nil || epochs != 2 || !strings.Contains(err.Error(), "epoch 2") {
			t.Errorf("after %d epochs: %+v, %v", epochs, fit, err)
		}
		if _, err := tr.Evaluate(ctx, set); !errors.Is(err, context.Canceled) {
			t.Errorf("evaluation: %v", err)
		}
		if _, err := tr.Evaluate(t.Context(), set); err != nil {
			t.Errorf("evaluation after a training that was stopped: %v", err)
		}
	})
}

// Samples that don't fill a batch are left out: of 40 in batches of 16 the last 8. The others' answers don't depend on
// them.
func TestEvaluateLeavesIncompleteBatchesOut(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := small()
		tr := newTrainer(t, d.Backend, s)
		all := draw(t, d.Backend, s, 40, "evaluation")
		steps, groups := s.Stimulus.Steps(), stimulus.Groups(s.Stimulus.Afferents())
		whole := &stimulus.Dataset{IPD: all.IPD[:32], Steps: all.Steps, Afferents: all.Afferents}
		if err := all.Spikes.ConstFlatData(func(flat any) {
			whole.Spikes = tensors.FromFlatDataAndDimensions(flat.([]uint8)[:32*steps*groups], 32, steps, groups)
		}); err != nil {
			t.Fatal(err)
		}
		got, err := tr.Evaluate(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		want, err := tr.Evaluate(t.Context(), whole)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Predicted) != 32 || !reflect.DeepEqual(got, want) {
			t.Errorf("of 40 samples %d were answered, and the loss is %v; of the first 32 it is %v", len(got.Predicted), got.Loss, want.Loss)
		}
	})
}

func TestUnusableData(t *testing.T) {
	d := goDevice(t)
	s := small()
	tr := newTrainer(t, d.Backend, s)
	enough, few := draw(t, d.Backend, s, 16, "training"), draw(t, d.Backend, s, 15, "training")
	wider := s
	wider.Stimulus.AfferentsPerEar = 30
	other := draw(t, d.Backend, wider, 16, "training")
	key := random.NewKey(1)
	_, evaluation := tr.Evaluate(t.Context(), few)
	_, fewTraining := tr.Fit(t.Context(), few, enough, 0, key, nil)
	_, fewValidation := tr.Fit(t.Context(), enough, few, 0, key, nil)
	_, foreign := tr.Fit(t.Context(), other, other, 0, key, nil)
	_, always := tr.Fit(t.Context(), enough, enough, 1, key, nil)
	for _, c := range []struct {
		err  error
		want string
	}{
		{evaluation, "15 samples are less than a batch of 16"},
		{fewTraining, "15 samples are less than a batch of 16"},
		{fewValidation, "15 samples are less than a batch of 16"},
		{foreign, "spikes [T, B, G] has shape [50 16 8], want [50 -1 5]"},
		{always, "dropout_probability is 1"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error is %v, want %q", c.err, c.want)
		}
	}
	for _, err := range []error{evaluation, fewTraining, fewValidation} {
		if !errors.Is(err, training.ErrSettings) {
			t.Errorf("%v is no error about settings", err)
		}
	}
}

func TestUnusableSettings(t *testing.T) {
	if err := training.Default().Validate(); err != nil {
		t.Errorf("the study's own settings: %v", err)
	}
	for _, c := range []struct {
		want   string
		change func(s *training.Settings)
	}{
		{"learning_rate is 0", func(s *training.Settings) { s.Schedule.LearningRate = 0 }},
		{"learning_rate is NaN", func(s *training.Settings) { s.Schedule.LearningRate = math.NaN() }},
		{"learning_rate is +Inf", func(s *training.Settings) { s.Schedule.LearningRate = math.Inf(1) }},
		{"maximal_epochs is 0", func(s *training.Settings) { s.Schedule.Epochs = 0 }},
		{"batch_size is -1", func(s *training.Settings) { s.Schedule.BatchSize = -1 }},
		{"training_batches is 0", func(s *training.Settings) { s.Schedule.TrainingBatches = 0 }},
		{"test_batches is 2000000", func(s *training.Settings) { s.Schedule.TestBatches = 2_000_000 }},
		{"early_stop_after_epoch is -1", func(s *training.Settings) { s.Schedule.StopAfterEpoch = -1 }},
		{"early_stop_window_epochs is 1", func(s *training.Settings) { s.Schedule.StopWindow = 1 }},
		{"hidden_units is 0", func(s *training.Settings) { s.Network.HiddenUnits = 0 }},
		{"jitter_sigma_rad is -1", func(s *training.Settings) { s.Stimulus.JitterSigma = -1 }},
	} {
		s := training.Default()
		c.change(&s)
		_, err := training.NewTrainer(nil, s) // refused before the backend is touched
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
	}
}

func goDevice(t *testing.T) *device.Device {
	t.Helper()
	d, err := device.Open(t.Context(), device.Options{Backend: "go"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}
