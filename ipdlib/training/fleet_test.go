package training_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// recruit makes members with these dropouts, each with random numbers of its own, and the data of all networks of a fleet.
func recruit(t *testing.T, d *device.Device, s training.Settings, networks, samples int, dropouts ...float64) (members []training.Member, train, validation *stimulus.Datasets) {
	t.Helper()
	gen, err := stimulus.NewManyGenerator(d.Backend, s.Stimulus, true)
	if err != nil {
		t.Fatal(err)
	}
	gen.SetBatchSize(s.Schedule.BatchSize)
	sigmas, keys := make([]float64, networks), make([]random.Key, networks)
	for i := range keys {
		keys[i], sigmas[i] = random.NewKey(1).Derive("data", min(i, len(dropouts)-1)), 0.1*float64(min(i, len(dropouts)-1))
	}
	for i, p := range dropouts {
		members = append(members, training.Member{Dropout: p, Key: random.NewKey(uint64(10 + i))})
	}
	sets := func(name string, samples int) *stimulus.Datasets {
		named := make([]random.Key, networks)
		for i := range keys {
			named[i] = keys[i].Derive(name)
		}
		all, err := gen.Generate(t.Context(), sigmas, samples, named)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(all.Close)
		return all
	}
	return members, sets("training", samples), sets("validation", 2*s.Schedule.BatchSize)
}

// member gives data set i of many, by itself.
func member(t *testing.T, s training.Settings, sets *stimulus.Datasets, i int) *stimulus.Dataset {
	t.Helper()
	var packed []uint8
	if err := sets.Spikes.ConstFlatData(func(flat any) { packed = append(packed, flat.([]uint8)...) }); err != nil {
		t.Fatal(err)
	}
	size := len(packed) / len(sets.IPD)
	set, err := stimulus.FromSpikes(sets.IPD[i], stimulus.Unpack(packed[i*size:(i+1)*size], s.Stimulus.Afferents()), s.Stimulus.Steps(), s.Stimulus.Afferents())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return set
}

// A fleet's networks are what a Trainer makes of each alone: history, end, weights and answers. They stop at different
// epochs, and are evaluated when they do, while others go on. On XLA's CPU the bits are the same; there, only a program
// that mixes dropout and none may round otherwise, which so few steps don't amplify.
func TestFleetEqualsTrainers(t *testing.T) {
	unruly := small()
	unruly.Schedule.Epochs, unruly.Schedule.StopAfterEpoch, unruly.Schedule.StopWindow, unruly.Schedule.LearningRate = 9, 1, 2, 0.1
	dale := small()
	dale.Network.DalesLaw = true
	perBatch := small()
	perBatch.Stimulus.Variant.JitterDraw, perBatch.Stimulus.JitterSigma = stimulus.PerBatch, 0.3
	for _, c := range []struct {
		name     string
		settings training.Settings
		networks int
		dropouts []float64
		dense    bool
		whole    bool // epochs in one call
		exact    bool
	}{
		{"without dropout, different ends", unruly, 4, []float64{0, 0, 0, 0}, false, false, true},
		{"with dropout, different ends", unruly, 3, []float64{0.2, 0.5, 0.9}, false, false, true},
		{"whole epochs, different ends", unruly, 4, []float64{0, 0, 0, 0}, false, true, true},
		{"as on a GPU, mixed, an idle network, Dale's law", dale, 3, []float64{0.5, 0}, true, true, false},
		{"one network, jitter per batch", perBatch, 1, []float64{0}, false, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
				s := c.settings
				if d.IsGo() {
					s.Schedule = small().Schedule // its batched products round otherwise, which many steps amplify
				}
				own := *d
				if c.whole {
					own.Backend = device.Nested(d.Backend)
				}
				members, train, validation := recruit(t, &own, s, c.networks, 70, c.dropouts...)
				fleet, err := training.NewFleet(own.Backend, s, c.networks, c.dense)
				if err != nil {
					t.Fatal(err)
				}
				atEnd, ends := make([]*training.Outcome, len(members)), map[int]bool{}
				fits, err := fleet.FitMany(t.Context(), train, validation, members, func(e training.FleetEpoch) error {
					if len(e.Ended) == 0 {
						return nil
					}
					ends[e.Number] = true
					outcomes, err := fleet.Evaluate(t.Context(), train)
					for _, m := range e.Ended {
						atEnd[m] = outcomes[m]
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if s.Schedule.StopWindow == 2 && !d.IsGo() && len(ends) < 2 {
					t.Errorf("all ended with the epochs %v: nothing is tested about different ends", ends)
				}
				later, err := fleet.Evaluate(t.Context(), train)
				if err != nil {
					t.Fatal(err)
				}
				tr := newTrainer(t, d.Backend, s)
				for m := range members {
					set := member(t, s, train, m)
					want := train1(t, tr, set, member(t, s, validation, m), members[m])
					outcome, err := tr.Evaluate(t.Context(), set)
					if err != nil {
						t.Fatal(err)
					}
					weights, err := fleet.Weights(m)
					if err != nil {
						t.Fatal(err)
					}
					got := result{*fits[m], weights}
					if !reflect.DeepEqual(atEnd[m], later[m]) {
						t.Errorf("network %d answered otherwise after its end", m)
					}
					if c.exact && d.Name == "xla:cpu" {
						if !reflect.DeepEqual(got.weights, want.weights) || !reflect.DeepEqual(atEnd[m].Predicted, outcome.Predicted) {
							t.Errorf("network %d: other weights or answers than alone", m)
						}
					}
					compareFits(t, m, got.fit, want.fit)
					wrong := 0
					for i, k := range outcome.Predicted {
						if atEnd[m].Predicted[i] != k {
							wrong++
						}
					}
					if wrong > 1 || len(outcome.Predicted) != len(atEnd[m].Predicted) {
						t.Errorf("network %d: %d of %d answers differ", m, wrong, len(outcome.Predicted))
					}
				}
			})
		})
	}
}

