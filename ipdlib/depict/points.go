package depict

import (
	"fmt"
	"math"

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

// checkRest makes sure that the records differ in nothing but the run, X and Series.
func (by By) checkRest(records []*sweep.Record) error {
	if _, err := sweep.FieldNamed(by.X); err != nil {
		return err
	}
	values := map[string]string{}
	for _, r := range records {
		if r == nil {
			continue
		}
		fields := []string{"network.dropout_probability", "stimulus.jitter_sigma_rad"}
		for _, c := range r.Varied() {
			fields = append(fields, c.Field.Name)
		}
		for _, field := range fields {
			c, err := r.Choice(field)
			if err != nil {
				return err
			}
			if by.shows(c.Field) {
				continue
			}
			if before, ok := values[field]; ok && before != c.Text() {
				return fmt.Errorf("depict: the records differ in %s too, %s and %s; make it X or Series, or take the records of one value", c.Field.Short(), before, c.Text())
			}
			values[field] = c.Text()
		}
	}
	return nil
}

func (by By) shows(f sweep.Field) bool {
	for _, name := range []string{by.X, by.Series} {
		if shown, err := sweep.FieldNamed(name); err == nil && shown.Name == f.Name {
			return true
		}
	}
	return false
}

func (by By) panel(records []*sweep.Record, m sweep.Metric) (figure.PointPanel, error) {
	field, err := sweep.FieldNamed(by.X)
	if err != nil {
		return figure.PointPanel{}, err
	}
	p := figure.PointPanel{XLabel: nameOf(field), YLabel: metricLabel(m), LogX: by.LogX, Categories: by.categories(records)}
	series, places := map[string]int{}, map[string]int{} // where each stands
	for _, r := range records {
		if r == nil {
			continue
		}
		label := ""
		if by.Series != "" {
			c, err := r.Choice(by.Series)
			if err != nil {
				return p, err
			}
			label = c.Field.Short() + " " + c.Text()
		}
		s, ok := series[label]
		if !ok {
			s = len(p.Series)
			series[label] = s
			p.Series = append(p.Series, figure.Series{Label: label})
		}
		c, err := r.Choice(by.X)
		if err != nil {
			return p, err
		}
		key := label + "\x00" + c.Text()
		place, ok := places[key]
		if !ok {
			place = len(p.Series[s].X)
			places[key] = place
			p.Series[s].X = append(p.Series[s].X, by.at(c, p.Categories))
			p.Series[s].Runs = append(p.Series[s].Runs, nil)
		}
		if value := m.Of(r); !math.IsNaN(value) {
			p.Series[s].Runs[place] = append(p.Series[s].Runs[place], value)
		}
	}
	return p, nil
}

// categories lists the values of X as categories, in the order of the records; nil if they are numbers of an axis.
func (by By) categories(records []*sweep.Record) (names []string) {
	numbers, seen := true, map[string]bool{}
	for _, r := range records {
		if r == nil {
			continue
		}
		c, err := r.Choice(by.X)
		if err != nil {
			return nil // and the panel says so
		}
		if _, ok := c.Value.(float64); !ok {
			numbers = false
		}
		if !seen[c.Text()] {
			seen[c.Text()] = true
			names = append(names, c.Text())
		}
	}
	if numbers && !by.Categories {
		return nil
	}
	return names
}

// at is where a value stands on the x axis.
func (by By) at(c sweep.Choice, categories []string) float64 {
	for i, name := range categories {
		if name == c.Text() {
			return float64(i)
		}
	}
	return c.Value.(float64)
}

// nameOf writes a setting as on an axis: "membrane time constant (s)".
func nameOf(f sweep.Field) string {
	name := f.Short()
	for _, unit := range []string{"_s", "_hz", "_rad"} {
		if f.Unit != "" && len(name) > len(unit) && name[len(name)-len(unit):] == unit {
			name = name[:len(name)-len(unit)]
		}
	}
	if f.Unit != "" {
		name += " (" + f.Unit + ")"
	}
	words := []rune(name)
	for i, r := range words {
		if r == '_' {
			words[i] = ' '
		}
	}
	return string(words)
}

// metricLabel writes a metric as on an axis.
func metricLabel(m sweep.Metric) string {
	of, sigma, further := m.Sigma()
	label := map[sweep.Metric]string{
		sweep.TrainAccuracy: "Accuracy on the training set (%)", sweep.TrainError: "Mean error on the training set (deg)",
		sweep.TestAccuracy: "Accuracy on the test set (%)", sweep.TestError: "Mean error on the test set (deg)",
	}[of]
	if label == "" {
		label = string(m)
	}
	if further {
		label += fmt.Sprintf(", test sigma %v", sigma)
	}
	return label
}
