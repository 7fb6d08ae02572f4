package main

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"ipd/ipdlib/depict"
	"ipd/ipdlib/record"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/summary"
)

// mostFigures of an axis are drawn: more say less than summary.csv does.
const mostFigures = 12

// writeAxisFigures draws the metrics of training and test set along each further axis of a sweep, every run and the means with
// their standard errors. Of the other settings that differ, the one with the most values has a colour for each; for each combination
// of the rest there is a figure. It returns the names of the files.
func writeAxisFigures(dir string, records []*record.Record) ([]string, error) {
	records = done(records)
	quantities := slices.DeleteFunc(record.Quantities(nil), func(q record.Quantity) bool { return !q.Measured(records) })
	var names []string
	for _, axis := range records[0].Varied() {
		along, rest, err := spread(records, axis.Field)
		if err != nil {
			return nil, err
		}
		parts, err := split(records, rest)
		if err != nil {
			return nil, err
		}
		if len(parts) > mostFigures {
			continue
		}
		for _, part := range parts {
			fig, err := depict.Points(part.records, along, quantities...)
			if err != nil {
				return nil, err
			}
			name := strings.Join(append([]string{axis.Field.Short}, part.words...), "-") + ".png"
			if err := fig.Save(filepath.Join(dir, name)); err != nil {
				return nil, fmt.Errorf("writing the figure: %w", err)
			}
			names = append(names, name)
		}
	}
	return names, nil
}

// spread says how to draw records along an axis, and which settings are left that differ.
func spread(records []*record.Record, axis settings.Field) (depict.By, []settings.Field, error) {
	by := depict.By{X: axis.Name}
	groups, err := summary.GroupBy(records, axis.Name)
	if err != nil {
		return by, nil, err
	}
	by.LogX = wide(groups)
	var rest []settings.Field
	most := 1
	for _, f := range summary.Differing(records) {
		if f == axis {
			continue
		}
		rest = append(rest, f)
		groups, err := summary.GroupBy(records, f.Name)
		if err != nil {
			return by, nil, err
		}
		if n := len(groups); n > most && n <= 10 { // as many as there are colours
			most, by.Series = n, f.Name
		}
	}
	return by, slices.DeleteFunc(rest, func(f settings.Field) bool { return f.Name == by.Series }), nil
}

// wide reports whether numbers are better told apart on a logarithmic scale: they are positive, and the largest is more than
// eight times the smallest.
func wide(groups []summary.Group) bool {
	low, high := math.Inf(1), 0.
	for _, g := range groups {
		x, ok := g.Value.(float64)
		if !ok || x <= 0 {
			return false
		}
		low, high = min(low, x), max(high, x)
	}
	return high > 8*low
}

// A part is the records with the same values of some settings.
type part struct {
	words   []string // the values, for the names of files
	records []*record.Record
}

func split(records []*record.Record, by []settings.Field) ([]part, error) {
	parts := []part{{records: records}}
	for _, f := range by {
		var next []part
		for _, p := range parts {
			groups, err := summary.GroupBy(p.records, f.Name)
			if err != nil {
				return nil, err
			}
			for _, g := range groups {
				next = append(next, part{append(slices.Clone(p.words), f.Short, fileWord(g.Text())), g.Records})
			}
		}
		parts = next
	}
	return parts, nil
}

// fileWord is a value as part of a file's name.
func fileWord(text string) string {
	return strings.NewReplacer("[", "", "]", "", ",", "_", "/", "_").Replace(text)
}
