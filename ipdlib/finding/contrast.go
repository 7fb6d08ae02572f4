package finding

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Contrast is a weighted sum of the means of independent groups of runs: the difference of two means, or the
// difference of two differences.
type Contrast struct {
	// Value is the sum, in the unit of the runs. Low and High bound its 95 % confidence interval.
	Value, Low, High float64
	// P is the two-sided p-value of the null hypothesis that it is zero, with the same distribution as the interval; see [Holm] for
	// many p-values.
	P float64
	// G is the effect size, Hedges' g: the value in units of the runs' standard deviation. GLow and GHigh bound its 95 %
	// interval.
	G, GLow, GHigh float64
}

// ErrGroups is wrapped by errors about groups of runs that can't be compared.
var ErrGroups = errors.New("groups of runs")

// Difference is the mean of b minus that of a.
func Difference(a, b []float64) (Contrast, error) { return NewContrast([]float64{-1, 1}, a, b) }

// NewContrast computes a contrast of groups of runs, of n_i values with mean m_i and standard deviation s_i, with weights c_i:
//
//	value     ψ = Σ c_i m_i
//	interval  ψ ∓ t √V, V = Σ c_i² s_i²/n_i, with the 97.5 % quantile t of Student's distribution of ν degrees of freedom,
//	          ν = V² / Σ (c_i² s_i²/n_i)²/(n_i-1)                 (B. Welch, Biometrika 1947)
//	effect    g = J ψ/s, s² = Σ (n_i-1) s_i² / (N-k), J = 1 - 3/(4(N-k) - 1)
//	          for N values in k groups: Cohen's d with the correction for few values (L. Hedges, 1981)
//	interval  g ∓ 1.96 J √(Σ c_i²/n_i + (ψ/s)²/(2N))              (M. Borenstein et al., "Introduction to meta-analysis", 2009)
//
// The groups' spreads may differ; the effect's unit is the pooled one. If a group has a single run, as in a quick version of a
// document, intervals and effect are unknown: NaN.
func NewContrast(weights []float64, groups ...[]float64) (Contrast, error) {
	if len(weights) != len(groups) || len(groups) < 2 {
		return Contrast{}, fmt.Errorf("%w: %d weights for %d groups; there must be two or more groups, with a weight for each", ErrGroups, len(weights), len(groups))
	}
	var c Contrast
	var variance, squares, pooled, all, share float64
	few := false
	for i, runs := range groups {
		n, w := float64(len(runs)), weights[i]
		if n == 0 {
			return Contrast{}, fmt.Errorf("%w: group %d is empty", ErrGroups, i+1)
		}
		few = few || n < 2
		c.Value += w * stat.Mean(runs, nil)
		v := stat.Variance(runs, nil)
		part := w * w * v / n
		variance += part
		squares += part * part / (n - 1)
		pooled += (n - 1) * v
		all += n
		share += w * w / n
	}
	if few {
		nan := math.NaN()
		c.Low, c.High, c.P, c.G, c.GLow, c.GHigh = nan, nan, nan, nan, nan, nan
		return c, nil
	}
	c.Low, c.High, c.P = interval(c.Value, math.Sqrt(variance), variance*variance/squares)

	freedom := all - float64(len(groups))
	d := c.Value / math.Sqrt(pooled/freedom)
	correction := 1 - 3/(4*freedom-1)
	half := distuv.UnitNormal.Quantile(0.975) * correction * math.Sqrt(share+d*d/(2*all))
	c.G = correction * d
	c.GLow, c.GHigh = c.G-half, c.G+half
	return c, nil
}

// Sure reports whether the interval excludes zero. With an unknown interval it is false.
func (c Contrast) Sure() bool { return c.Low > 0 || c.High < 0 }

// String returns the value and the effect size, each with its interval.
func (c Contrast) String() string {
	if math.IsNaN(c.Low) {
		return fmt.Sprintf("%+.1f (one run: no interval)", c.Value)
	}
	return fmt.Sprintf("%+.1f (%+.1f to %+.1f), g = %+.1f (%+.1f to %+.1f)", c.Value, c.Low, c.High, c.G, c.GLow, c.GHigh)
}
