package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/summary"
)

func compareCommand() *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "compare the results of two sweeps, or of two values of a setting in one",
		ArgsUsage: "FOLDER FOLDER | FOLDER FIELD=A,B",
		Description: "Says which settings differ and, wherever both have trainings, how much each metric differs: B minus A with its 95 %\n" +
			"interval. Trainings with the same random numbers, as with -vary, or the same trainings on two backends, are compared in pairs;\n" +
			"all others have different random numbers, even for the same run. If the interval contains 0, it says how many more runs of each\n" +
			"would settle it, if mean and spread stayed the same.",
		Flags:  []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "print JSON instead of a table", HideDefault: true}},
		Action: compareSweeps,
	}
}

// A side is the records of one half of a comparison.
type side struct {
	Name    string
	records []*record.Record
}

func compareSweeps(_ context.Context, c *cli.Command) error {
	if c.Args().Len() != 2 {
		return usage("%s needs two folders of sweeps, or one and FIELD=A,B", c.FullName())
	}
	var a, b side
	var contrast []settings.Field
	first, err := openFolder(c, c.Args().First())
	if err != nil {
		return err
	}
	if name, _, ok := strings.Cut(c.Args().Get(1), "="); ok {
		f, err := plan.FieldOfTraining(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if a, b, err = valuesOf(first, f, c.Args().Get(1)); err != nil {
			return err
		}
		contrast = []settings.Field{f}
	} else {
		second, err := openFolder(c, c.Args().Get(1))
		if err != nil {
			return err
		}
		a, b = side{first.dir, done(first.records)}, side{second.dir, done(second.records)}
		contrast = contrastOf(a, b)
	}
	for _, s := range []side{a, b} {
		if len(s.records) == 0 {
			return fmt.Errorf("no training of %s is done yet", s.Name)
		}
	}
	cells := compareCells(a, b, contrast)
	if len(cells) == 0 {
		return fmt.Errorf("%s and %s have no trainings that differ only in what is compared, so nothing can be compared", a.Name, b.Name)
	}
	if c.Bool("json") {
		return printJSON(c.Root().Writer, comparisonJSON(a, b, contrast, cells))
	}
	return printCells(c.Root().Writer, a, b, contrast, cells)
}

func openFolder(c *cli.Command, dir string) (results, error) {
	s, err := record.SettingsOf(dir)
	if err != nil {
		return results{}, err
	}
	return loadResults(c, dir, s)
}

// valuesOf are the records with each of two values of a field, as FIELD=A,B says them.
func valuesOf(r results, f settings.Field, text string) (a, b side, err error) {
	_, values, err := settings.Split(text)
	if err != nil || len(values) != 2 {
		return a, b, usage("%q doesn't have two values, as in reset=late,none", settings.Cut(text))
	}
	groups, err := summary.GroupBy(r.records, f.Name)
	if err != nil {
		return a, b, err
	}
	sides := [2]side{}
	for i, value := range values {
		parsed, err := f.Parse(value)
		if err != nil {
			return a, b, usage("%v", err)
		}
		sides[i].Name = f.Short + " " + value
		var there []string
		for _, g := range groups {
			there = append(there, g.Text())
			if g.Text() == settings.Text(parsed) {
				sides[i].records = g.Records
			}
		}
		if sides[i].records == nil {
			return a, b, fmt.Errorf("no training in %s has %s %s; there are %s", r.dir, f.Short, value, list(there))
		}
	}
	return sides[0], sides[1], nil
}

// contrastOf lists the settings that have one value in each of two sweeps, and another in the other.
func contrastOf(a, b side) (fields []settings.Field) {
	for _, f := range summary.Differing(append(slices.Clone(a.records), b.records...)) {
		if ga, _ := summary.GroupBy(a.records, f.Name); len(ga) == 1 {
			if gb, _ := summary.GroupBy(b.records, f.Name); len(gb) == 1 {
				fields = append(fields, f)
			}
		}
	}
	return fields
}

// A comparedCell is a difference at one place: at values of all settings that the two sides share.
type comparedCell struct {
	at         string
	quantity   record.Quantity
	a, b       float64 // means
	difference summary.Difference
	// errors is the difference in combined standard errors, √(SEM² + SEM²) of both sides as if they were independent; NaN where
	// one has fewer than two runs. Single standard errors of few runs are rough: of 10 runs each, one in 130 is beyond 3.
	errors float64
}

// compareCells compares the two sides wherever both have trainings that differ in the contrast and the run alone.
func compareCells(a, b side, contrast []settings.Field) (cells []comparedCell) {
	both := append(slices.Clone(a.records), b.records...)
	shared := slices.DeleteFunc(summary.Differing(both), func(f settings.Field) bool {
		return slices.ContainsFunc(contrast, func(c settings.Field) bool { return c.Name == f.Name })
	})
	place := func(r *record.Record) string {
		words := []string{fmt.Sprintf("dropout %v, sigma %v", r.Dropout(), r.Sigma())}
		for _, f := range shared {
			if f.Name != "network.dropout_probability" && f.Name != "stimulus.jitter_sigma_rad" {
				words = append(words, plan.Choice{Field: f, Value: f.Value(r.Settings)}.String())
			}
		}
		return strings.Join(words, ", ")
	}
	at := map[string]*[2][]*record.Record{}
	var order []string
	for i, s := range []side{a, b} {
		for _, r := range s.records {
			p := place(r)
			if at[p] == nil {
				at[p], order = &[2][]*record.Record{}, append(order, p)
			}
			at[p][i] = append(at[p][i], r)
		}
	}
	for _, q := range record.Quantities(both) {
		for _, p := range order {
			pair := at[p]
			if va, vb := values(q, pair[0]), values(q, pair[1]); len(va) > 0 && len(vb) > 0 {
				ca, cb := summary.NewCell(q, 0, 0, va), summary.NewCell(q, 0, 0, vb)
				cells = append(cells, comparedCell{p, q, ca.Mean, cb.Mean, differenceOf(q, pair[0], pair[1]), (cb.Mean - ca.Mean) / math.Hypot(ca.SEM, cb.SEM)})
			}
		}
	}
	return cells
}

// differenceOf compares in pairs if trainings of one side have the random numbers of one of the other: they are the same
// trainings, or those of a paired sweep.
func differenceOf(q record.Quantity, a, b []*record.Record) summary.Difference {
	partner := map[random.Key]*record.Record{}
	for _, r := range b {
		partner[r.Random()] = r
	}
	var pa, pb []float64
	for _, r := range a {
		if other := partner[r.Random()]; other != nil && !math.IsNaN(q.Of(r)) && !math.IsNaN(q.Of(other)) {
			pa, pb = append(pa, q.Of(r)), append(pb, q.Of(other))
		}
	}
	if len(pa) > 1 || len(pa) == len(a) && len(pa) == len(b) {
		return summary.ComparePaired(pa, pb)
	}
	return summary.Compare(values(q, a), values(q, b))
}

func values(q record.Quantity, records []*record.Record) []float64 {
	return summary.Group{Records: records}.Values(q)
}

func printCells(out io.Writer, a, b side, contrast []settings.Field, cells []comparedCell) error {
	fmt.Fprintf(out, "A: %s, %s; B: %s, %s.\n", a.Name, count(len(a.records), "training"), b.Name, count(len(b.records), "training"))
	if len(contrast) == 0 {
		fmt.Fprintln(out, "No setting differs between A and B.")
	}
	for _, f := range contrast {
		fmt.Fprintf(out, "%s: %s in A, %s in B\n", f.Name, settings.Text(f.Value(a.records[0].Settings)), settings.Text(f.Value(b.records[0].Settings)))
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nmetric\tat\truns\tA\tB\tB - A\t95 % interval\t")
	paired := 0
	for _, c := range cells {
		d, q := c.difference, c.quantity
		runs := fmt.Sprintf("%d, %d", d.A, d.B)
		if d.Paired > 0 {
			paired++
			runs = count(d.Paired, "pair")
		}
		interval, more := "unknown: too few runs", ""
		if !math.IsNaN(d.Low) {
			interval = q.Text(d.Low) + " to " + q.Text(d.High)
			switch {
			case d.Settled():
				more = "settled"
			case d.More < 0:
				more = "no number of runs would settle it"
			default:
				more = fmt.Sprintf("%s of each would settle it", count(d.More, "more run"))
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", q.Column(), c.at, runs, q.Text(c.a), q.Text(c.b), signed(q, d.Mean), interval, more)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	text := "The runs have random numbers of their own, so they are compared as independent."
	switch {
	case paired == len(cells):
		text = "The runs have the same random numbers, so they are compared in pairs."
	case paired > 0:
		text = "Runs with the same random numbers are compared in pairs, the others as independent."
	}
	_, err := fmt.Fprint(out, text, "\n", agreement(cells))
	return err
}

// agreement says how many of the differences are within 3 combined standard errors, and which is the largest.
func agreement(cells []comparedCell) string {
	known, within := 0, 0
	var largest comparedCell
	for _, c := range cells {
		if math.IsNaN(c.errors) {
			continue
		}
		known++
		if math.Abs(c.errors) <= 3 {
			within++
		}
		if known == 1 || math.Abs(c.errors) > math.Abs(largest.errors) {
			largest = c
		}
	}
	if known == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d differences are within 3 combined standard errors; the largest is %+.1f, of %s at %s.\n",
		within, known, largest.errors, largest.quantity.Column(), largest.at)
}

func signed(q record.Quantity, x float64) string {
	if text := q.Text(x); x < 0 || math.IsNaN(x) {
		return text
	}
	return "+" + q.Text(x)
}

// comparisonJSON is the table for other programs.
func comparisonJSON(a, b side, contrast []settings.Field, cells []comparedCell) any {
	type cell struct {
		Metric string   `json:"metric"`
		At     string   `json:"at"`
		RunsA  int      `json:"runs_a"`
		RunsB  int      `json:"runs_b"`
		Pairs  int      `json:"pairs"`
		A      float64  `json:"a"`
		B      float64  `json:"b"`
		Mean   float64  `json:"difference"`
		Low    *float64 `json:"ci95_low"`
		High   *float64 `json:"ci95_high"`
		More   int      `json:"more_runs_to_settle"` // -1: unknown
		Errors *float64 `json:"combined_standard_errors"`
	}
	differ := map[string][2]any{}
	for _, f := range contrast {
		differ[f.Name] = [2]any{f.Value(a.records[0].Settings), f.Value(b.records[0].Settings)}
	}
	all := []cell{}
	for _, c := range cells {
		d := c.difference
		one := cell{Metric: c.quantity.String(), At: c.at, RunsA: d.A, RunsB: d.B, Pairs: d.Paired, A: c.a, B: c.b, Mean: d.Mean, More: d.More}
		if !math.IsNaN(d.Low) {
			one.Low, one.High = &d.Low, &d.High
		}
		if !math.IsNaN(c.errors) && !math.IsInf(c.errors, 0) {
			one.Errors = &c.errors
		}
		all = append(all, one)
	}
	return struct {
		A       string            `json:"a"`
		B       string            `json:"b"`
		Differ  map[string][2]any `json:"settings_that_differ"`
		Compare []cell            `json:"differences"`
	}{a.Name, b.Name, differ, all}
}
