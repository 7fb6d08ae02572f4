package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// untilFlags add runs until the means are known well enough.
func untilFlags() []cli.Flag {
	const category = "Run until sure"
	return []cli.Flag{
		&cli.FloatFlag{Name: "until", Category: category, HideDefault: true,
			Usage: "add runs until the 95 % interval of the metric is narrower than `WIDTH`, in its unit, at each dropout, sigma and axis value"},
		&cli.StringFlag{Name: "metric", Category: category, Value: record.TestAccuracy.String(), Usage: "use this `METRIC` for -until, named as in summary.csv"},
		&cli.IntFlag{Name: "at-most", Category: category, Value: 50, Usage: "stop at `N` runs even if some intervals are wider"},
	}
}

// A goal is what -until asks for.
type goal struct {
	width    float64 // of the 95 % interval
	quantity record.Quantity
	most     int // runs
}

// goalOf reads the flags; nil without -until.
func goalOf(c *cli.Command, s plan.Settings) (*goal, error) {
	if !c.IsSet("until") {
		for _, name := range []string{"metric", "at-most"} {
			if c.IsSet(name) {
				return nil, usage("-%s goes with -until", name)
			}
		}
		return nil, nil
	}
	g := &goal{width: c.Float("until"), most: c.Int("at-most")}
	for _, name := range []string{"slurm", "shard", "only", "dry-run"} {
		if c.IsSet(name) {
			return nil, usage("-until doesn't go with -%s: the number of runs is known only when some are done", name)
		}
	}
	if !(g.width > 0) || math.IsInf(g.width, 0) {
		return nil, usage("-until is %v; it must be a positive width, such as 2", g.width)
	}
	if g.most < s.Grid.Runs || g.most < 2 {
		return nil, usage("-at-most is %d; there are %d runs to begin with, and an interval needs two", g.most, s.Grid.Runs)
	}
	var names []string
	r := &record.Record{} // with the further tests of these settings
	for _, sigma := range s.Schedule.Variant.TestSigmas {
		r.Tests = append(r.Tests, record.Test{Sigma: sigma})
	}
	for _, q := range record.Quantities([]*record.Record{r}) {
		if q.String() == c.String("metric") {
			g.quantity = q
			return g, nil
		}
		names = append(names, q.String())
	}
	return nil, usage("there is no metric %q; there are %s", c.String("metric"), list(names))
}

// next is how many runs to do after these: 0 if the goal is reached. It is what the widest interval needs if its spread stays
// as it is, but no more than twice as many as there are, since two runs say little about a spread.
func (g *goal) next(s plan.Settings, records []*record.Record) int {
	runs, next := s.Grid.Runs, 0
	if runs < 2 {
		return min(2, g.most)
	}
	for _, c := range g.cells(records) {
		width := c.High - c.Low
		switch {
		case len(c.Values) < 2: // the others failed
		case width >= g.width:
			next = max(next, int(math.Ceil(float64(runs)*(width/g.width)*(width/g.width))), runs+1)
		}
	}
	if next == 0 || runs >= g.most {
		return 0
	}
	return min(next, 2*runs, g.most)
}

func (g *goal) cells(records []*record.Record) (cells []summary.Cell) {
	for _, c := range summary.Of(records).Cells {
		if c.Quantity == g.quantity {
			cells = append(cells, c)
		}
	}
	return cells
}

// report says how sure each mean is.
func (g *goal) report(out io.Writer, s plan.Settings, records []*record.Record) error {
	cells, wide := g.cells(records), 0
	fmt.Fprintf(out, "%s, 95 %% intervals after %s:\n", g.quantity.Title(), count(s.Grid.Runs, "run"))
	for _, c := range cells {
		at := strings.TrimPrefix(fmt.Sprintf("%s, dropout %v, sigma %v", c.At, c.Dropout, c.Sigma), ", ")
		switch width := c.High - c.Low; {
		case math.IsNaN(width):
			wide++
			fmt.Fprintf(out, "  %s: too few runs have a result\n", at)
		default:
			text := "sure"
			if width >= g.width {
				wide++
				text = "not yet sure"
			}
			fmt.Fprintf(out, "  %s: %s to %s, %s wide, %s\n", at, g.quantity.Text(c.Low), g.quantity.Text(c.High), g.quantity.Text(width), text)
		}
	}
	if wide > 0 {
		_, err := fmt.Fprintf(out, "%d of %d intervals are not narrower than %v; -at-most %d or more continues.\n", wide, len(cells), g.width, 2*g.most)
		return err
	}
	_, err := fmt.Fprintf(out, "All are narrower than %v.\n", g.width)
	return err
}
