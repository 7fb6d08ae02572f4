package summary

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Difference is the difference of two means over runs, B minus A.
type Difference struct {
	// A and B are the numbers of runs; Paired is the number of pairs of runs with the same random numbers. If there are pairs, the
	// mean is that of their differences.
	A, B, Paired int
	// Mean of B minus that of A; NaN if one has no run.
	Mean float64
	// Low and High bound its 95 % confidence interval: by Student's t for pairs, otherwise by Welch's t with Welch-Satterthwaite
	// degrees of freedom. NaN if there are too few runs.
	Low, High float64
	// More is the number of further runs of each that would exclude 0 from the interval, if mean and spread stayed the same; 0 if it
	// is already excluded, and -1 if no number of runs below a million would be enough, or too little is known.
	More int
}

// Settled reports whether the interval excludes 0.
func (d Difference) Settled() bool { return d.Low > 0 || d.High < 0 }

// Compare returns the difference of the means of independent runs.
func Compare(a, b []float64) Difference {
	d := Difference{A: len(a), B: len(b), Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), More: -1}
	if len(a) == 0 || len(b) == 0 {
		return d
	}
	d.Mean = stat.Mean(b, nil) - stat.Mean(a, nil)
	if len(a) < 2 || len(b) < 2 {
		return d
	}
	va, vb := stat.Variance(a, nil), stat.Variance(b, nil)
	half := func(na, nb float64) float64 {
		ea, eb := va/na, vb/nb
		if ea+eb == 0 {
			return 0
		}
		freedom := (ea + eb) * (ea + eb) / (ea*ea/(na-1) + eb*eb/(nb-1))
		return quantile(freedom) * math.Sqrt(ea+eb)
	}
	return d.with(half(float64(d.A), float64(d.B)), func(more float64) float64 { return half(float64(d.A)+more, float64(d.B)+more) })
}

// ComparePaired returns the mean of the differences of pairs, b[i] minus a[i].
func ComparePaired(a, b []float64) Difference {
	d := Difference{A: len(a), B: len(b), Paired: len(a), Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), More: -1}
	differences := make([]float64, len(a))
	for i := range a {
		differences[i] = b[i] - a[i]
	}
	if len(a) == 0 {
		return d
	}
	if d.Mean = stat.Mean(differences, nil); len(a) < 2 {
		return d
	}
	sd := stat.StdDev(differences, nil)
	half := func(n float64) float64 { return quantile(n-1) * sd / math.Sqrt(n) }
	return d.with(half(float64(len(a))), func(more float64) float64 { return half(float64(len(a)) + more) })
}

// quantile returns the 97.5 % quantile of Student's t distribution.
func quantile(freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(0.975)
}

// with adds the interval, and the smallest number of further runs whose interval would exclude 0.
func (d Difference) with(half float64, after func(more float64) float64) Difference {
	d.Low, d.High = d.Mean-half, d.Mean+half
	if d.Settled() {
		d.More = 0
		return d
	}
	const most = 1_000_000
	low, high := 0, 1
	for high < most && after(float64(high)) >= math.Abs(d.Mean) {
		low, high = high, 2*high
	}
	if high >= most {
		return d
	}
	for high-low > 1 {
		if middle := (low + high) / 2; after(float64(middle)) >= math.Abs(d.Mean) {
			low = middle
		} else {
			high = middle
		}
	}
	d.More = high
	return d
}
