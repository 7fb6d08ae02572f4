package summary

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

// A Summary is a sweep's result: a cell for each quantity, combination of further axes' values, dropout and sigma, over the
// runs.
type Summary struct {
	Cells []Cell
}

// A Cell summarises the runs of one quantity at one dropout and one sigma, and at one value of each further axis.
type Cell struct {
	Quantity record.Quantity
	// At are the values of the sweep's further axes; none if it has none.
	At      plan.Choices
	Dropout float64
	Sigma   float64 // rad
	Values  []float64
	// Mean of the values; NaN if there are none.
	Mean float64
	// SD is the sample standard deviation, with n-1; NaN for a single run, like the fields below.
	SD float64
	// SEM is the standard error of the mean, SD/√n.
	SEM float64
	// Low and High bound the 95 % confidence interval of the mean, Mean ∓ t·SEM, with the 97.5 % quantile t of Student's
	// distribution with n-1 degrees of freedom.
	Low, High float64
}

// Of summarises records; nil ones, of trainings that are not done, are left out. Cells are ordered by quantity, as in
// record.Quantities, then by the values of further axes, in the order of the records, then by dropout, then by sigma. If no record
// of a cell has a metric, the cell has no values; if none has a further test, there is no cell.
func Of(records []*record.Record) Summary {
	type place struct {
		at             string
		dropout, sigma float64
	}
	at, order := map[place][]*record.Record{}, map[string]int{}
	for _, r := range records {
		if r == nil {
			continue
		}
		p := place{r.Varied().String(), r.Dropout(), r.Sigma()}
		if _, ok := order[p.at]; !ok {
			order[p.at] = len(order)
		}
		at[p] = append(at[p], r)
	}
	places := slices.SortedFunc(maps.Keys(at), func(a, b place) int {
		return cmp.Or(cmp.Compare(order[a.at], order[b.at]), cmp.Compare(a.dropout, b.dropout), cmp.Compare(a.sigma, b.sigma))
	})
	var s Summary
	for _, q := range record.Quantities(records) {
		for _, p := range places {
			values := valuesOf(q, at[p])
			if len(values) == 0 && q.Further() {
				continue
			}
			c := NewCell(q, p.dropout, p.sigma, values)
			c.At = at[p][0].Varied()
			s.Cells = append(s.Cells, c)
		}
	}
	return s
}

// valuesOf lists the values of a quantity, without records that lack it.
func valuesOf(q record.Quantity, records []*record.Record) []float64 {
	var values []float64
	for _, r := range records {
		if r == nil {
			continue
		}
		if x := q.Of(r); !math.IsNaN(x) {
			values = append(values, x)
		}
	}
	return values
}

// NewCell summarises the values of runs.
func NewCell(q record.Quantity, dropout, sigma float64, values []float64) Cell {
	nan, n := math.NaN(), float64(len(values))
	c := Cell{Quantity: q, Dropout: dropout, Sigma: sigma, Values: values, Mean: nan, SD: nan, SEM: nan, Low: nan, High: nan}
	if n > 0 {
		c.Mean = stat.Mean(values, nil)
	}
	if n < 2 { // one value says nothing about the spread
		return c
	}
	c.SD = stat.StdDev(values, nil)
	c.SEM = stat.StdErr(c.SD, n)
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975) * c.SEM
	c.Low, c.High = c.Mean-half, c.Mean+half
	return c
}

// Of returns the cells of one quantity and one dropout, by rising sigma. If the sweep has further axes, call it on the summary At
// one of their points.
func (s Summary) Of(q record.Quantity, dropout float64) []Cell {
	var cells []Cell
	for _, c := range s.Cells {
		if c.Quantity == q && c.Dropout == dropout {
			cells = append(cells, c)
		}
	}
	return cells
}

// Dropouts lists the dropouts that have cells, in rising order.
func (s Summary) Dropouts() []float64 {
	var all []float64
	for _, c := range s.Cells {
		all = append(all, c.Dropout)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Quantities lists the quantities that have cells, in order.
func (s Summary) Quantities() []record.Quantity {
	var all []record.Quantity
	for _, c := range s.Cells {
		if !slices.Contains(all, c.Quantity) {
			all = append(all, c.Quantity)
		}
	}
	return all
}

// Points lists the combinations of further axes' values that have cells, in order: a single empty one if the sweep has no
// further axes.
func (s Summary) Points() []plan.Choices {
	var all []plan.Choices
	seen := map[string]bool{}
	for _, c := range s.Cells {
		if text := c.At.String(); !seen[text] {
			seen[text] = true
			all = append(all, c.At)
		}
	}
	return all
}

// At returns the part of the summary at one combination of further axes' values.
func (s Summary) At(point plan.Choices) Summary {
	var part Summary
	for _, c := range s.Cells {
		if c.At.String() == point.String() {
			part.Cells = append(part.Cells, c)
		}
	}
	return part
}
