package evaluation

import (
	"math"

	"ipd/ipdlib/stimulus"
)

// Estimated returns the IPD of each prediction, the middle of its class, in radians.
func (t Trials) Estimated() []float64 {
	estimated := make([]float64, len(t.Predicted))
	for i, k := range t.Predicted {
		estimated[i] = stimulus.Continuise(k, t.Classes)
	}
	return estimated
}

// Error is the mean absolute error of the estimated IPDs, in degrees:
//
//	1/N · Σ_i |ipd_i - middle(predicted_i)| · 180/π
//
// A network that always finds the right class still has an error of a quarter of a class, 3.75° for the study's classes of
// 15°.
func (t Trials) Error() float64 {
	var sum float64
	for i, estimated := range t.Estimated() {
		sum += math.Abs(t.IPD[i] - estimated)
	}
	return stimulus.Degrees(sum) / float64(len(t.Predicted))
}
