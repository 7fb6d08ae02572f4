package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"ipd/ipdlib/summary"
)

// isVaried reports whether the sweep had further axes.
func isVaried(s summary.Summary) bool { return len(s.Points()) > 0 && len(s.Points()[0]) > 0 }

// printVaried prints the means of a sweep with further axes, each with its standard error: a line for each combination of
// their values, dropout and sigma.
func printVaried(out io.Writer, s summary.Summary) error {
	quantities := s.Quantities()
	type place struct{ dropout, sigma float64 }
	places := map[place]bool{}
	for _, c := range s.Cells {
		places[place{c.Dropout, c.Sigma}] = true
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var head []string
	for _, choice := range s.Points()[0] {
		head = append(head, choice.Field.Short)
	}
	head = append(head, "dropout", "sigma (rad)", "runs")
	for _, q := range quantities {
		head = append(head, q.Column())
	}
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, point := range s.Points() {
		part := s.At(point)
		for _, p := range part.Dropouts() {
			for _, first := range part.Of(quantities[0], p) {
				var line []string
				for _, choice := range point {
					line = append(line, choice.Text())
				}
				line = append(line, fmt.Sprint(p), fmt.Sprint(first.Sigma), fmt.Sprint(len(first.Values)))
				for _, q := range quantities {
					text := ""
					for _, c := range part.Of(q, p) {
						if c.Sigma == first.Sigma {
							text = meanAndError(c)
						}
					}
					line = append(line, text)
				}
				fmt.Fprintln(w, strings.Join(line, "\t"))
			}
		}
	}
	return w.Flush()
}
