package evaluation

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"ipd/ipdlib/stimulus"
)

// Three classes of 60°: middles -60°, 0°, 60°; edges -30° and 30°. Computed by hand:
//
//	IPD    class  predicted  |IPD - middle|
//	-90°   0      0          30°
//	-31°   0      1          31°
//	 10°   1      1          10°
//	 45°   2      0          105°
var (
	degrees   = []float64{-90, -31, 10, 45}
	predicted = []int{0, 1, 1, 0}
)

func byHand(t *testing.T) Trials {
	t.Helper()
	trials, err := NewTrials(radians(degrees), predicted, 3)
	if err != nil {
		t.Fatal(err)
	}
	return trials
}

func radians(degrees []float64) []float64 {
	r := make([]float64, len(degrees))
	for i, d := range degrees {
		r[i] = d * math.Pi / 180
	}
	return r
}

func TestByHand(t *testing.T) {
	trials := byHand(t)
	if got := trials.Accuracy(); got != 50 {
		t.Errorf("accuracy %v %%, want 50: trials 0 and 2", got)
	}
	if got, want := trials.Error(), (30.+31+10+105)/4; math.Abs(got-want) > 1e-12 {
		t.Errorf("error %v°, want %v", got, want)
	}
	want := [][]int{
		{1, 0, 1}, // estimated 0: trial 0, and trial 3 of class 2
		{1, 1, 0}, // estimated 1: trial 1 of class 0, and trial 2
		{0, 0, 0},
	}
	if got := trials.Confusion(); !reflect.DeepEqual(got, want) {
		t.Errorf("confusion %v, want %v", got, want)
	}
}

// TestPerfectNetwork compares with the mean of |u| for u uniform in ±7.5°, which is 3.75°.
func TestPerfectNetwork(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ipd, right := make([]float64, 100_000), make([]int, 100_000)
	for i := range ipd {
		ipd[i] = stimulus.MaxIPD * (2*r.Float64() - 1)
		right[i] = stimulus.Discretise(ipd[i], 12)
	}
	trials, err := NewTrials(ipd, right, 12)
	if err != nil {
		t.Fatal(err)
	}
	// |u| has standard deviation 7.5/√12 = 2.17°, its mean over 100 000 trials 0.007°.
	if a, e := trials.Accuracy(), trials.Error(); a != 100 || math.Abs(e-3.75) > 0.03 {
		t.Errorf("accuracy %v %%, error %v°; want 100 and 3.75", a, e)
	}
}

func TestIncompleteBatch(t *testing.T) {
	trials, err := NewTrials(radians(degrees), predicted[:2], 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := trials.Accuracy(); got != 50 || len(trials.IPD) != 2 {
		t.Errorf("accuracy %v %% of %d IPDs, want 50 %% of the first 2", got, len(trials.IPD))
	}
}

func TestImpossible(t *testing.T) {
	for name, c := range map[string]struct {
		ipd       []float64
		predicted []int
		classes   int
	}{
		"no class":              {[]float64{0}, []int{0}, 0},
		"nothing":               {nil, nil, 3},
		"more predictions":      {[]float64{0}, []int{0, 1}, 3},
		"class too large":       {[]float64{0}, []int{3}, 3},
		"class below 0":         {[]float64{0}, []int{-1}, 3},
		"IPD beyond its bounds": {[]float64{2}, []int{0}, 3},
		"IPD is NaN":            {[]float64{math.NaN()}, []int{0}, 3},
	} {
		if _, err := NewTrials(c.ipd, c.predicted, c.classes); !errors.Is(err, ErrTrials) {
			t.Errorf("%s: error %v, want ErrTrials", name, err)
		}
	}
}
