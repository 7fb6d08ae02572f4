package depict

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/summary"
)

// By says by which settings the results of a sweep are drawn.
type By struct {
	// X is the setting along the x axis, named as for [plan.FieldNamed]. Values that aren't numbers are categories, in order of
	// appearance.
	X string
	// Series is the setting whose values have different colours. Empty: all trainings have the same colour.
	Series string
	// LogX puts x on a logarithmic scale.
	LogX bool
	// Categories treats numbers as categories, for values that are too far apart for an axis.
	Categories bool
}

// Points draws quantities of all trainings of a sweep as a function of any setting, one panel per quantity: every run as a point,
// and the means with their standard errors. By default these are all metrics of the test set. nil records, of trainings that are
// not done, are left out. It is an error if the sweep varies anything besides X and Series, which would be mixed up: use the
// records of one value.
func Points(records []*record.Record, by By, quantities ...record.Quantity) (figure.Figure, error) {
	if !slices.ContainsFunc(records, func(r *record.Record) bool { return r != nil }) {
		return figure.Figure{}, errors.New("depict: there are no records to draw")
	}
	if len(quantities) == 0 {
		for _, q := range record.Quantities(nil)[len(record.Metrics):] { // the first ones are for the training set
			if q.Measured(records) {
				quantities = append(quantities, q)
			}
		}
	}
	if err := by.checkRest(records); err != nil {
		return figure.Figure{}, err
	}
	panels := make([]figure.PointPanel, len(quantities))
	for i, q := range quantities {
		var err error
		if panels[i], err = by.panel(records, q); err != nil {
			return figure.Figure{}, err
		}
	}
	return figure.Points(panels...)
}

// checkRest checks that the records differ only in X and Series.
func (by By) checkRest(records []*record.Record) error {
	x, err := plan.FieldNamed(by.X)
	if err != nil {
		return err
	}
	series := x
	if by.Series != "" {
		if series, err = plan.FieldNamed(by.Series); err != nil {
			return err
		}
	}
	for _, f := range summary.Differing(records) {
		if f.Name != x.Name && f.Name != series.Name {
			return fmt.Errorf("depict: the records also differ in %s; make it X or Series, or use the records of one value", f.Short)
		}
	}
	return nil
}

// errorBars explains the bars on an axis: they are the ± of the tables.
const errorBars = ", mean ± standard error"

func (by By) panel(records []*record.Record, q record.Quantity) (figure.PointPanel, error) {
	places, err := summary.GroupBy(records, by.X)
	if err != nil {
		return figure.PointPanel{}, err
	}
	p := figure.PointPanel{YLabel: q.Title() + errorBars, LogX: by.LogX, StandardErrors: true, Percent: q.Metric().Unit == "%"}
	p.XLabel = nameOf(places[0].Field)
	if by.Categories || slices.ContainsFunc(places, func(g summary.Group) bool { _, number := g.Value.(float64); return !number }) {
		for _, g := range places {
			p.Categories = append(p.Categories, g.Text())
		}
	}
	at := map[string]float64{} // position of each value of X
	for i, g := range places {
		at[g.Text()] = float64(i)
		if p.Categories == nil {
			at[g.Text()] = g.Value.(float64)
		}
	}
	groups := []summary.Group{{Records: records}}
	if by.Series != "" {
		if groups, err = summary.GroupBy(records, by.Series); err != nil {
			return p, err
		}
	}
	for _, group := range groups {
		s := figure.Series{}
		if by.Series != "" {
			s.Label = group.String()
		}
		inside, err := summary.GroupBy(group.Records, by.X)
		if err != nil {
			return p, err
		}
		for _, g := range inside {
			if values := g.Values(q); len(values) > 0 {
				s.X, s.Runs = append(s.X, at[g.Text()]), append(s.Runs, values)
			}
		}
		p.Series = append(p.Series, s)
	}
	return p, nil
}

// nameOf formats a setting for an axis: "membrane time constant (s)".
func nameOf(f settings.Field) string {
	name := f.Short
	if f.Unit != "" {
		name = strings.TrimSuffix(name, "_"+strings.ToLower(f.Unit)) + " (" + f.Unit + ")"
	}
	return strings.ReplaceAll(name, "_", " ")
}
