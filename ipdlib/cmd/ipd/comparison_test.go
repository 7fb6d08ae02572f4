package main

import (
	"strings"
	"testing"

	"ipd/ipdlib/original"
	"ipd/ipdlib/summary"
)

// rerun is a summary that is the original's rerun, but for one mean that is far off; its runs spread more, so that the
// others agree with the published ones.
func rerun() summary.Summary {
	var s summary.Summary
	for _, c := range original.Rerun() {
		s.Cells = append(s.Cells, summary.NewCell(c.Quantity, c.Dropout, c.Sigma, []float64{0.9 * c.Mean, c.Mean, 1.1 * c.Mean}))
	}
	s.Cells[0].Mean -= 40
	return s
}

func TestPrintComparison(t *testing.T) {
	var out strings.Builder
	printComparison(&out, rerun(), original.Compare(rerun()))
	contains(t, out.String(),
		"Accuracy on the training set (%)\n",
		"dropout 0    ours         52.5 ±5.3",
		"             published    93.0       93.0",
		"             rerun        92.5       92.",
		"71 of 72 means lie within 3 combined standard errors",
		"Accuracy on the training set (%), dropout 0, sigma 0: -",
	)
}

func TestPrintMarkdown(t *testing.T) {
	var out strings.Builder
	if err := printMarkdown(&out, original.Compare(rerun())); err != nil {
		t.Fatal(err)
	}
	contains(t, out.String(), "| metric | dropout |", "| test_error_deg | 0.9 | 0.5 | 3 | 19.27 ±1.11 | 19.50 | -0.2 | 19.27 | +0.0 |")
	if lines := strings.Count(out.String(), "\n| "); lines != 72 {
		t.Errorf("%d lines below the heading, want 72", lines)
	}
}
