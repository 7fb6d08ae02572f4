package original

import (
	"math"
	"slices"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// Tolerance is the maximal deviation of our mean from the original's, in combined standard errors. Even if all 72 cells agree,
// the chance that at least one lies beyond it is 18 %.
const Tolerance = 3

// A Comparison compares one of our means with the original's two. A deviation is in units of combined standard errors:
//
//	(ours - theirs) / √(sd²/n + sd²/m + reading²)
//
// with the pooled standard deviation of one run (see group), n runs of ours and m of theirs, and with the error of reading
// the published figure.
type Comparison struct {
	Ours summary.Cell
	// Published and Rerun are the original's means.
	Published, Rerun float64
	// RerunRuns is the number of runs in the rerun's mean.
	RerunRuns int
	// PublishedOff and RerunOff are our mean's deviations from them.
	PublishedOff, RerunOff float64
}

// Agrees reports whether our mean lies within Tolerance of both.
func (c Comparison) Agrees() bool {
	return math.Abs(c.PublishedOff) <= Tolerance && math.Abs(c.RerunOff) <= Tolerance
}

// readingErrors are the errors of reading means from the published figure.
var readingErrors = map[record.Quantity]float64{
	record.TrainAccuracy: 0.1, record.TestAccuracy: 0.1, // %
	record.TrainError: 0.002, record.TestError: 0.03, // °
}

// Compare compares those cells of a summary that the original also has; others are left out.
func Compare(s summary.Summary) []Comparison {
	p := originalSpread()
	var all []Comparison
	for _, cell := range s.Cells {
		if len(cell.Values) == 0 {
			continue
		}
		i := slices.IndexFunc(Published(), func(p Point) bool {
			return p.Quantity == cell.Quantity && p.Dropout == cell.Dropout && p.Sigma == cell.Sigma
		})
		if i >= 0 {
			theirs := Rerun()[i]
			all = append(all, Comparison{Ours: cell, Published: Published()[i].Mean, Rerun: theirs.Mean, RerunRuns: len(theirs.Values)})
			p.addCells([]summary.Cell{cell})
		}
	}
	for i := range all {
		c := &all[i]
		sd := p.sd(groupOf(c.Ours.Quantity, c.Ours.Dropout, c.Ours.Sigma))
		off := func(theirs float64, runs int, reading float64) float64 {
			return (c.Ours.Mean - theirs) / math.Sqrt(sd*sd/float64(len(c.Ours.Values))+sd*sd/float64(runs)+reading*reading)
		}
		c.PublishedOff = off(c.Published, PublishedRuns, readingErrors[c.Ours.Quantity])
		c.RerunOff = off(c.Rerun, c.RerunRuns, 0)
	}
	return all
}
