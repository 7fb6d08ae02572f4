package main

import (
	"fmt"
	"slices"
	"strings"
)

// row is one line of the table: what is measured and how its numbers are written.
type row struct {
	title  string
	value  func(Measurement) float64
	format func(float64) string
	ratio  bool // of the others to the first contestant
}

const wholeStudy = "the whole study, 54 trainings"

var rows = []row{
	{"one complete training, all cores busy", func(m Measurement) float64 { return m.TrainingS }, seconds, true},
	{wholeStudy, func(m Measurement) float64 { return m.SweepS }, seconds, true},
	{"one data set of 4096", func(m Measurement) float64 { return m.DataSetS }, seconds, true},
	{"from start to first training step", func(m Measurement) float64 { return m.FirstStepS }, seconds, true},
	{"peak memory, all workers", func(m Measurement) float64 { return m.PeakMemoryBytes }, gigabytes, true},
	{"trainings at the same time", func(m Measurement) float64 { return float64(m.Workers) }, count, false},
	{"a worker's training epoch", func(m Measurement) float64 { return m.TrainEpochS }, seconds, false},
	{"a worker's validation epoch", func(m Measurement) float64 { return m.ValidateEpochS }, seconds, false},
	{"once, before the first training", func(m Measurement) float64 { return m.CompileS }, seconds, false},
	{"accuracy on the training set", func(m Measurement) float64 { return m.TrainAccuracyPercent }, percent, false},
}

func seconds(v float64) string {
	switch {
	case v < 0.9995:
		return fmt.Sprintf("%.3f s", v)
	case v < 9.995:
		return fmt.Sprintf("%.2f s", v)
	}
	return fmt.Sprintf("%.1f s", v)
}

func gigabytes(v float64) string { return fmt.Sprintf("%.2f GB", v/1e9) }
func percent(v float64) string   { return fmt.Sprintf("%.1f %%", v) }
func count(v float64) string     { return fmt.Sprintf("%.0f", v) }

// Result is what one contestant did in all rounds.
type Result struct {
	Name string `json:"name"`
	// Way says how the cores were used; Tried is every way that was tried, in seconds per short training.
	Way    string             `json:"way"`
	Tried  map[string]float64 `json:"tried_s,omitempty"`
	Rounds []Measurement      `json:"rounds"`
}

// values are the row's numbers, round by round; none if the contestant does not report them.
func (r Result) values(of row) []float64 {
	var values []float64
	for _, m := range r.Rounds {
		if v := of.value(m); v > 0 {
			values = append(values, v)
		}
	}
	return values
}

// markdownTable writes a column for each contestant: medians, lowest to highest, and ratios to the first column.
func markdownTable(results []Result) string {
	var b strings.Builder
	b.WriteString("| median (lowest to highest)")
	for _, r := range results {
		fmt.Fprintf(&b, " | %s", r.Name)
	}
	b.WriteString(" |\n|---" + strings.Repeat("|---:", len(results)) + "|\n")
	for _, row := range rows {
		if !slices.ContainsFunc(results, func(r Result) bool { return len(r.values(row)) > 0 }) && row.title == wholeStudy {
			continue // it wasn't wanted
		}
		fmt.Fprintf(&b, "| %s", row.title)
		for i, r := range results {
			fmt.Fprintf(&b, " | %s", cell(row, r, results[0], i == 0))
		}
		b.WriteString(" |\n")
	}
	return b.String()
}

// cell is one entry of the table, "–" where there is nothing to say.
func cell(row row, r, first Result, isFirst bool) string {
	values := r.values(row)
	if len(values) == 0 {
		return "–"
	}
	spread := spreadOf(values)
	text := row.format(spread.Median)
	if low, high := row.format(spread.Min), row.format(spread.Max); low != high {
		number, _, _ := strings.Cut(low, " ")
		text += fmt.Sprintf(" (%s to %s)", number, high)
	}
	if ratios := pairedRatios(values, first.values(row)); row.ratio && !isFirst && len(ratios) > 0 {
		text += fmt.Sprintf(", **%.3g×**", median(ratios))
	}
	return text
}
