package sweep

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Summary is a sweep's result: a cell for each metric, dropout and sigma, over the runs.
type Summary struct {
	Cells []Cell
}

// A Cell sums up the runs of one metric at one dropout and one sigma.
type Cell struct {
	Metric  Metric
	Dropout float64
	Sigma   float64 // rad
	Values  []float64
	// Mean of the values.
	Mean float64
	// SD is the sample standard deviation, with n-1; NaN for a single run, as are all that follow.
	SD float64
	// SEM is the standard error of the mean, SD/√n.
	SEM float64
	// Low and High bound the 95 % confidence interval of the mean, Mean ∓ t·SEM, with the 97.5 % quantile t of Student's
	// distribution of n-1 degrees of freedom.
	Low, High float64
}

// Summarise sums up records; nil ones, of trainings that are not done, are left out. Cells stand in the order of
// AllMetrics, for each metric by dropout, for each dropout by sigma.
func Summarise(records []*Record) Summary {
	type place struct{ dropout, sigma float64 }
	at := map[place][]*Record{}
	for _, r := range records {
		if r != nil {
			p := place{r.Dropout(), r.Sigma()}
			at[p] = append(at[p], r)
		}
	}
	places := make([]place, 0, len(at))
	for p := range at {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.dropout, b.dropout), cmp.Compare(a.sigma, b.sigma))
	})
	var s Summary
	for _, m := range AllMetrics {
		for _, p := range places {
			var values []float64
			for _, r := range at[p] {
				values = append(values, m.Of(r))
			}
			s.Cells = append(s.Cells, NewCell(m, p.dropout, p.sigma, values))
		}
	}
	return s
}

// NewCell sums up the values of one or more runs.
func NewCell(m Metric, dropout, sigma float64, values []float64) Cell {
	n := float64(len(values))
	c := Cell{Metric: m, Dropout: dropout, Sigma: sigma, Values: values, Mean: stat.Mean(values, nil)}
	if n < 2 { // one value says nothing about the spread
		c.SD, c.SEM, c.Low, c.High = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		return c
	}
	c.SD = stat.StdDev(values, nil)
	c.SEM = stat.StdErr(c.SD, n)
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975) * c.SEM
	c.Low, c.High = c.Mean-half, c.Mean+half
	return c
}

// Of gives the cells of one metric and one dropout, by rising sigma.
func (s Summary) Of(m Metric, dropout float64) []Cell {
	var cells []Cell
	for _, c := range s.Cells {
		if c.Metric == m && c.Dropout == dropout {
			cells = append(cells, c)
		}
	}
	return cells
}

// Dropouts lists the dropouts that have cells, rising.
func (s Summary) Dropouts() []float64 {
	var all []float64
	for _, c := range s.Cells {
		all = append(all, c.Dropout)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
