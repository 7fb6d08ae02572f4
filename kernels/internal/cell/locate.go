package cell

import (
	"go/token"
	"strings"
)

// A Cell is an executed one: its number and its code.
type Cell struct {
	Number int
	Code   string
}

// A Place is a line of a cell, from 1.
type Place struct{ Cell, Line int }

// Locate finds where a line (from 1) of the program that GoNB put together stood, and in which declaration, if in one. cells
// is in order of execution, the one at hand last.
//
// GoNB copies the declarations of all cells into the program, in an order of its own and with every import, var and const in
// a block of its kind. So the place is found by the declaration: the newest cell that declares the same with the same line.
// Where the program is no Go, it is the last cell as it stands.
func Locate(program string, line int, cells []Cell) (place Place, in Declaration, found bool) {
	lines := strings.Split(program, "\n")
	if line < 1 || line > len(lines) || len(cells) == 0 {
		return place, in, false
	}
	last := cells[len(cells)-1]
	if s := asSource(last.Code); strings.TrimSpace(s.text) == strings.TrimSpace(program) {
		if line = min(line, len(s.lines)); s.lines[line-1] == 0 {
			return lastLine(last), in, true // behind the end
		}
		return Place{last.Number, s.lines[line-1]}, in, true
	}
	for _, d := range declarations(program) {
		if d.line <= line && line <= d.end {
			in = d
			break
		}
	}
	if in.Name == "" {
		return place, in, false
	}
	text := strings.TrimSpace(lines[line-1])
	for i := len(cells) - 1; i >= 0; i-- {
		s := asSource(cells[i].Code)
		for _, d := range declarations(s.text) {
			if d.Kind != in.Kind || d.Name != in.Name {
				continue
			}
			at := min(d.line+line-in.line, d.end)
			origin := Place{cells[i].Number, s.lines[at-1]}
			if origin.Line == 0 { // behind main's last line
				origin = lastLine(cells[i])
			}
			if strings.Contains(strings.Split(s.text, "\n")[at-1], text) {
				return origin, in, true
			}
			if !found { // another version of it, at least
				place, found = origin, true
			}
		}
		if in.Kind == token.FUNC && in.Name == "main" {
			break // of the last cell alone
		}
	}
	return place, in, found
}

// lastLine is the last line of a cell with something in it.
func lastLine(c Cell) Place {
	return Place{c.Number, 1 + strings.Count(strings.TrimRight(c.Code, " \t\n"), "\n")}
}

// Find returns the newest place whose line contains text.
func Find(text string, cells []Cell) (place Place, found bool) {
	for i := len(cells) - 1; i >= 0; i-- {
		for j, line := range splitLines(cells[i].Code) {
			if strings.Contains(line, text) {
				return Place{cells[i].Number, j + 1}, true
			}
		}
	}
	return place, false
}
