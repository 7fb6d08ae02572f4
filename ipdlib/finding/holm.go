package finding

import (
	"cmp"
	"math"
	"slices"
)

// Holm corrects m p-values for multiple comparisons, so that the chance of one or more false findings among them is that of a
// single test (S. Holm, Scandinavian Journal of Statistics 1979). With p(1) <= ... <= p(m) in order,
//
//	corrected p(i) = max over j <= i of min(1, (m - j + 1) p(j))
//
// A finding is significant at 5 % if the corrected value is below 0.05. NaN values, of groups with a single run, stay NaN and
// don't count. The result is in the order of p.
func Holm(p []float64) []float64 {
	var order []int
	corrected := make([]float64, len(p))
	for i, x := range p {
		corrected[i] = math.NaN()
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	most := 0.0
	for j, i := range order {
		most = max(most, min(1, float64(len(order)-j)*p[i]))
		corrected[i] = most
	}
	return corrected
}
