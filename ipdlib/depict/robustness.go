package depict

import (
	"fmt"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/sweep/original"
)

// Robustness draws a sweep's result as the study does: four panels against sigma, a curve with standard errors for each
// dropout. The published curves lie behind those of the same dropout, as far as there are any.
func Robustness(s sweep.Summary) (figure.Figure, error) {
	return figure.ErrorBars(figure.ErrorBarData{
		TrainAccuracy: measure(s, sweep.TrainAccuracy),
		TrainError:    measure(s, sweep.TrainError),
		TestAccuracy:  measure(s, sweep.TestAccuracy),
		TestError:     measure(s, sweep.TestError),
	})
}

func measure(s sweep.Summary, m sweep.Metric) figure.Measure {
	var result figure.Measure
	for _, p := range s.Dropouts() {
		ours := figure.Curve{Label: fmt.Sprintf("Dropout p=%v", p)}
		for _, cell := range s.Of(m, p) {
			ours.X = append(ours.X, cell.Sigma)
			ours.Mean = append(ours.Mean, cell.Mean)
			ours.SEM = append(ours.SEM, cell.SEM)
		}
		result.Curves = append(result.Curves, ours)
	}
	result.Published = published(m, s.Dropouts())
	return result
}

// published gives the published curves of a metric: the i-th of the i-th dropout, until one was not published, since
// figure draws them in the colours of ours, in order.
func published(m sweep.Metric, dropouts []float64) (curves []figure.Curve) {
	for _, p := range dropouts {
		var c figure.Curve
		for _, point := range original.Published() {
			if point.Metric != m || point.Dropout != p {
				continue
			}
			sem := point.SEM
			if point.Bound {
				sem = 0 // the bar is hidden in the published figure too
			}
			c.X, c.Mean, c.SEM = append(c.X, point.Sigma), append(c.Mean, point.Mean), append(c.SEM, sem)
		}
		if len(c.X) == 0 {
			break
		}
		curves = append(curves, c)
	}
	return curves
}
