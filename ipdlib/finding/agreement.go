package finding

import (
	"ipd/ipdlib/original"
	"ipd/ipdlib/summary"
)

// Agreement counts the means that the original study also has, and how many of them agree with both the published figure and the
// rerun, see original.Compare.
func Agreement(s summary.Summary) (agreeing, compared int) {
	all := original.Compare(s)
	for _, c := range all {
		if c.Agrees() {
			agreeing++
		}
	}
	return agreeing, len(all)
}
