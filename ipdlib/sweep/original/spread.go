package original

import (
	"math"

	"ipd/ipdlib/sweep"
)

// The spread of three runs is a poor guess of the spread of many, and the smaller it comes out by chance, the more a
// difference seems to mean. So standard deviations are pooled over cells whose runs spread alike:
//
//	sd² = Σ_cells (n-1)·sd_cell² / Σ_cells (n-1)
//
// The metrics of the training set spread by dropout (of the accuracy 1 to 3 %), hardly by sigma; those of the test set by
// sigma (2 % without jitter, 9 % at 0.3 rad), hardly by dropout.
type group struct {
	metric sweep.Metric
	by     float64 // the dropout, or the sigma
}

func groupOf(m sweep.Metric, dropout, sigma float64) group {
	if m == sweep.TestAccuracy || m == sweep.TestError {
		return group{m, sigma}
	}
	return group{m, dropout}
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

// sd is the pooled standard deviation of one run; NaN where nothing was added.
func (p pool) sd(g group) float64 {
	if p[g] == nil {
		return math.NaN()
	}
	return math.Sqrt(p[g].squares / p[g].freedom)
}

// originalSpread pools both sets of the original's results. A bar that is hidden behind its own line counts as long as the
// line is thick, which it is at most; one behind another curve doesn't count.
func originalSpread() pool {
	p := pool{}
	for _, c := range Rerun() {
		p.add(groupOf(c.Metric, c.Dropout, c.Sigma), c.SD, len(c.Values))
	}
	for _, c := range Published() {
		if !c.Hidden {
			p.add(groupOf(c.Metric, c.Dropout, c.Sigma), c.SEM*math.Sqrt(Runs), Runs)
		}
	}
	return p
}

// spread pools a sweep's own results.
func spread(s sweep.Summary) pool {
	p := pool{}
	for _, c := range s.Cells {
		p.add(groupOf(c.Metric, c.Dropout, c.Sigma), c.SD, len(c.Values))
	}
	return p
}
