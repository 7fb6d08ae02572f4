package finding

import (
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/sweep/original"
)

// Agreement counts the means that the original study has too, and how many of them agree with it: with the published
// figure and with the rerun, see original.Compare.
func Agreement(s sweep.Summary) (agreeing, compared int) {
	all := original.Compare(s)
	for _, c := range all {
		if c.Agrees() {
			agreeing++
		}
	}
	return agreeing, len(all)
}
