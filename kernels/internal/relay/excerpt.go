package relay

import (
	"fmt"
	"strings"

	"ipd/kernels/internal/cell"
)

// around is how many lines an excerpt shows before and after the one that it marks.
const around = 2

// spell names a place, everywhere in the same words.
func spell(p cell.Place) string { return fmt.Sprintf("cell %d, line %d", p.Cell, p.Line) }

// excerpt shows the lines around a place, the place itself marked, as IPython does:
//
//	cell 4, line 2
//	      1 %%
//	----> 2 undefined()
//	      3 fmt.Println(1)
func (r *relay) excerpt(p cell.Place) string {
	var text strings.Builder
	text.WriteString(spell(p))
	for _, c := range r.history {
		if c.Number != p.Cell {
			continue
		}
		lines := strings.Split(strings.TrimRight(c.Code, "\n"), "\n")
		for i := max(p.Line-around, 1); i <= min(p.Line+around, len(lines)); i++ {
			mark := "      "
			if i == p.Line {
				mark = "----> "
			}
			fmt.Fprintf(&text, "\n%s%d %s", mark, i, lines[i-1])
		}
	}
	return text.String()
}
