package main

import (
	"math"
	"slices"
)

// Spread is the middle and the ends of several measurements of the same thing.
type Spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	N      int     `json:"n"`
}

// spreadOf summarises the values; NaN everywhere if there are none.
func spreadOf(values []float64) Spread {
	if len(values) == 0 {
		return Spread{Median: math.NaN(), Min: math.NaN(), Max: math.NaN()}
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return Spread{Median: (sorted[(n-1)/2] + sorted[n/2]) / 2, Min: sorted[0], Max: sorted[n-1], N: n}
}

// median of the values, NaN if there are none.
func median(values []float64) float64 { return spreadOf(values).Median }

// mean of the values, NaN if there are none.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// pairedRatios divides round by round: what disturbs the machine for a while disturbs neighbours in time alike.
// Rounds that either side lacks are left out.
func pairedRatios(numerators, denominators []float64) []float64 {
	ratios := make([]float64, 0, len(numerators))
	for i := range min(len(numerators), len(denominators)) {
		ratios = append(ratios, numerators[i]/denominators[i])
	}
	return ratios
}
