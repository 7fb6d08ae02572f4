package depict

import (
	"testing"

	"ipd/ipdlib/original"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// TestMeasure puts the published values behind ours, in the same order. A cell without values is left out.
func TestMeasure(t *testing.T) {
	var s summary.Summary
	for _, c := range original.Rerun() {
		s.Cells = append(s.Cells, summary.NewCell(c.Quantity, c.Dropout, c.Sigma, c.Values))
	}
	d := measure(s, record.TestAccuracy, original.Published())
	if n, m := len(d.Curves), len(d.Published); n != 3 || m != 3 {
		t.Fatalf("%d curves before %d published ones, want 3 each", n, m)
	}
	if c := d.Curves[1]; c.Label != "Dropout p=0.5" || len(c.X) != 6 || c.X[5] != 0.5 {
		t.Errorf("the second curve is %+v", c)
	}
	d = measure(s, record.TrainAccuracy, original.Published())
	if p := d.Published[0]; p.Mean[0] != 93.01 || p.SEM[0] != 0 || p.SEM[1] != 0.41 {
		t.Errorf("the first published curve is %+v", p)
	}
	if d := measure(s, record.TestError, nil); len(d.Published) != 0 {
		t.Error("there are published curves, unasked")
	}
	s.Cells[0] = summary.NewCell(record.TrainAccuracy, 0, 0, nil)
	if d := measure(s, record.TrainAccuracy, nil); len(d.Curves[0].X) != 5 || len(d.Curves[1].X) != 6 {
		t.Errorf("without the first cell the curves are %+v", d.Curves)
	}
}
