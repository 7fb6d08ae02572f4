package summary

import (
	"math"
	"testing"
)

// TestCompare works the closed forms out by hand.
func TestCompare(t *testing.T) {
	a, b := []float64{1, 2, 3, 4}, []float64{2, 4, 6, 8, 10}
	// Means 2.5 and 6, variances 5/3 and 10: errors 5/12 and 2; freedom (5/12+2)²/((5/12)²/3+2²/4) = 5.520787.
	d := Compare(a, b)
	half := quantile(5.520787) * math.Sqrt(5./12+2)
	if d.A != 4 || d.B != 5 || d.Paired != 0 || d.Mean != 3.5 || math.Abs(d.Low-(3.5-half)) > 1e-5 || math.Abs(d.High-(3.5+half)) > 1e-5 {
		t.Errorf("%+v, want 3.5 ± %v", d, half)
	}
	if math.Abs(quantile(4)-2.7764451) > 1e-6 || math.Abs(quantile(1e6)-1.96) > 1e-3 { // from any table
		t.Errorf("quantiles %v, %v", quantile(4), quantile(1e6))
	}
	// Differences 1, 2, 3: mean 2, standard error 1/√3, quantile of 2 degrees of freedom 4.302653.
	p := ComparePaired([]float64{1, 2, 3}, []float64{2, 4, 6})
	if half := 4.302653 / math.Sqrt(3); p.Mean != 2 || p.Paired != 3 || math.Abs(p.High-p.Low-2*half) > 1e-5 {
		t.Errorf("%+v, want 2 ± %v", p, half)
	}
	// With n pairs the half width is t(n-1)/√n: below 2 first at n = 4, where it is 3.182/2.
	if p.More != 1 || p.Settled() {
		t.Errorf("%d more, want 1", p.More)
	}
	for name, d := range map[string]Difference{"one run": Compare([]float64{1}, b), "none": Compare(nil, b), "no pair": ComparePaired(nil, nil)} {
		if !math.IsNaN(d.Low) || d.More != -1 || d.Settled() {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if d := Compare([]float64{1, 3}, []float64{1, 3}); d.More != -1 || d.Mean != 0 {
		t.Errorf("equal means: %+v", d)
	}
	if d := Compare([]float64{1, 1.1}, []float64{5, 5.1}); d.More != 0 || !d.Settled() {
		t.Errorf("far apart: %+v", d)
	}
}
