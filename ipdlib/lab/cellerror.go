package lab

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A CellError says which cell of a notebook failed, and how.
type CellError struct {
	Cell    int    // counted as in the cells' prompts, from 1
	Of      int    // how many there are
	Name    string // the kind, in the kernel's words: "CompileError", "panic", "ExitError", "timeout", ...
	Message string // the compiler's or the program's, with the lines of source that it names
}

func (e *CellError) Error() string {
	return fmt.Sprintf("cell %d of %d failed: %s\n%s", e.Cell, e.Of, e.Name, indent(e.Message))
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}

// location is how the kernel names a line: the cell by its prompt, the line in that cell, both from 1.
var location = regexp.MustCompile(`cell (\d+), line (\d+)`)

// explain returns an error's message with the source of each line that it names, or with what tells more where it names
// none: a program's last words, else the stack.
func (p *progress) explain(e event) string {
	if !location.MatchString(e.Message) {
		more := e.Stderr
		if more == "" && strings.Contains(e.Traceback, "\n") {
			more = e.Traceback
		}
		return strings.TrimSpace(e.Message + "\n" + tail(more, 15))
	}
	var text strings.Builder
	for line := range strings.SplitSeq(e.Message, "\n") {
		fmt.Fprintln(&text, line)
		for _, found := range location.FindAllStringSubmatch(line, -1) {
			if source, ok := p.line(found[1], found[2]); ok {
				fmt.Fprintf(&text, "    %s\n", source)
			}
		}
	}
	return strings.TrimSpace(text.String())
}

// line returns a line of a cell that has run.
func (p *progress) line(cell, line string) (string, bool) {
	c, err1 := strconv.Atoi(cell)
	l, err2 := strconv.Atoi(line)
	if err1 != nil || err2 != nil || c < 1 || c > len(p.sources) {
		return "", false
	}
	lines := strings.Split(p.sources[c-1], "\n")
	if l < 1 || l > len(lines) {
		return "", false
	}
	return strings.TrimSpace(lines[l-1]), true
}
