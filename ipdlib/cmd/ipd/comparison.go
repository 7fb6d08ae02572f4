package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"ipd/ipdlib/original"
	"ipd/ipdlib/summary"
)

// printSummary prints a sweep's means: as a list where it has further axes, else a table for each metric.
func printSummary(out io.Writer, s summary.Summary, compared []original.Comparison) error {
	if isVaried(s) {
		return printVaried(out, s)
	}
	printComparison(out, s, compared)
	return nil
}

// printComparison prints a summary's means, each with its standard error, above the original's where there are such.
func printComparison(out io.Writer, s summary.Summary, compared []original.Comparison) {
	for i, q := range s.Quantities() {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, q.Title())
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for i, p := range s.Dropouts() {
			cells := s.Of(q, p)
			if i == 0 {
				fmt.Fprint(w, "\tsigma (rad)")
				for _, c := range cells {
					fmt.Fprintf(w, "\t%v", c.Sigma)
				}
				fmt.Fprintln(w)
			}
			fmt.Fprintf(w, "dropout %v\tours", p)
			for _, c := range cells {
				fmt.Fprintf(w, "\t%s", meanAndError(c))
			}
			fmt.Fprintln(w)
			theirs(w, "published", cells, compared, func(c original.Comparison) float64 { return c.Published })
			theirs(w, "rerun", cells, compared, func(c original.Comparison) float64 { return c.Rerun })
		}
		w.Flush()
	}
	if len(compared) > 0 {
		fmt.Fprintf(out, "\n%s\n", verdict(compared))
	}
}

// theirs prints a line of the original's means below ours.
func theirs(w io.Writer, title string, cells []summary.Cell, compared []original.Comparison, of func(original.Comparison) float64) {
	texts, any := make([]string, len(cells)), false
	for i, cell := range cells {
		for _, c := range compared {
			if c.Ours.Quantity == cell.Quantity && c.Ours.Dropout == cell.Dropout && c.Ours.Sigma == cell.Sigma {
				texts[i], any = cell.Quantity.Text(of(c)), true
			}
		}
	}
	if any {
		fmt.Fprintf(w, "\t%s\t%s\n", title, strings.Join(texts, "\t"))
	}
}

// meanAndError is as in 90.4 ±0.6; a single run has no error.
func meanAndError(c summary.Cell) string {
	text := c.Quantity.Text(c.Mean)
	if !math.IsNaN(c.SEM) {
		text += " ±" + c.Quantity.Text(c.SEM)
	}
	return text
}

// verdict says how many means agree with the original's, and which don't.
func verdict(compared []original.Comparison) string {
	var off strings.Builder
	agree := 0
	for _, c := range compared {
		if c.Agrees() {
			agree++
			continue
		}
		fmt.Fprintf(&off, "\n%s, dropout %v, sigma %v: %+.1f from the published mean, %+.1f from the rerun's",
			c.Ours.Quantity.Title(), c.Ours.Dropout, c.Ours.Sigma, c.PublishedOff, c.RerunOff)
	}
	text := fmt.Sprintf("%d of %d means lie within %d combined standard errors of both the published mean and the rerun's",
		agree, len(compared), original.Tolerance)
	if off.Len() == 0 {
		return text + "."
	}
	return text + "; the others, in standard errors:" + off.String()
}
