package course

import (
	"math"
	"testing"
)

func TestPopulation(t *testing.T) {
	p := Population{
		Units: []int{3, 7, 9}, Best: []float64{-82.5, 7.5, 82.5}, Mean: [][]float64{{1, 2, 3}},
		IPD: []float64{-80, -1, 1, 89.9}, Counts: [][]float64{{9, 0, 0}, {1, 5, 2}, {0, 6, 2}, {0, 1, 8}},
	}
	answers := p.Read(func(counts []float64) float64 { // the best IPD of the busiest
		best := 0
		for u := range counts {
			if counts[u] > counts[best] {
				best = u
			}
		}
		return p.Best[best]
	})
	// -82.5 and 82.5 are the middles of the sounds' classes, 7.5 is that of 1° and not of -1°.
	for _, c := range []struct{ from, to, want float64 }{{-90, 90, 75}, {-90, 0, 50}, {0, 90, 100}} {
		if got := p.Correct(answers, c.from, c.to); got != c.want {
			t.Errorf("from %g to %g: %g %% correct, want %g", c.from, c.to, got, c.want)
		}
	}
	if got := p.Error(answers); math.Abs(got-(2.5+8.5+6.5+7.4)/4) > 1e-9 {
		t.Errorf("error %g", got)
	}
	some := p.Only(func(u int) bool { return u != 1 })
	if len(some.Units) != 2 || some.Units[1] != 9 || some.Best[1] != 82.5 || some.Mean[0][1] != 3 || len(some.Counts) != 4 || some.Counts[3][1] != 8 || p.Counts[3][1] != 1 {
		t.Errorf("%+v", some)
	}
	if middles := Middles(); middles[0] != -82.5 || middles[5] != -7.5 || middles[11] != 82.5 {
		t.Errorf("middles %v", middles)
	}
}
