package depict

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/sweep"
)

// By says how the results of a sweep are spread out: by which settings.
type By struct {
	// X is the setting along the x axis, named as [sweep.FieldNamed] takes it. Values that are no numbers are categories, in
	// the order in which they come.
	X string
	// Series is the setting whose values have a colour each. Empty: all trainings are of one colour.
	Series string
	// LogX puts x on a logarithmic scale.
	LogX bool
	// Numbers as categories, for values that are too far apart for an axis.
	Categories bool
}

// Points draws metrics of all trainings of a sweep by any setting, a panel for each metric: every run as a point, and the
// means with their 95 % intervals. Records that are nil, of trainings that are not done, are left out. What the sweep
// varies beside X and Series would be mixed up, so that it is an error: take the records of one value.
func Points(records []*sweep.Record, by By, metrics ...sweep.Metric) (figure.Figure, error) {
	if len(metrics) == 0 {
		metrics = []sweep.Metric{sweep.TestAccuracy, sweep.TestError}
	}
	if err := by.checkRest(records); err != nil {
		return figure.Figure{}, err
	}
	panels := make([]figure.PointPanel, len(metrics))
	for i, m := range metrics {
		var err error
		if panels[i], err = by.panel(records, m); err != nil {
			return figure.Figure{}, err
		}
	}
	return figure.Points(panels...)
}

// checkRest makes sure that the records differ in no setting but X and Series.
func (by By) checkRest(records []*sweep.Record) error {
	x, err := sweep.FieldNamed(by.X)
	if err != nil {
		return err
	}
	series := x
	if by.Series != "" {
		if series, err = sweep.FieldNamed(by.Series); err != nil {
			return err
		}
	}
	for _, f := range sweep.Differing(records) {
		if f.Name != x.Name && f.Name != series.Name {
			return fmt.Errorf("depict: the records differ in %s too; make it X or Series, or take the records of one value", f.Short())
		}
	}
	return nil
}

func (by By) panel(records []*sweep.Record, m sweep.Metric) (figure.PointPanel, error) {
	places, err := sweep.GroupBy(records, by.X)
	if err != nil {
		return figure.PointPanel{}, err
	}
	p := figure.PointPanel{YLabel: m.Title(), LogX: by.LogX}
	if len(places) == 0 {
		return p, errors.New("depict: there are no records to draw")
	}
	p.XLabel = nameOf(places[0].Field)
	if by.Categories || slices.ContainsFunc(places, func(g sweep.Group) bool { _, number := g.Value.(float64); return !number }) {
		for _, g := range places {
			p.Categories = append(p.Categories, g.Text())
		}
	}
	at := map[string]float64{} // where each value of X stands
	for i, g := range places {
		at[g.Text()] = float64(i)
		if p.Categories == nil {
			at[g.Text()] = g.Value.(float64)
		}
	}
	groups := []sweep.Group{{Records: records}}
	if by.Series != "" {
		if groups, err = sweep.GroupBy(records, by.Series); err != nil {
			return p, err
		}
	}
	for _, group := range groups {
		s := figure.Series{}
		if by.Series != "" {
			s.Label = group.String()
		}
		inside, err := sweep.GroupBy(group.Records, by.X)
		if err != nil {
			return p, err
		}
		for _, g := range inside {
			s.X, s.Runs = append(s.X, at[g.Text()]), append(s.Runs, g.Values(m))
		}
		p.Series = append(p.Series, s)
	}
	return p, nil
}

// nameOf writes a setting as on an axis: "membrane time constant (s)".
func nameOf(f sweep.Field) string {
	name := f.Short()
	if f.Unit != "" {
		name = strings.TrimSuffix(name, "_"+strings.ToLower(f.Unit)) + " (" + f.Unit + ")"
	}
	return strings.ReplaceAll(name, "_", " ")
}
