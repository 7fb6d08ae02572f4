package main

import (
	"math"
	"slices"
	"testing"
)

func TestSpreadOf(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Spread
	}{
		{[]float64{3}, Spread{3, 3, 3, 1}},
		{[]float64{5, 1, 4}, Spread{4, 1, 5, 3}},
		{[]float64{4, 1, 2, 8}, Spread{3, 1, 8, 4}},
	} {
		before := slices.Clone(c.values)
		if got := spreadOf(c.values); got != c.want {
			t.Errorf("spreadOf(%v) = %+v, want %+v", c.values, got, c.want)
		}
		if !slices.Equal(before, c.values) {
			t.Errorf("spreadOf changed its argument %v to %v", before, c.values)
		}
	}
	if got := spreadOf(nil); !math.IsNaN(got.Median) || got.N != 0 {
		t.Errorf("spreadOf(nil) = %+v, want NaN of 0 values", got)
	}
}

func TestMean(t *testing.T) {
	if got := mean([]float64{1, 2, 6}); got != 3 {
		t.Errorf("mean = %g, want 3", got)
	}
}

func TestPairedRatios(t *testing.T) {
	// The machine is twice as slow in the second round: the ratios do not show it. The third has no partner.
	got := pairedRatios([]float64{8, 16, 9}, []float64{2, 4})
	if !slices.Equal(got, []float64{4, 4}) {
		t.Errorf("pairedRatios = %v, want [4 4]", got)
	}
}
