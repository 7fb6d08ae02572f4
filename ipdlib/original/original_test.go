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
				if len(cell.Values) != Runs {
					t.Errorf("%d runs of %s, %v, %v", len(cell.Values), m, p, sigma)
				}
				i++
			}
		}
	}
	if first := Published()[0]; first.Mean != 93.01 || first.SEM != 0.33 || !first.Bound || first.Hidden {
		t.Errorf("the first published mean is %+v", first)
	}
	if first := Rerun()[0]; first.Values[0] != 92.4561 {
		t.Errorf("the rerun's first value is %v", first.Values)
	}
}

// TestSpread compares with an independent estimate of the original's spread, given with its results: for dropout 0, 0.5 and
// 0.9 1.3, 2.0 and 2.5 % of the training accuracy, and 0.08, 0.14 and 0.25° of the error; about 2.3 % of the test accuracy
// without jitter.
func TestSpread(t *testing.T) {
	p := originalSpread()
	for _, c := range []struct {
		group group
		want  float64
	}{
		{group{record.TrainAccuracy, 0}, 1.3},
		{group{record.TrainAccuracy, 0.5}, 2.0},
		{group{record.TrainAccuracy, 0.9}, 2.5},
		{group{record.TrainError, 0}, 0.08},
		{group{record.TrainError, 0.5}, 0.14},
		{group{record.TrainError, 0.9}, 0.25},
		{group{record.TestAccuracy, 0}, 2.3},
	} {
		// With 10 to 24 degrees of freedom a standard deviation is known to some 20 %.
		if got := p.sd(c.group); math.Abs(got/c.want-1) > 0.25 {
			t.Errorf("%v: %v, want about %v", c.group, got, c.want)
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
	ours.Cells[0].Mean += 4 * sd * math.Sqrt(1./3+1./3)
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
	want := 1 / math.Sqrt(sd*sd+sd*sd/3+0.1*0.1)
	if len(all) != 1 || math.Abs(all[0].PublishedOff-want) > 1e-9 {
		t.Errorf("%+v, want one comparison, %v off", all, want)
	}
}
