package relay

import (
	"fmt"
	"maps"
	"slices"

	"ipd/kernels/internal/cell"
)

// names knows how the newest cell to declare each name ended. One that didn't compile left the name as it was, and who then runs
// a cell that uses it, such as the check of an exercise, should know.
type names map[string]*name

type name struct {
	declared bool // by a cell that compiled
	failed   int  // the number of the newest cell that should have declared it, 0 if that one compiled
}

// follow notes how a cell ended. A cell without a number leaves nothing behind.
func (n names) follow(number int, code string, failed *failure) {
	if number == 0 {
		return
	}
	for _, word := range cell.Names(code) {
		if n[word] == nil {
			n[word] = &name{}
		}
		if failed != nil && (failed.name == "CompileError" || failed.name == "CellError") {
			n[word].failed = number
		} else {
			*n[word] = name{declared: true}
		}
	}
}

// warning is what to say before a cell that uses names of cells that failed, a line each; nothing for names that it declares
// itself.
func (n names) warning(code string) (text string) {
	own, mentioned := cell.Names(code), cell.Mentions(code)
	for _, word := range slices.Sorted(maps.Keys(n)) {
		switch one := n[word]; {
		case one.failed == 0 || !mentioned[word] || slices.Contains(own, word):
		case one.declared:
			text += fmt.Sprintf("Cell %d did not compile, so %s is still what it was before that cell.\n", one.failed, word)
		default:
			text += fmt.Sprintf("Cell %d did not compile, so there is no %s yet.\n", one.failed, word)
		}
	}
	return text
}
