package depict

import (
	"fmt"
	"strings"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
)

// Ablations draws how accuracy and error change when each of the groups of units is silenced, one panel below the other; sorted
// puts the group with the largest effect at the left of each.
func Ablations(title string, a evaluation.Ablations, sorted bool) (figure.Figure, error) {
	var names []string
	for _, w := range a.Without {
		names = append(names, strings.Trim(fmt.Sprint(w.Units), "[]"))
	}
	// Sorted bars begin with the highest one; for the accuracy the largest effect is the lowest value.
	loss := a.AccuracyChanges()
	for i := range loss {
		loss[i] = 0 - loss[i]
	}
	return figure.Bars(
		figure.BarPanel{Title: title, YLabel: "Accuracy lost (points)", Values: loss, Names: names, Sorted: sorted},
		figure.BarPanel{XLabel: "Silenced hidden unit", YLabel: "Error gained (deg)", Values: a.ErrorChanges(), Names: names, Sorted: sorted},
	)
}
