package evaluation

// Confusion is the confusion matrix: counts[e][t] is the number of trials of true class t that were estimated as class e,
// [K][K].
func (t Trials) Confusion() [][]int {
	counts := make([][]int, t.Classes)
	for e := range counts {
		counts[e] = make([]int, t.Classes)
	}
	for i, e := range t.Predicted {
		counts[e][t.trueClass(i)]++
	}
	return counts
}
