package finding_test

import (
	"math"
	"testing"

	"ipd/ipdlib/finding"
)

// R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
func TestHolm(t *testing.T) {
	got := finding.Holm([]float64{0.01, math.NaN(), 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, math.NaN(), 0.06, 0.06, 0.02} {
		if math.IsNaN(want) != math.IsNaN(got[i]) || math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("corrected %d is %v, want %v", i, got[i], want)
		}
	}
	if got := finding.Holm([]float64{0.7, 0.9}); got[0] != 1 || got[1] != 1 {
		t.Errorf("%v, want 1 and 1", got)
	}
}

// R's t.test(extra ~ group, data = sleep, paired = TRUE): mean 1.58 of the second less the first, interval 0.7001142 to 2.4598858,
// p = 0.002833.
func TestPaired(t *testing.T) {
	first := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	second := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	p, err := finding.Paired(first, second)
	if err != nil {
		t.Fatal(err)
	}
	closeTo(t, "mean", p.Value, 1.58, 1e-12)
	closeTo(t, "low", p.Low, 0.7001142, 1e-7)
	closeTo(t, "high", p.High, 2.4598858, 1e-7)
	closeTo(t, "p", p.P, 0.002833, 5e-7)
	if p.String() != "+1.6 (+0.7 to +2.5)" {
		t.Error(p)
	}
	if _, err := finding.Paired(first, second[1:]); err == nil {
		t.Error("ten and nine values are pairs")
	}
}
