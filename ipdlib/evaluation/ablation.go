package evaluation

// Ablations are what becomes of a network's answers to a data set when some of its hidden units fall silent for the
// layers behind them, without any new training.
type Ablations struct {
	// Layer of the units, 0 for the first hidden one.
	Layer int
	// Whole are the answers of the whole network.
	Whole Trials
	// Without are the answers without each group of units.
	Without []Ablation
}

// An Ablation is one of a group of units.
type Ablation struct {
	Units []int
	Trials
}

// AccuracyChanges gives, for each group, the accuracy without it less that of the whole network, in points of percent:
// negative where it is missed.
func (a Ablations) AccuracyChanges() []float64 {
	changes := make([]float64, len(a.Without))
	for i, w := range a.Without {
		changes[i] = w.Accuracy() - a.Whole.Accuracy()
	}
	return changes
}

// ErrorChanges gives, for each group, the error without it less that of the whole network, in degrees: positive where it
// is missed.
func (a Ablations) ErrorChanges() []float64 {
	changes := make([]float64, len(a.Without))
	for i, w := range a.Without {
		changes[i] = w.Error() - a.Whole.Error()
	}
	return changes
}

// Singly makes a group of each of n units, to be ablated one at a time.
func Singly(n int) [][]int {
	groups := make([][]int, n)
	for h := range groups {
		groups[h] = []int{h}
	}
	return groups
}
