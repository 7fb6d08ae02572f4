package training_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/training"
)

func newRunner(t *testing.T, d *device.Device) *training.Runner {
	r := training.NewRunner(d.Backend)
	t.Cleanup(r.Close)
	return r
}

func run(t *testing.T, r *training.Runner, s training.Settings, seed uint64) *training.Result {
	t.Helper()
	result, err := r.Run(t.Context(), training.Task{Settings: s, Key: random.NewKey(seed)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// One key gives the same weights, losses and answers, bit for bit, in the same runner or in a new one: so nothing of a
// training, such as Adam's moments, is left over for the next one. Another key, or another dropout, gives others.
func TestSameKeySameWeights(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		one, without := newRunner(t, d), training.Small()
		s := without
		s.Network.Dropout = 0.5
		first, free, other := run(t, one, s, 3), run(t, one, without, 3), run(t, one, s, 4)
		for name, r := range map[string]*training.Runner{"the same runner": one, "a new runner": newRunner(t, d)} {
			if again := run(t, r, s, 3); !reflect.DeepEqual(again, first) {
				t.Errorf("%s: another result for the same key", name)
			}
		}
		if reflect.DeepEqual(free.Weights, first.Weights) {
			t.Error("dropout changes nothing")
		}
		if reflect.DeepEqual(other.Weights, first.Weights) {
			t.Error("another key gives the same weights")
		}
	})
}

// It learns: from chance, one in six, to more than 85 % of the training set.
func TestLearns(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := training.Small()
		s.Stimulus.Duration, s.Network.HiddenUnits = 0.1, 24
		s.Schedule.Epochs, s.Schedule.TrainingBatches = 15, 32
		r, err := training.Run(t.Context(), d.Backend, s, random.NewKey(1))
		if err != nil {
			t.Fatal(err)
		}
		first, last, a := r.Epochs[0], r.Epochs[len(r.Epochs)-1], r.Train.Accuracy()
		t.Logf("training loss %.2f to %.2f, accuracy %.1f %%, of the test %.1f %%", first.Loss, last.Loss, a, r.Test.Accuracy())
		if a <= 85 || last.Loss >= first.Loss {
			t.Errorf("after %d epochs the accuracy on the training set is %.1f %%, the loss fell from %.2f to %.2f", len(r.Epochs), a, first.Loss, last.Loss)
		}
	})
}

// A training that gets no better ends early, and says so. At this learning rate the weights jump about, and the validation
// loss is the best at the beginning.
func TestStopsEarly(t *testing.T) {
	s := training.Small()
	s.Schedule.Epochs, s.Schedule.StopAfterEpoch, s.Schedule.StopWindow, s.Schedule.LearningRate = 60, 1, 3, 3
	r := run(t, newRunner(t, devicetest.OpenGo(t)), s, 1)
	if !r.StoppedEarly || len(r.Epochs) >= 60 {
		t.Fatalf("%d epochs, stopped early: %v", len(r.Epochs), r.StoppedEarly)
	}
	rule := training.EarlyStopping{AfterEpoch: 1, Window: 3}
	for i, e := range r.Epochs {
		if stop := rule.Stop(e.ValidationLoss); stop != (i == len(r.Epochs)-1) {
			t.Errorf("epoch %d of %d: the rule says stop: %v", i, len(r.Epochs), stop)
		}
	}
}

// When the context ends, so does the training, between two steps; the runner can be used again. An observer's error ends it
// too, and comes back as it is.
func TestStopsWithContext(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		r, usual := newRunner(t, d), training.Small()
		s := usual
		s.Schedule.Epochs, s.Schedule.StopAfterEpoch = 1_000_000, 999_999 // the test's own time limit is the assertion
		first := run(t, r, usual, 3)
		for networks := 1; networks <= 2; networks++ {
			tasks := slices.Repeat([]training.Task{{Settings: s, Key: random.NewKey(1)}}, networks)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			validated := 0
			results, err := r.RunTogether(ctx, tasks, func(m training.Moment) error {
				if m.Stage == training.Validated && m.Network == 0 {
					if validated++; validated == 2 {
						cancel()
					}
				}
				return nil
			})
			if !errors.Is(err, context.Canceled) || results != nil || validated != 2 || !strings.Contains(err.Error(), "epoch 2") {
				t.Errorf("%d networks, after %d epochs: %+v, %v", networks, validated, results, err)
			}
			if _, err := r.RunTogether(ctx, tasks, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("begun after the end: %v", err)
			}
			enough := errors.New("enough")
			if _, err := r.RunTogether(t.Context(), tasks, func(training.Moment) error { return enough }); err != enough {
				t.Errorf("an observer's error came back as %v", err)
			}
		}
		if again := run(t, r, usual, 3); !reflect.DeepEqual(again, first) {
			t.Error("another result after trainings that were stopped")
		}
	})
}

// restless is a training whose validation loss rises and falls: few samples, large steps, no early stop.
func restless() training.Settings {
	s := training.Small()
	s.Schedule.TrainingBatches, s.Schedule.Epochs, s.Schedule.StopAfterEpoch, s.Schedule.LearningRate = 2, 5, 4, 0.5
	s.Network.Dropout = 0.5
	return s
}

