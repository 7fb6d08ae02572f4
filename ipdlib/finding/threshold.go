package finding

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/record"
)

// A Bend is a line that is level up to a threshold and rises steadily beyond it:
//
//	y(σ) = Level + Slope · max(0, σ - Threshold)
type Bend struct {
	Level     float64 // degrees
	Threshold float64 // rad
	Slope     float64 // degrees per rad
	// RSquared is the share of the variance that the line explains.
	RSquared float64
}

// ErrTooFew is returned where a bend can't be found.
var ErrTooFew = errors.New("a threshold needs three sigmas or more")

// Threshold fits a bend to the errors on the test set of all records, by least squares. The threshold is sought in steps
// of a hundredth of the range of sigmas, from the first to the last but one.
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
			break // beyond it the last sigma alone decides the slope
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

// ends gives the smallest, the largest, and the largest but one of three or more sigmas.
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
