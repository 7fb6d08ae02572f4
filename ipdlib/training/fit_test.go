package training

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// These tests give the trainer data sets by hand.

func newTestTrainer(t *testing.T, backend compute.Backend, s Settings, networks int) *trainer {
	t.Helper()
	tr, err := newTrainer(backend, s, networks)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.engine.close)
	return tr
}

// byHand is what a training leaves.
type byHand struct {
	history
	weights snn.Weights
}

// fitOn trains networks with these sets, which all of them share; ended is told of each at its end.
func (tr *trainer) fitOn(tasks []Task, train func(epoch int) (*stimulus.Dataset, error), validation *stimulus.Dataset, ended func(m int, r byHand)) error {
	shared := func(set *stimulus.Dataset) []*stimulus.Dataset {
		return slices.Repeat([]*stimulus.Dataset{set}, tr.networks)
	}
	return tr.fit(context.Background(), tasks, func(epoch int) ([]*stimulus.Dataset, error) {
		set, err := train(epoch)
		return shared(set), err
	}, func() ([]*stimulus.Dataset, error) { return shared(validation), nil },
		func(stage Stage, of map[int]*history) error {
			if stage != Ended {
				return nil
			}
			for m, h := range of {
				w, err := tr.engine.weights(m)
				if err != nil {
					return err
				}
				ended(m, byHand{*h, w})
			}
			return nil
		})
}

func always(set *stimulus.Dataset) func(int) (*stimulus.Dataset, error) {
	return func(int) (*stimulus.Dataset, error) { return set, nil }
}

// The last epoch's validation loss is that of the weights that are left.
func TestHistory(t *testing.T) {
	d, s := devicetest.OpenGo(t), Small()
	s.Schedule.Epochs = 3
	set, validation := sample(t, d.Backend, s.Stimulus, 32, random.NewKey(1)), sample(t, d.Backend, s.Stimulus, 32, random.NewKey(2))
	tr := newTestTrainer(t, d.Backend, s, 1)
	var got byHand
	if err := tr.fitOn([]Task{{s, random.NewKey(3)}}, always(set), validation, func(_ int, r byHand) { got = r }); err != nil {
		t.Fatal(err)
	}
	if len(got.epochs) != 3 || got.stoppedEarly || got.weightsOf != 2 {
		t.Fatalf("3 epochs: %+v", got.history)
	}
	for i, e := range got.epochs {
		if e.Number != i || !(e.Loss > 0) || !(e.ValidationLoss > 0) {
			t.Errorf("epoch %d: %+v", i, e)
		}
	}
	if losses, _ := answersTo(t, tr, validation); losses[0] != got.epochs[2].ValidationLoss {
		t.Errorf("the validation loss of the last epoch is %v, but that of the weights that are left %v", got.epochs[2].ValidationLoss, losses[0])
	}
}

func answersTo(t *testing.T, tr *trainer, sets ...*stimulus.Dataset) (losses []float64, predicted [][]int) {
	t.Helper()
	b, err := tr.load(sets, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	losses, predicted, err = tr.evaluate(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return losses, predicted
}

// A network whose training has ended keeps its weights while others go on, its best ones where they were restored.
func TestEndedNetworkRests(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := Small()
		s.Schedule.Epochs, s.Schedule.StopAfterEpoch, s.Schedule.StopWindow, s.Schedule.LearningRate = 8, 1, 2, 0.3
		set, validation := sample(t, d.Backend, s.Stimulus, 32, random.NewKey(1)), sample(t, d.Backend, s.Stimulus, 32, random.NewKey(2))
		tr := newTestTrainer(t, d.Backend, s, 4)
		for _, restore := range []bool{false, true} {
			tr.settings.Schedule.Variant.RestoreBest = restore
			var tasks []Task
			for m := range 3 { // the fourth network is idle
				tasks = append(tasks, Task{tr.settings, random.NewKey(uint64(m))})
			}
			ended, ends := map[int]byHand{}, map[int]bool{}
			if err := tr.fitOn(tasks, always(set), validation, func(m int, r byHand) {
				ended[m], ends[len(r.epochs)] = r, true
				want := len(r.epochs) - 1
				if restore {
					want = slices.IndexFunc(r.epochs, func(e Epoch) bool {
						return !slices.ContainsFunc(r.epochs, func(other Epoch) bool { return other.ValidationLoss < e.ValidationLoss })
					})
				}
				if r.weightsOf != want {
					t.Errorf("network %d has the weights of epoch %d, want %d", m, r.weightsOf, want)
				}
			}); err != nil {
				t.Fatal(err)
			}
			if len(ended) != 3 || len(ends) < 2 {
				t.Errorf("%d networks ended, after %v epochs: nothing is tested", len(ended), ends)
			}
			for m, r := range ended {
				if w, err := tr.engine.weights(m); err != nil || !reflect.DeepEqual(w, r.weights) {
					t.Errorf("network %d changed after its end (%v)", m, err)
				}
			}
			idle, err := tr.engine.weights(3)
			if want := tr.net.InitialWeights(tasks[2].key(fitKey).Derive(weightsKey)); err != nil || !reflect.DeepEqual(idle, want) {
				t.Errorf("the idle network learnt (%v)", err)
			}
		}
	})
}