// The weights that are restored are those of a training that was made to end where the validation loss was smallest: the
// same bits, and the same answers. On the way, the weights are those of the latest epoch.
func TestRestoreBest(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		r, s := newRunner(t, d), restless()
		usual := run(t, r, s, 1)
		at := 0
		for i, e := range usual.Epochs {
			if e.ValidationLoss < usual.Epochs[at].ValidationLoss {
				at = i
			}
		}
		if at == len(usual.Epochs)-1 || at == 0 || usual.WeightsOf != len(usual.Epochs)-1 {
			t.Fatalf("the test needs a training whose best epoch is none of the ends: %+v", usual.Epochs)
		}
		short := s
		short.Schedule.Epochs = at + 1
		want := run(t, r, short, 1)

		s.Schedule.Variant.RestoreBest = true
		for range 2 { // the second training begins anew all the same
			got, err := r.Run(t.Context(), training.Task{Settings: s, Key: random.NewKey(1)}, func(m training.Moment) error {
				if m.Stage != training.Validated {
					return nil
				}
				now, err := m.Now()
				if err == nil && now.WeightsOf != len(m.Epochs)-1 {
					t.Errorf("after epoch %d the weights are said to be those of epoch %d", len(m.Epochs)-1, now.WeightsOf)
				}
				if err == nil && len(m.Epochs) == len(usual.Epochs) && !reflect.DeepEqual(now.Weights, usual.Weights) {
					t.Error("after the last epoch the weights are not the last ones")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got.Epochs, usual.Epochs) {
				t.Errorf("losses %+v, without restoring %+v", got.Epochs, usual.Epochs)
			}
			if got.WeightsOf != at || !reflect.DeepEqual(got.Weights, want.Weights) || reflect.DeepEqual(got.Weights, usual.Weights) {
				t.Errorf("the weights are not those of epoch %d, but of %d", at, got.WeightsOf)
			}
			if !reflect.DeepEqual(got.Train, want.Train) || !reflect.DeepEqual(got.Test, want.Test) {
				t.Errorf("the answers are not those of epoch %d", at)
			}
		}
	})
}

// An observer sees all stages of all networks in order. In the middle, a network is what a shorter training leaves, and
// looking at it changes nothing.
func TestObserver(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		r, s := newRunner(t, d), training.Small()
		s.Network.Dropout = 0.5
		tasks := []training.Task{{Settings: s, Key: random.NewKey(1)}, {Settings: s, Key: random.NewKey(2)}}
		together := func(epochs int, observe training.Observer) []*training.Result {
			all := slices.Clone(tasks)
			for i := range all {
				all[i].Settings.Schedule.Epochs = epochs
			}
			results, err := r.RunTogether(t.Context(), all, observe)
			if err != nil {
				t.Fatal(err)
			}
			return results
		}
		short, long := together(1, nil), together(2, nil)

		var stages []string
		var ended []*training.Result
		got := together(2, func(m training.Moment) error {
			name := []string{"begun", "stepped", "validated", "ended"}[m.Stage]
			stages = append(stages, fmt.Sprintf("%s %d:%d/%d", name, m.Network, len(m.Epochs), m.Under))
			now, err := m.Now()
			if err != nil {
				return err
			}
			want := short[m.Network]
			switch {
			case m.Stage == training.Begun:
				if w, err := tasks[m.Network].InitialWeights(); err != nil || !reflect.DeepEqual(now.Weights, w) {
					t.Errorf("network %d begins with other weights than the initial ones (%v)", m.Network, err)
				}
				return nil
			case m.Stage == training.Ended:
				ended = append(ended, now)
				return nil
			case len(m.Epochs) == 2 || m.Stage == training.Stepped && len(m.Epochs) == 1:
				want = long[m.Network]
			}
			if !reflect.DeepEqual(now.Weights, want.Weights) || !reflect.DeepEqual(now.Train, want.Train) || !reflect.DeepEqual(now.Test, want.Test) {
				t.Errorf("%s: network %d is another one than after %d epochs", name, m.Network, len(want.Epochs))
			}
			if m.Stage == training.Validated && !reflect.DeepEqual(now.Epochs, want.Epochs) {
				t.Errorf("network %d: %v, want %v", m.Network, now.Epochs, want.Epochs)
			}
			return nil
		})
		if !reflect.DeepEqual(got, long) {
			t.Error("an observer changes the result")
		}
		if len(ended) != 2 || ended[0] != got[0] || ended[1] != got[1] {
			t.Error("in the end, a network is not the result")
		}
		const want = "begun 0:0/2 begun 1:0/2 stepped 0:0/2 stepped 1:0/2 validated 0:1/2 validated 1:1/2 " +
			"stepped 0:1/2 stepped 1:1/2 validated 0:2/2 validated 1:2/2 ended 0:2/1 ended 1:2/0"
		if got := strings.Join(stages, " "); got != want {
			t.Errorf("stages\n%s, want\n%s", got, want)
		}
	})
}

// A training whose weights left all bounds is an error that says what to do.
func TestDiverges(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		r, s := newRunner(t, d), training.Small()
		usual := run(t, r, s, 1)
		wild := s
		wild.Schedule.LearningRate = 1e300
		result, err := r.Run(t.Context(), training.Task{Settings: wild, Key: random.NewKey(1)}, nil)
		if !errors.Is(err, training.ErrDiverged) || !strings.Contains(err.Error(), "smaller learning_rate") {
			t.Errorf("error %v", err)
		}
		if result == nil || len(result.Epochs) != 1 || result.Err != err || result.Train.Predicted != nil {
			t.Errorf("result %+v", result)
		}
		if again := run(t, r, s, 1); !reflect.DeepEqual(again, usual) {
			t.Error("another result after a training that diverged")
		}
	})
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
		{"dropout_probability is 1", func(s *training.Settings) { s.Network.Dropout = 1 }},
		{"jitter_sigma_rad is -1", func(s *training.Settings) { s.Stimulus.JitterSigma = -1 }},
	} {
		s := training.Default()
		c.change(&s)
		_, err := training.Run(t.Context(), nil, s, random.NewKey(1)) // refused before the backend is touched
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
	}
}
