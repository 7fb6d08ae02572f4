package finding

import (
	"ipd/ipdlib/original"
	"ipd/ipdlib/summary"
)

// Agreement counts the means that the original study has too, and how many of them agree with it: with the published
// figure and with the rerun, see original.Compare.
func Agreement(s summary.Summary) (agreeing, compared int) {
	all := original.Compare(s)
	for _, c := range all {
		if c.Agrees() {
			agreeing++
		}
	}
	return agreeing, len(all)
}