// compareFits wants the same epochs and losses. The loss itself is a sum over a batch, which both may add up in another
// order.
func compareFits(t *testing.T, m int, got, want training.Fit) {
	t.Helper()
	if len(got.Epochs) != len(want.Epochs) || got.StoppedEarly != want.StoppedEarly || got.WeightsOf != want.WeightsOf {
		t.Errorf("network %d: %d epochs, stopped early %v; alone %d, %v", m, len(got.Epochs), got.StoppedEarly, len(want.Epochs), want.StoppedEarly)
		return
	}
	for i, e := range got.Epochs {
		w := want.Epochs[i]
		if e.Number != w.Number || math.Abs(e.Loss-w.Loss) > 1e-5 || math.Abs(e.ValidationLoss-w.ValidationLoss) > 1e-5 {
			t.Errorf("network %d, epoch %d: %+v, alone %+v", m, i, e, w)
		}
	}
}

func train1(t *testing.T, tr *training.Trainer, set, validation *stimulus.Dataset, m training.Member) result {
	t.Helper()
	return train(t, tr, set, validation, m.Dropout, m.Key)
}

// When the context ends, so does the fleet, within a few steps; and so it does with an error of the caller's.
func TestFleetStops(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := small()
		s.Schedule.Epochs, s.Schedule.StopAfterEpoch = 1_000_000, 999_999 // the test's own time limit is the assertion
		members, train, validation := recruit(t, d, s, 2, 32, 0, 0.5)
		fleet, err := training.NewFleet(d.Backend, s, 2, false)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		_, err = fleet.FitMany(ctx, train, validation, members, func(e training.FleetEpoch) error {
			if e.Number == 1 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "epoch 2") {
			t.Errorf("stopped: %v", err)
		}
		enough := errors.New("enough")
		if _, err := fleet.FitMany(t.Context(), train, validation, members, func(training.FleetEpoch) error { return enough }); err != enough {
			t.Errorf("an error of the caller's came back as %v", err)
		}
	})
}

func TestFleetRefuses(t *testing.T) {
	d := goDevice(t)
	s := small()
	members, train, validation := recruit(t, d, s, 2, 32, 0, 0.5)
	fleet, err := training.NewFleet(d.Backend, s, 2, false)
	if err != nil {
		t.Fatal(err)
	}
	fit := func(train *stimulus.Datasets, members ...training.Member) error {
		_, err := fleet.FitMany(t.Context(), train, validation, members, nil)
		return err
	}
	_, few, _ := recruit(t, d, s, 2, 8, 0)
	_, three, _ := recruit(t, d, s, 3, 32, 0)
	restoring := s
	restoring.Schedule.Variant.RestoreBest = true
	_, variant := training.NewFleet(d.Backend, restoring, 2, false)
	_, none := training.NewFleet(d.Backend, s, 0, false)
	_, evaluation := fleet.Evaluate(t.Context(), three)
	for i, c := range []struct {
		err  error
		want string
	}{
		{variant, "with a variant are trained one by one"},
		{none, "a fleet of 0 networks"},
		{fit(train), "0 members in a fleet of 2"},
		{fit(train, append(members, members...)...), "4 members in a fleet of 2"},
		{fit(three, members...), "3 data sets for 2 networks"},
		{fit(few, members...), "8 samples are less than a batch of 16"},
		{evaluation, "3 data sets for 2 networks"},
	} {
		if !errors.Is(c.err, training.ErrSettings) || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%d: error %v, want %q", i, c.err, c.want)
		}
	}
	if err := fit(train, training.Member{Dropout: 1}); err == nil || !strings.Contains(err.Error(), "dropout_probability is 1") {
		t.Errorf("dropout 1: %v", err)
	}
}

func ExampleFleet() {
	ctx := context.Background()
	d, err := device.Open(ctx, device.Options{Backend: "go"})
	if err != nil {
		panic(err)
	}
	defer d.Close()
	s := small()
	gen, err := stimulus.NewManyGenerator(d.Backend, s.Stimulus, false)
	if err != nil {
		panic(err)
	}
	keys := []random.Key{random.NewKey(1), random.NewKey(2)}
	sets, err := gen.Generate(ctx, []float64{0, 0.3}, 64, keys)
	if err != nil {
		panic(err)
	}
	fleet, err := training.NewFleet(d.Backend, s, 2, false)
	if err != nil {
		panic(err)
	}
	fits, err := fleet.FitMany(ctx, sets, sets, []training.Member{{Key: keys[0]}, {Dropout: 0.5, Key: keys[1]}}, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(fits), "networks,", len(fits[1].Epochs), "epochs")
	// Output: 2 networks, 2 epochs
}
