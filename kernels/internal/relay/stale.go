package relay

import (
	"fmt"
	"maps"
	"slices"

	"ipd/kernels/internal/cell"
)

// stale holds the names that the newest cell to declare them left as they were, because it didn't compile, and that cell's
// number. Who then runs a cell that uses one, such as the check of an exercise, should know that it is the old one.
type stale map[string]int

// follow notes how a cell ended. A cell without a number leaves nothing behind.
func (s stale) follow(number int, code string, failed *failure) {
	if number == 0 {
		return
	}
	for _, name := range cell.Names(code) {
		if failed != nil && (failed.name == "CompileError" || failed.name == "CellError") {
			s[name] = number
		} else {
			delete(s, name)
		}
	}
}

// warning is what to say before a cell that uses such names, a line each; nothing for names that it declares itself.
func (s stale) warning(code string) (text string) {
	if len(s) == 0 {
		return ""
	}
	own := map[string]bool{}
	for _, name := range cell.Names(code) {
		own[name] = true
	}
	mentioned := cell.Mentions(code)
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if mentioned[name] && !own[name] {
			text += fmt.Sprintf("Cell %d did not compile, so %s is still what it was before that cell.\n", s[name], name)
		}
	}
	return text
}
