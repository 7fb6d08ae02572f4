package original

import (
	"math"
	"testing"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// TestData checks some numbers against the files, and that nothing is missing.
func TestData(t *testing.T) {
	s := plan.Default()
	if len(Published()) != 72 || len(Rerun()) != 72 {
		t.Fatalf("%d published means, %d of the rerun; want 72", len(Published()), len(Rerun()))
	}
	i := 0
	for _, m := range quantities {
		for _, p := range s.Grid.Dropouts {
			for _, sigma := range s.Grid.Sigmas {
				point, cell := Published()[i], Rerun()[i]
				if point.Quantity != m || point.Dropout != p || point.Sigma != sigma || cell.Quantity != m || cell.Dropout != p || cell.Sigma != sigma {
					t.Errorf("place %d is %+v and %+v, want %s, %v, %v", i, point, cell, m, p, sigma)
				}
				if want := map[float64]int{0: 3, 0.1: 3, 0.2: 4, 0.3: 4, 0.4: 6, 0.5: 6}[sigma]; len(cell.Values) != want {
					t.Errorf("%d runs of %s, %v, %v; want %d", len(cell.Values), m, p, sigma, want)
				}
				i++
			}
		}
	}
	if first := Published()[0]; first.Mean != 93.01 || first.SEM != 0.33 || !first.Bound || first.Hidden {
		t.Errorf("the first published mean is %+v", first)
	}
	if first := Rerun()[0]; first.Values[0] != 90.4053 {
		t.Errorf("the rerun's first value is %v", first.Values)
	}
	if len(Runs()) != 78 {
		t.Errorf("%d runs, want 78", len(Runs()))
	}
}

// TestEarlyStop looks for what was wrong with an earlier rerun: the rule in force ends every training with strong noise and
// no dropout early, never before epoch 12, and leaves those without noise alone.
func TestEarlyStop(t *testing.T) {
	for _, r := range Runs() {
		if r.Epochs < 12 || r.Epochs > 20 {
			t.Errorf("%d epochs in %+v", r.Epochs, r)
		}
		if r.Dropout == 0 && r.Sigma >= 0.4 && r.Epochs > 16 {
			t.Errorf("no early stop in %+v", r)
		}
		if r.Sigma == 0 && r.Epochs != 20 {
			t.Errorf("an early stop in %+v", r)
		}
	}
}

// TestSpread compares with the spread that is given with the rerun, the root mean square over sigmas of the runs' standard
// deviations, for dropout 0, 0.5 and 0.9: 1.6, 1.4 and 2.3 % of the training accuracy, and so on.
func TestSpread(t *testing.T) {
	both := originalSpread()
	for q, want := range map[record.Quantity][3]float64{
		record.TrainAccuracy: {1.6, 1.4, 2.3}, record.TestAccuracy: {5.1, 3.0, 3.5},
		record.TrainError: {0.10, 0.09, 0.20}, record.TestError: {1.5, 0.9, 0.8},
	} {
		digit := 0.1
		if q == record.TrainError {
			digit = 0.01
		}
		for i, p := range plan.Default().Grid.Dropouts {
			squares := 0.0
			for _, c := range (summary.Summary{Cells: Rerun()}).Of(q, p) {
				squares += c.SD * c.SD / 6
			}
			if got := math.Sqrt(squares); math.Abs(got-want[i]) > digit/2 {
				t.Errorf("%s, dropout %v: %v, want %v", q, p, got, want[i])
			}
			if q == record.TestAccuracy || q == record.TestError {
				continue // pooled by sigma instead
			}
			// The published runs are of the same process; a standard deviation of some 30 runs is known to 15 %.
			if got := both.sd(group{q, p}); math.Abs(got/want[i]-1) > 0.3 {
				t.Errorf("with the published ones, %s, dropout %v: %v, want about %v", q, p, got, want[i])
			}
		}
	}
}

// TestPool pools by hand: (2·1² + 1·4²) / 3 = 6.
func TestPool(t *testing.T) {
	p, g := pool{}, group{quantity: record.TestError}
	p.add(g, 1, 3)
	p.add(g, 4, 2)
	p.add(g, math.NaN(), 1) // a single run says nothing
	if got := p.sd(g); math.Abs(got-math.Sqrt(6)) > 1e-12 {
		t.Errorf("%v, want √6", got)
	}
}

// TestCompare puts the rerun against itself, and then moves one mean by a known number of standard errors.
func TestCompare(t *testing.T) {
	ours := summary.Summary{Cells: append([]summary.Cell(nil), Rerun()...)}
	all := Compare(ours)
	if len(all) != 72 {
		t.Fatalf("%d comparisons, want 72", len(all))
	}
	for _, c := range all {
		if c.RerunOff != 0 {
			t.Errorf("%s, %v, %v is %v off itself", c.Ours.Quantity, c.Ours.Dropout, c.Ours.Sigma, c.RerunOff)
		}
	}
	p := originalSpread() // with ours, which are the rerun's once more
	p.addCells(ours.Cells)
	sd := p.sd(groupOf(ours.Cells[0].Quantity, ours.Cells[0].Dropout, ours.Cells[0].Sigma))
	ours.Cells[0].Mean += 4 * sd * math.Sqrt(1./3+1./3) // the first cell has 3 runs, and so has the rerun's
	if c := Compare(ours)[0]; math.Abs(c.RerunOff-4) > 1e-9 || c.Agrees() {
		t.Errorf("moved by 4 standard errors, it is %v off and agrees: %t", c.RerunOff, c.Agrees())
	}
}

// TestCompareSingleRun takes the original's spread alone: a single run says nothing.
func TestCompareSingleRun(t *testing.T) {
	p := Published()[0]
	cell := summary.NewCell(p.Quantity, p.Dropout, p.Sigma, []float64{p.Mean + 1})
	other := summary.NewCell(p.Quantity, p.Dropout, 0.77, []float64{1}) // the original has no such sigma
	all := Compare(summary.Summary{Cells: []summary.Cell{cell, other}})
	sd := originalSpread().sd(groupOf(p.Quantity, p.Dropout, p.Sigma))
	want := 1 / math.Sqrt(sd*sd+sd*sd/PublishedRuns+0.1*0.1)
	if len(all) != 1 || math.Abs(all[0].PublishedOff-want) > 1e-9 {
		t.Errorf("%+v, want one comparison, %v off", all, want)
	}
}
