package depict

import (
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
)

// Evaluation draws the histogram of true and estimated IPDs next to the confusion matrix. The title names the data set,
// such as "Test".
func Evaluation(title string, t evaluation.Trials) (figure.Figure, error) {
	counts := t.Confusion()
	shares := make([][]float64, len(counts))
	for i, row := range counts {
		for _, n := range row {
			shares[i] = append(shares[i], float64(n))
		}
	}
	return figure.Evaluation(figure.EvaluationData{
		Histogram: figure.HistogramData{Title: title, True: t.IPD, Estimated: t.Estimated(), Bins: t.Classes},
		Confusion: figure.ConfusionData{Counts: shares, ColourBar: true},
	})
}
