package evaluation

// Ablations are a network's answers to a data set with and without some of its hidden units. A unit is ablated by hiding its
// spikes from the next layer; the network is not retrained.
type Ablations struct {
	// Layer of the units, 0 for the first hidden one.
	Layer int
	// Whole are the answers of the whole network.
	Whole Trials
	// Without are the answers without each group of units.
	Without []Ablation
}

// An Ablation is the result without one group of units.
type Ablation struct {
	Units []int
	Trials
}

// AccuracyChanges returns, for each group, the accuracy without it minus that of the whole network, in percentage points:
// negative if the network needs the group.
func (a Ablations) AccuracyChanges() []float64 {
	changes := make([]float64, len(a.Without))
	for i, w := range a.Without {
		changes[i] = w.Accuracy() - a.Whole.Accuracy()
	}
	return changes
}

// ErrorChanges returns, for each group, the error without it minus that of the whole network, in degrees: positive if the
// network needs the group.
func (a Ablations) ErrorChanges() []float64 {
	changes := make([]float64, len(a.Without))
	for i, w := range a.Without {
		changes[i] = w.Error() - a.Whole.Error()
	}
	return changes
}

// Singly returns n groups of one unit each, for ablating units one at a time.
func Singly(n int) [][]int {
	groups := make([][]int, n)
	for h := range groups {
		groups[h] = []int{h}
	}
	return groups
}