// Samples that don't fill a batch are left out: of 40 in batches of 16 the last 8. The others' answers don't depend on them.
func TestIncompleteBatchesAreLeftOut(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := Small()
		all := sample(t, d.Backend, s.Stimulus, 40, random.NewKey(1))
		groups := stimulus.Groups(s.Stimulus.Afferents())
		whole := &stimulus.Dataset{IPD: all.IPD[:32], Steps: all.Steps, Afferents: all.Afferents}
		if err := all.Spikes.ConstFlatData(func(flat any) {
			whole.Spikes = tensors.FromFlatDataAndDimensions(flat.([]uint8)[:32*all.Steps*groups], 32, all.Steps, groups)
		}); err != nil {
			t.Fatal(err)
		}
		for networks := 1; networks <= 2; networks++ {
			tr := newTestTrainer(t, d.Backend, s, networks)
			if _, err := tr.begin([]Task{{s, random.NewKey(2)}}); err != nil {
				t.Fatal(err)
			}
			losses, predicted := answersTo(t, tr, slices.Repeat([]*stimulus.Dataset{all}, networks)...)
			wantLosses, want := answersTo(t, tr, slices.Repeat([]*stimulus.Dataset{whole}, networks)...)
			if len(predicted) != networks || len(predicted[0]) != 32 || !reflect.DeepEqual(predicted, want) || !reflect.DeepEqual(losses, wantLosses) {
				t.Errorf("of 40 samples %d were answered, and the losses are %v; of the first 32 they are %v", len(predicted[0]), losses, wantLosses)
			}
		}
	})
}

func TestUnusableData(t *testing.T) {
	d, s := devicetest.OpenGo(t), Small()
	tr := newTestTrainer(t, d.Backend, s, 1)
	enough, few := sample(t, d.Backend, s.Stimulus, 16, random.NewKey(1)), sample(t, d.Backend, s.Stimulus, 15, random.NewKey(1))
	wider := s.Stimulus
	wider.AfferentsPerEar = 30
	foreign := sample(t, d.Backend, wider, 16, random.NewKey(1))
	failure := errors.New("no more sets")
	failing := func(epoch int) (*stimulus.Dataset, error) { return enough, []error{nil, failure}[epoch] }
	task := Task{s, random.NewKey(1)}
	for _, c := range []struct {
		train      func(int) (*stimulus.Dataset, error)
		validation *stimulus.Dataset
		tasks      []Task
		want       string
		is         error
	}{
		{always(few), enough, []Task{task}, "15 samples are fewer than a batch of 16", ErrSettings},
		{always(enough), few, []Task{task}, "15 samples are fewer than a batch of 16", ErrSettings},
		{always(foreign), foreign, []Task{task}, "spikes [T, R, G] has shape [50 16 8], want [50 -1 5]", nil},
		{failing, enough, []Task{task}, "epoch 1: no more sets", failure},
		{always(enough), enough, nil, "0 trainings for programs of 1", ErrSettings},
		{always(enough), enough, []Task{task, task}, "2 trainings for programs of 1", ErrSettings},
	} {
		err := tr.fitOn(c.tasks, c.train, c.validation, func(int, byHand) { t.Error("a training ended") })
		if err == nil || !strings.Contains(err.Error(), c.want) || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
	}
}

