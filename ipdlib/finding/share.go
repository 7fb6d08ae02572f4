package finding

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/random"
)

// A Share is a ratio of two differences of means, such as the share of a loss that is recovered.
type Share struct {
	Value float64 // 1 is all of it
	// Low and High bound its 95 % confidence interval; NaN if a group has a single run.
	Low, High float64
}

// resamples is the number of resamples of a bootstrap.
const resamples = 10_000

// MadeGood returns the share of a loss, from the mean of whole to that of lost, that the mean of regained recovers:
//
//	share = (regained - lost) / (whole - lost)
//
// The groups of runs are independent. The interval is a percentile bootstrap: runs are drawn from each group with replacement,
// 10 000 times; the key determines the draws. Since the share is a ratio, the interval is wide, or meaningless, if the loss itself
// is not sure. (B. Efron, R. Tibshirani, "An introduction to the bootstrap", 1993, chapter 13.)
func MadeGood(whole, lost, regained []float64, key random.Key) (Share, error) {
	groups := [][]float64{whole, lost, regained}
	few := false
	for i, g := range groups {
		if len(g) == 0 {
			return Share{}, fmt.Errorf("%w: group %d is empty", ErrGroups, i+1)
		}
		few = few || len(g) < 2
	}
	share := func(w, l, r []float64) float64 {
		lost := stat.Mean(l, nil)
		return (stat.Mean(r, nil) - lost) / (stat.Mean(w, nil) - lost)
	}
	s := Share{share(whole, lost, regained), math.NaN(), math.NaN()}
	if few {
		return s, nil
	}
	rng := key.Rand()
	again := func(g []float64) []float64 {
		drawn := make([]float64, len(g))
		for i := range drawn {
			drawn[i] = g[rng.IntN(len(g))]
		}
		return drawn
	}
	shares := make([]float64, resamples)
	for i := range shares {
		shares[i] = share(again(whole), again(lost), again(regained))
	}
	slices.Sort(shares)
	s.Low = stat.Quantile(0.025, stat.Empirical, shares, nil)
	s.High = stat.Quantile(0.975, stat.Empirical, shares, nil)
	return s, nil
}

// String returns the share in percent, with its interval.
func (s Share) String() string {
	if math.IsNaN(s.Low) {
		return fmt.Sprintf("%.0f %% (one run: no interval)", 100*s.Value)
	}
	return fmt.Sprintf("%.0f %% (%.0f to %.0f %%)", 100*s.Value, 100*s.Low, 100*s.High)
}
