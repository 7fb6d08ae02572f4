package trained_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/trained"
)

// several are trainings of two networks, with and without dropout and jitter.
func several(t *testing.T) []plan.Training {
	t.Helper()
	s := small()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0, 0.5}, []float64{0, 0.3}
	all := s.Trainings()
	best := all[0]
	best.Settings.Schedule.Epochs, best.Settings.Schedule.Variant.RestoreBest = 3, true
	all = append(all, best)
	s.Network.Variant = snn.Variant{FurtherLayers: []int{5}, LearnTimeConstants: true}
	s.Grid.Sigmas = []float64{0}
	return slices.Insert(all, 2, s.Trainings()...) // not beside one another
}

// Many networks at once are the same as one by one, and are found again.
func TestAllIsEach(t *testing.T) {
	dir, trainings := t.TempDir(), several(t)
	get(t, dir, trainings[1], trained.Options{Device: quickly})
	calls := make([]int, len(trainings))
	all := func() []*trained.Network {
		networks, err := trained.All(t.Context(), dir, trainings, quickly, func(i int, n *trained.Network) {
			calls[i]++
			if !reflect.DeepEqual(n.Training, trainings[i]) {
				t.Errorf("network %d is of %s", i, n.Training)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return networks
	}
	first := all()
	for i, one := range trainings {
		if calls[i] != 1 || !trained.Has(dir, one) {
			t.Errorf("training %d was told %d times", i, calls[i])
		}
		if want := get(t, t.TempDir(), one, trained.Options{Device: quickly}); !reflect.DeepEqual(first[i], want) {
			t.Errorf("%s: another network than by itself", one)
		}
	}
	if again := all(); !reflect.DeepEqual(again, first) {
		t.Error("other networks are found again")
	}
}

func TestAllStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir, trainings := t.TempDir(), several(t)
	_, err := trained.All(ctx, dir, trainings, quickly, func(int, *trained.Network) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "networks", "*")); len(kept) == 0 || len(kept) == len(trainings) {
		t.Errorf("%d of %d networks are kept", len(kept), len(trainings))
	}
	if err := os.WriteFile(filepath.Join(dir, "networks", trainings[0].Key()+".npz"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := trained.All(t.Context(), dir, trainings, quickly, nil); !errors.Is(err, trained.ErrDamaged) {
		t.Error(err)
	}
}

// One program shows a data set to many networks; each does what it does alone.
func TestResponsesOfMany(t *testing.T) {
	d := devicetest.Open(t)
	s := small()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 2, []float64{0, 0.5}, []float64{0}
	var networks []*trained.Network
	for _, one := range s.Trainings() {
		n, err := trained.Before(one)
		if err != nil {
			t.Fatal(err)
		}
		networks = append(networks, n)
	}
	set := testSet(t, d, networks[0].Training)
	all, err := trained.Responses(t.Context(), d.Backend, networks, set)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range networks {
		want, err := n.Responses(t.Context(), d.Backend, set)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(all[i], want) {
			t.Errorf("network %d does something else among others", i)
		}
	}
	s.Network.HiddenUnits = 7
	other, err := trained.Before(s.Trainings()[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := trained.Responses(t.Context(), d.Backend, []*trained.Network{networks[0], other}, set); err == nil {
		t.Error("networks of other sizes are taken together")
	}
	if none, err := trained.Responses(t.Context(), d.Backend, nil, set); err != nil || len(none) != 0 {
		t.Errorf("no networks: %v, %v", none, err)
	}
}
