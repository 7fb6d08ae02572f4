package sweep

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Summary is a sweep's result: a cell for each metric, combination of further axes' values, dropout and sigma, over the runs.
type Summary struct {
	Cells []Cell
}

// A Cell sums up the runs of one metric at one dropout and one sigma, and at one value of each further axis.
type Cell struct {
	Metric Metric
	// At are the values of the sweep's further axes; none where it has none.
	At      []Choice
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
// AllMetrics, then those of further tests (see MetricsOf); for each metric in the order of the records as to further axes, for
// each of their combinations by dropout, for each dropout by sigma.
func Summarise(records []*Record) Summary {
	type place struct {
		at             string
		dropout, sigma float64
	}
	at, order := map[place][]*Record{}, map[string]int{}
	for _, r := range records {
		if r == nil {
			continue
		}
		p := place{choicesText(r.varied), r.Dropout(), r.Sigma()}
		if _, ok := order[p.at]; !ok {
			order[p.at] = len(order)
		}
		at[p] = append(at[p], r)
	}
	places := make([]place, 0, len(at))
	for p := range at {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(order[a.at], order[b.at]), cmp.Compare(a.dropout, b.dropout), cmp.Compare(a.sigma, b.sigma))
	})
	var s Summary
	for _, m := range MetricsOf(records) {
		for _, p := range places {
			values := valuesOf(m, at[p])
			if len(values) == 0 {
				continue
			}
			c := NewCell(m, p.dropout, p.sigma, values)
			c.At = at[p][0].varied
			s.Cells = append(s.Cells, c)
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

// Of gives the cells of one metric and one dropout, by rising sigma. Where the sweep has further axes, ask a part of it, At
// one point.
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

// Metrics lists the metrics that have cells, in their order.
func (s Summary) Metrics() []Metric {
	var all []Metric
	for _, c := range s.Cells {
		if !slices.Contains(all, c.Metric) {
			all = append(all, c.Metric)
		}
	}
	return all
}

// Points lists the combinations of further axes' values that have cells, in their order: a single empty one where the sweep
// has no further axes.
func (s Summary) Points() [][]Choice {
	var all [][]Choice
	seen := map[string]bool{}
	for _, c := range s.Cells {
		if text := choicesText(c.At); !seen[text] {
			seen[text] = true
			all = append(all, c.At)
		}
	}
	return all
}

// At gives the part of the summary at one combination of further axes' values.
func (s Summary) At(point []Choice) Summary {
	var part Summary
	for _, c := range s.Cells {
		if choicesText(c.At) == choicesText(point) {
			part.Cells = append(part.Cells, c)
		}
	}
	return part
}
