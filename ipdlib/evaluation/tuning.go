package evaluation

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"ipd/ipdlib/stimulus"
)

// Tuning is the mean response of each unit as a function of the IPD, whose range of ±90° is divided into equal bins.
type Tuning struct {
	// IPD is the middle of each bin, in radians: [bins].
	IPD []float64
	// Samples in each bin: [bins].
	Samples []int
	// Mean[u][b] is unit u's mean over the samples of bin b, NaN where there are none; SEM is its standard error, NaN where
	// there are fewer than two: [U][bins].
	Mean, SEM [][]float64
}

// Tuning returns the tuning curves of the layer: each unit's firing rate in Hz as a function of the IPD.
func (f *Firing) Tuning(bins int) (Tuning, error) {
	rates := make([][]float64, len(f.Counts))
	for i, counts := range f.Counts {
		rates[i] = make([]float64, len(counts))
		for h, c := range counts {
			rates[i][h] = float64(c) / f.Duration()
		}
	}
	return NewTuning(f.IPD, rates, bins)
}

// OutputTuning returns the tuning curves of the output units: the mean logit of each class as a function of the IPD.
func (r *Responses) OutputTuning(bins int) (Tuning, error) { return NewTuning(r.IPD, r.Logits, bins) }

// NewTuning averages the response of each unit in each sample, values [N][U], over the samples of each bin of their IPDs, in
// radians.
func NewTuning(ipd []float64, values [][]float64, bins int) (Tuning, error) {
	if bins < 1 {
		return Tuning{}, fmt.Errorf("%w: tuning curves of %d bins; there must be at least one", ErrFiring, bins)
	}
	if len(values) == 0 || len(values) != len(ipd) || len(values[0]) == 0 {
		return Tuning{}, fmt.Errorf("%w: values of %d samples for %d IPDs", ErrFiring, len(values), len(ipd))
	}
	samples := make([][]int, bins) // of each bin
	for i, x := range ipd {
		b := stimulus.Discretise(x, bins)
		samples[b] = append(samples[b], i)
	}
	t := Tuning{}
	for b := range bins {
		t.IPD = append(t.IPD, stimulus.Continuise(b, bins))
		t.Samples = append(t.Samples, len(samples[b]))
	}
	for u := range values[0] {
		mean, sem := make([]float64, bins), make([]float64, bins)
		for b := range bins {
			mean[b], sem[b] = math.NaN(), math.NaN()
			if len(samples[b]) == 0 {
				continue
			}
			var of []float64
			for _, i := range samples[b] {
				of = append(of, values[i][u])
			}
			mean[b], sem[b] = meanSEM(of)
		}
		t.Mean, t.SEM = append(t.Mean, mean), append(t.SEM, sem)
	}
	return t, nil
}

// Best returns the best IPD of each unit, in radians: the middle of the bin with the largest mean, the first of equal ones.
// NaN for a unit with the same response in all bins, such as a silent one: [U].
func (t Tuning) Best() []float64 { return t.extremes(1) }

// Worst returns in the same way the IPD with each unit's smallest response: [U]. For a unit that fires at all but a few IPDs
// it says more than the best IPD.
func (t Tuning) Worst() []float64 { return t.extremes(-1) }

// extremes returns the middle of the bin with the largest sign·mean of each unit.
func (t Tuning) extremes(sign float64) []float64 {
	at := make([]float64, len(t.Mean))
	for u, means := range t.Mean {
		bin, least, most := -1, math.Inf(1), math.Inf(-1)
		for b, m := range means {
			m *= sign
			if m > most { // false for NaN
				bin, most = b, m
			}
			if m < least {
				least = m
			}
		}
		at[u] = math.NaN()
		if most > least {
			at[u] = t.IPD[bin]
		}
	}
	return at
}

// Selectivity measures how much each unit prefers its best IPD to the others, from 0 for no preference to 1 for a unit that
// fires only at its best IPD:
//
//	(best - others) / (best + others)     others: the mean over all bins except the best
//
// It is the class selectivity index of Morcos et al., "On the importance of single directions for generalization", ICLR
// 2018. It is meant for firing rates, which are not negative. NaN for silent units: [U].
func (t Tuning) Selectivity() []float64 {
	index := make([]float64, len(t.Mean))
	for u := range index {
		best, others, n := math.Inf(-1), 0.0, -1 // the best is not one of the others
		for _, m := range t.Mean[u] {
			if !math.IsNaN(m) {
				best, others, n = max(best, m), others+m, n+1
			}
		}
		others = (others - best) / float64(n)
		index[u] = (best - others) / (best + others)
	}
	return index
}

// Order lists the units by increasing best IPD, those without one at the end.
func (t Tuning) Order() []int { return SortUnits(t.Best()) }

// SortUnits lists units by an increasing number, such as their best or worst IPD, those for which it is NaN at the end.
func SortUnits(by []float64) []int {
	order := make([]int, len(by))
	for u := range order {
		order[u] = u
	}
	key := func(u int) float64 {
		if math.IsNaN(by[u]) {
			return math.Inf(1)
		}
		return by[u]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
	return order
}
