package evaluation

// Accuracy is the share of correctly classified trials, in percent:
//
//	100/N · Σ_i [predicted_i = class(ipd_i)]
func (t Trials) Accuracy() float64 {
	right := 0
	for i, k := range t.Predicted {
		if k == t.trueClass(i) {
			right++
		}
	}
	return 100 * float64(right) / float64(len(t.Predicted))
}
