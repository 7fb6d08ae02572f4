package original

import (
	"math"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// The spread of three runs is a poor estimate of the spread of many: if it is small by chance, a difference seems significant. So
// it is pooled, under the null hypothesis that all runs come from the same process: over ours, the published ones and the
// rerun's, and over cells with a similar spread:
//
//	sd² = Σ_cells (n-1)·sd_cell² / Σ_cells (n-1)
//
// The metrics of the training set are pooled by dropout, over all sigmas; those of the test set by sigma (their accuracy
// spreads by 2 % without jitter, by 6 % at 0.2 rad), over all dropouts.
type group struct {
	quantity record.Quantity
	by       float64 // the dropout, or the sigma
}

func groupOf(q record.Quantity, dropout, sigma float64) group {
	if q == record.TestAccuracy || q == record.TestError {
		return group{q, sigma}
	}
	return group{q, dropout}
}

// A pool collects the spread of cells.
type pool map[group]*struct{ squares, freedom float64 }

func (p pool) add(g group, sd float64, n int) {
	if n < 2 {
		return
	}
	if p[g] == nil {
		p[g] = &struct{ squares, freedom float64 }{}
	}
	p[g].squares += float64(n-1) * sd * sd
	p[g].freedom += float64(n - 1)
}

func (p pool) addCells(cells []summary.Cell) {
	for _, c := range cells {
		p.add(groupOf(c.Quantity, c.Dropout, c.Sigma), c.SD, len(c.Values))
	}
}

// sd returns the pooled standard deviation of one run.
func (p pool) sd(g group) float64 { return math.Sqrt(p[g].squares / p[g].freedom) }

// originalSpread pools both sets of the original's results. A bar that is hidden behind its own line counts with the thickness of
// that line, its maximal length; one behind another curve doesn't count.
func originalSpread() pool {
	p := pool{}
	p.addCells(Rerun())
	for _, c := range Published() {
		if !c.Hidden {
			p.add(groupOf(c.Quantity, c.Dropout, c.Sigma), c.SEM*math.Sqrt(PublishedRuns), PublishedRuns)
		}
	}
	return p
}
