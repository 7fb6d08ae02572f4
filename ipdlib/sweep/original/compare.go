package original

import (
	"math"

	"ipd/ipdlib/sweep"
)

// Tolerance is how many combined standard errors a mean of ours may lie off the original's. Of 72 cells that truly agree
// one lies beyond with a chance of 18 %.
const Tolerance = 3

// A Comparison puts one of our means beside the original's two. A deviation is counted in combined standard errors:
//
//	(ours - theirs) / √(sd_ours²/n + sd_theirs²/3 + reading²)
//
// with pooled standard deviations of one run, and with the error of reading the published figure.
type Comparison struct {
	Ours sweep.Cell
	// Published and Rerun are the original's means.
	Published, Rerun float64
	// PublishedOff and RerunOff are our mean's deviations from them.
	PublishedOff, RerunOff float64
}

// Agrees reports whether our mean lies within Tolerance of both.
func (c Comparison) Agrees() bool {
	return math.Abs(c.PublishedOff) <= Tolerance && math.Abs(c.RerunOff) <= Tolerance
}

// readingErrors are those of the published figure's means.
var readingErrors = map[sweep.Metric]float64{
	sweep.TrainAccuracy: 0.1, sweep.TestAccuracy: 0.1, // %
	sweep.TrainError: 0.002, sweep.TestError: 0.03, // °
}

// Compare compares the cells of a summary that the original has too; others are left out. Where no cell of ours has two
// runs, ours are taken to spread as the original's.
func Compare(s sweep.Summary) []Comparison {
	theirs, ours := originalSpread(), spread(s)
	var all []Comparison
	for _, cell := range s.Cells {
		for i, p := range Published() {
			if p.Metric != cell.Metric || p.Dropout != cell.Dropout || p.Sigma != cell.Sigma {
				continue
			}
			g := groupOf(cell.Metric, cell.Dropout, cell.Sigma)
			sdOurs, sdTheirs := ours.sd(g), theirs.sd(g)
			if math.IsNaN(sdOurs) {
				sdOurs = sdTheirs
			}
			off := func(mean, reading float64) float64 {
				return (cell.Mean - mean) / math.Sqrt(sdOurs*sdOurs/float64(len(cell.Values))+sdTheirs*sdTheirs/Runs+reading*reading)
			}
			rerun := Rerun()[i].Mean
			all = append(all, Comparison{
				Ours:         cell,
				Published:    p.Mean,
				Rerun:        rerun,
				PublishedOff: off(p.Mean, readingErrors[p.Metric]),
				RerunOff:     off(rerun, 0),
			})
		}
	}
	return all
}
