package finding

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Pairing is the mean of differences within pairs, for example of the same networks on clean and on noisy sounds.
type Pairing struct {
	// Value is the mean of b minus a, in the unit of the runs. Low and High bound its 95 % confidence interval.
	Value, Low, High float64
	// P is the two-sided p-value of the null hypothesis of no difference.
	P float64
}

// Paired compares pairs (a[i], b[i]) by Student's t test of their differences d = b - a, with n-1 degrees of freedom:
//
//	interval  mean(d) ∓ t s_d/√n
//
// Whatever both members of a pair share, such as a good or a bad network, cancels, so that the interval is narrower than that of
// independent groups ([Difference]). With a single pair the interval and p are unknown: NaN.
func Paired(a, b []float64) (Pairing, error) {
	if len(a) != len(b) || len(a) == 0 {
		return Pairing{}, fmt.Errorf("%w: %d and %d values don't make pairs", ErrGroups, len(a), len(b))
	}
	d := make([]float64, len(a))
	for i := range d {
		d[i] = b[i] - a[i]
	}
	n, nan := float64(len(d)), math.NaN()
	p := Pairing{Value: stat.Mean(d, nil), Low: nan, High: nan, P: nan}
	if len(d) < 2 {
		return p, nil
	}
	p.Low, p.High, p.P = interval(p.Value, stat.StdErr(stat.StdDev(d, nil), n), n-1)
	return p, nil
}

// String returns the value with its interval.
func (p Pairing) String() string {
	if math.IsNaN(p.Low) {
		return fmt.Sprintf("%+.1f (one pair: no interval)", p.Value)
	}
	return fmt.Sprintf("%+.1f (%+.1f to %+.1f)", p.Value, p.Low, p.High)
}

// interval returns the 95 % interval of a value with this standard error, and the two-sided p-value of the null hypothesis that it
// is zero, by Student's distribution with freedom degrees of freedom. Without any spread p is 0, or 1 for a value of 0.
func interval(value, sem, freedom float64) (low, high, p float64) {
	if sem == 0 {
		if value == 0 {
			return 0, 0, 1
		}
		return value, value, 0
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}
	half := t.Quantile(0.975) * sem
	return value - half, value + half, 2 * t.Survival(math.Abs(value)/sem)
}
