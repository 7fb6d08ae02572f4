package cell

import "strings"

// A Cell is an executed one: its number and its code.
type Cell struct {
	Number int
	Code   string
}

// A Place is a line of a cell, from 1.
type Place struct{ Cell, Line int }

// around is how many lines before and after are compared to tell equal lines apart.
const around = 4

// Locate finds where a line (from 1) of the program that GoNB put together stood. GoNB copies lines of cells unchanged, so
// the place is the newest cell's line with the same text and the most equal neighbours. cells is in order of execution.
func Locate(program string, line int, cells []Cell) (place Place, found bool) {
	lines := strings.Split(program, "\n")
	if line < 1 || line > len(lines) || strings.TrimSpace(lines[line-1]) == "" {
		return place, false
	}
	best := 0
	for i := len(cells) - 1; i >= 0; i-- {
		code := splitLines(cells[i].Code)
		for j := range code {
			if code[j] != lines[line-1] {
				continue
			}
			if score := 1 + equal(lines, code, line-1, j, 1) + equal(lines, code, line-1, j, -1); score > best {
				best, place = score, Place{cells[i].Number, j + 1}
			}
		}
	}
	return place, best > 0
}

// equal counts the equal lines that follow a[i] and b[j] in one direction.
func equal(a, b []string, i, j, step int) int {
	n := 0
	for i, j = i+step, j+step; n < around && i >= 0 && j >= 0 && i < len(a) && j < len(b) && a[i] == b[j]; i, j = i+step, j+step {
		n++
	}
	return n
}
