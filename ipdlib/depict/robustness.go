package depict

import (
	"fmt"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/original"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// Robustness draws a sweep's result as in the study: a panel for each quantity against sigma, with a curve for each dropout and
// standard errors. The curves of another study, such as original.Published, are drawn faintly behind those of the same dropout.
// A metric that the records lack has no panel.
func Robustness(s summary.Summary, behind ...original.Point) (figure.Figure, error) {
	var panels []figure.CurvePanel
	for _, q := range record.Quantities(nil) {
		if m := q.Metric(); len(measured(s, q)) > 0 {
			panels = append(panels, figure.CurvePanel{
				Title: q.Short(), XLabel: "sigma", YLabel: m.Title + " (" + m.Unit + ")" + errorBars,
				Percent: m.Unit == "%",
				Measure: measure(s, q, behind),
			})
		}
	}
	if n := len(panels); n > 0 {
		panels[n-1].Legend = new(figure.Place) // the best one
	}
	return figure.Curves(panels...)
}

// measured lists the dropouts at which a quantity was measured.
func measured(s summary.Summary, q record.Quantity) (dropouts []float64) {
	for _, p := range s.Dropouts() {
		for _, cell := range s.Of(q, p) {
			if len(cell.Values) > 0 {
				dropouts = append(dropouts, p)
				break
			}
		}
	}
	return dropouts
}

func measure(s summary.Summary, q record.Quantity, behind []original.Point) figure.Measure {
	var result figure.Measure
	dropouts := measured(s, q)
	for _, p := range dropouts {
		ours := figure.Curve{Label: fmt.Sprintf("Dropout p=%v", p)}
		for _, cell := range s.Of(q, p) {
			if len(cell.Values) == 0 {
				continue
			}
			ours.X = append(ours.X, cell.Sigma)
			ours.Mean = append(ours.Mean, cell.Mean)
			ours.SEM = append(ours.SEM, cell.SEM)
		}
		result.Curves = append(result.Curves, ours)
	}
	result.Published = curves(behind, q, dropouts)
	return result
}

// curves returns the curves of a quantity in another study: the i-th for the i-th dropout, up to the first dropout that it
// lacks, since figure draws them in the colours of ours, in order.
func curves(points []original.Point, q record.Quantity, dropouts []float64) (all []figure.Curve) {
	for _, p := range dropouts {
		var c figure.Curve
		for _, point := range points {
			if point.Quantity != q || point.Dropout != p {
				continue
			}
			sem := point.SEM
			if point.Bound {
				sem = 0 // the bar is also hidden in the published figure
			}
			c.X, c.Mean, c.SEM = append(c.X, point.Sigma), append(c.Mean, point.Mean), append(c.SEM, sem)
		}
		if len(c.X) == 0 {
			break
		}
		all = append(all, c)
	}
	return all
}
