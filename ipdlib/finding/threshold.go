package finding

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
)

// A Bend is a piecewise linear function, constant up to a threshold and linear beyond it:
//
//	y(σ) = Level + Slope · max(0, σ - Threshold)
type Bend struct {
	Level     float64 // degrees
	Threshold float64 // rad
	Slope     float64 // degrees per rad
	// RSquared is the share of the variance that the line explains.
	RSquared float64
}

// ErrTooFew is returned if there are too few sigmas for a bend.
var ErrTooFew = errors.New("a threshold needs three sigmas or more")

// Threshold fits a bend to the errors on the test set of all records, by least squares. The threshold is searched in steps of a
// hundredth of the range of sigmas, from the first to the last but one.
func Threshold(records []*record.Record) (Bend, error) {
	var sigmas, errs []float64
	different := map[float64]bool{}
	for _, r := range records {
		if r != nil && record.TestError.Measured([]*record.Record{r}) {
			sigmas, errs = append(sigmas, r.Sigma()), append(errs, record.TestError.Of(r))
			different[r.Sigma()] = true
		}
	}
	if len(different) < 3 {
		return Bend{}, ErrTooFew
	}
	low, high, beforeHigh := ends(different)
	best := Bend{RSquared: math.Inf(-1)}
	beyond := make([]float64, len(sigmas))
	const steps = 100
	for i := range steps {
		threshold := low + (high-low)*float64(i)/steps
		if threshold > beforeHigh {
			break // beyond it only the last sigma would determine the slope
		}
		for j, sigma := range sigmas {
			beyond[j] = max(0, sigma-threshold)
		}
		level, slope := stat.LinearRegression(beyond, errs, nil, false)
		if r2 := stat.RSquared(beyond, errs, nil, level, slope); r2 > best.RSquared {
			best = Bend{level, threshold, slope, r2}
		}
	}
	return best, nil
}

// An Interval is the middle 95 % of a bootstrap.
type Interval struct{ Low, High float64 }

// bendResamples is smaller than resamples, since each resample needs a fit.
const bendResamples = 1000

// ThresholdIntervals returns 95 % intervals of a bend's threshold, in radians, and slope, in degrees per radian: runs are drawn
// within each dropout and sigma with replacement, and the bend is fitted again, 1000 times; the key determines the draws. With
// single runs every draw is the same, and the intervals have no width.
func ThresholdIntervals(records []*record.Record, key random.Key) (threshold, slope Interval, err error) {
	type place struct{ dropout, sigma float64 }
	groups, order := map[place][]*record.Record{}, []place(nil)
	for _, r := range records {
		if r == nil {
			continue
		}
		at := place{r.Dropout(), r.Sigma()}
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], r)
	}
	rng := key.Rand()
	var thresholds, slopes []float64
	for range bendResamples {
		var drawn []*record.Record
		for _, at := range order {
			for range groups[at] {
				drawn = append(drawn, groups[at][rng.IntN(len(groups[at]))])
			}
		}
		bend, err := Threshold(drawn)
		if err != nil {
			return threshold, slope, err
		}
		thresholds, slopes = append(thresholds, bend.Threshold), append(slopes, bend.Slope)
	}
	return middle(thresholds), middle(slopes), nil
}

// middle returns the middle 95 % of some values.
func middle(values []float64) Interval {
	slices.Sort(values)
	return Interval{stat.Quantile(0.025, stat.Empirical, values, nil), stat.Quantile(0.975, stat.Empirical, values, nil)}
}

// ends returns the smallest, the largest, and the second largest of three or more sigmas.
func ends(sigmas map[float64]bool) (low, high, beforeHigh float64) {
	low, high, beforeHigh = math.Inf(1), math.Inf(-1), math.Inf(-1)
	for sigma := range sigmas {
		low = min(low, sigma)
		if sigma > high {
			high, beforeHigh = sigma, high
		} else {
			beforeHigh = max(beforeHigh, sigma)
		}
	}
	return low, high, beforeHigh
}