// A training draws its sets by keys of their own, and one whose epochs have sets of their own makes the steps that one makes
// by hand with these sets.
func TestSetsByHand(t *testing.T) {
	d, key := devicetest.OpenGo(t), random.NewKey(5)
	run := func(redraw bool) *Result {
		s := Small()
		s.Schedule.Epochs, s.Stimulus.JitterSigma, s.Network.Dropout, s.Schedule.Variant.RedrawEachEpoch = 3, 0.3, 0.5, redraw
		s.Stimulus.Variant = stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerBatch}
		s.Schedule.Variant.TestSigmas = []float64{0.2, 0, 1}
		r, err := Run(t.Context(), d.Backend, s, key)
		if err != nil {
			t.Fatal(err)
		}
		first := key.Derive("training set")
		keys := []random.Key{first, first, first}
		if redraw {
			keys = []random.Key{first, first.Derive("epoch", 1), first.Derive("epoch", 2)}
		}
		validation := sample(t, d.Backend, s.Stimulus, 64, key.Derive("validation set"))
		test := func(sigma float64) *stimulus.Dataset {
			noisy := s.Stimulus
			noisy.JitterSigma = sigma
			return sample(t, d.Backend, noisy, 32, key.Derive("test set"))
		}
		tr := newTestTrainer(t, d.Backend, s, 1)
		var last *stimulus.Dataset
		var want byHand
		err = tr.fitOn([]Task{{s, key}}, func(epoch int) (*stimulus.Dataset, error) {
			last = sample(t, d.Backend, s.Stimulus, 64, keys[epoch])
			return last, nil
		}, validation, func(_ int, r byHand) { want = r })
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(r.Epochs, want.epochs) || !reflect.DeepEqual(r.Weights, want.weights) {
			t.Errorf("redrawn %v: %+v, by hand %+v", redraw, r.Epochs, want.epochs)
		}
		_, train := answersTo(t, tr, last)
		if !slices.Equal(r.Train.IPD, last.IPD) || !slices.Equal(r.Train.Predicted, train[0]) {
			t.Errorf("redrawn %v: the answers are not those to the last epoch's set", redraw)
		}
		for i, trials := range append([]evaluation.Trials{r.Test}, r.Tests...) {
			set := test(append([]float64{0}, s.Schedule.Variant.TestSigmas...)[i])
			if _, tested := answersTo(t, tr, set); !slices.Equal(trials.IPD, set.IPD) || !slices.Equal(trials.Predicted, tested[0]) {
				t.Errorf("redrawn %v: other answers in test %d", redraw, i)
			}
		}
		if len(r.Tests) != 3 || !slices.Equal(r.Tests[1].Predicted, r.Test.Predicted) {
			t.Errorf("%d further tests; that without jitter is the usual one", len(r.Tests))
		}
		return r
	}
	one, others := run(false), run(true)
	if one.Epochs[0] != others.Epochs[0] || one.Epochs[1] == others.Epochs[1] {
		t.Errorf("with one set %+v, with others %+v", one.Epochs, others.Epochs)
	}
}

// TestEachEndsInTheMidst cancels, or lets a batch fail, while others are under way: the error comes, and nothing is left running.
func TestEachEndsInTheMidst(t *testing.T) {
	broken := errors.New("broken")
	for what, c := range map[string]struct {
		want             error
		cancelAt, failAt int // batch
		failWaiting      int // batch whose result is an error
	}{
		"cancelled":          {context.Canceled, 2, -1, -1},
		"a batch fails":      {broken, -1, 2, -1},
		"a result fails":     {broken, -1, -1, 1},
		"the last ones fail": {broken, -1, -1, 8},
		"nothing fails":      {nil, -1, -1, -1},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		begun, waited := 0, 0
		losses, predicted, err := (&trainer{networks: 1}).each(ctx, 9, func(i int) (outcome, error) {
			if i == c.failAt {
				return nil, broken
			}
			if i == c.cancelAt {
				cancel()
			}
			begun++
			return func() ([]float64, [][]int, error) {
				waited++
				if i == c.failWaiting {
					return nil, nil, broken
				}
				return []float64{1}, [][]int{{i}}, nil
			}, nil
		})
		if !errors.Is(err, c.want) || begun != waited {
			t.Errorf("%s: %v, want %v; %d batches begun, %d waited for", what, err, c.want, begun, waited)
		}
		if c.want == nil && (losses[0] != 1 || len(predicted[0]) != 9) {
			t.Errorf("%s: losses %v, predicted %v", what, losses, predicted)
		}
	}
}
