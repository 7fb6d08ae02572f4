package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// An event is a line that execute.py says. Cells are counted as their prompts are: code cells that aren't empty, from 1.
type event struct {
	Kind string `json:"kind"`

	Of     int    `json:"of"`     // begin: the kernel has started; so many cells follow
	Cell   int    `json:"cell"`   // cell: it starts, with this source; done: it has ended, well or not
	Source string `json:"source"` // cell

	Name      string `json:"name"`      // error: the cell's error as the kernel calls it, "CompileError"
	Message   string `json:"message"`   // error: in one or a few lines; dead: the kernel has ended, or didn't start
	Traceback string `json:"traceback"` // error
	Stderr    string `json:"stderr"`    // error: what the cell's program wrote to its standard error

	Well bool `json:"well"` // end: whether all cells ran well. A cell that took too long says only "timeout"
}

// progress follows a run: it reads events and says them to people.
type progress struct {
	out     io.Writer
	rest    []byte // of a line that isn't whole yet
	began   time.Time
	timeout time.Duration // of each cell
	of      int
	sources []string // of the cells so far
	ended   bool
	err     error // what made the run fail
}

// Write takes what execute.py writes.
func (p *progress) Write(text []byte) (int, error) {
	p.rest = append(p.rest, text...)
	for {
		line, rest, whole := bytes.Cut(p.rest, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		p.rest = rest
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return 0, fmt.Errorf("execute.py said %q: %w", line, err)
		}
		p.take(e)
	}
}

func (p *progress) take(e event) {
	switch e.Kind {
	case "begin":
		p.of = e.Of
	case "cell":
		p.sources = append(p.sources, e.Source)
		p.began = time.Now()
		fmt.Fprintf(p.out, "cell %d of %d: %s", e.Cell, p.of, headline(e.Source))
	case "done":
		fmt.Fprintf(p.out, "  %.1f s\n", time.Since(p.began).Seconds())
	case "error":
		p.err = &CellError{Cell: len(p.sources), Of: p.of, Name: e.Name, Message: p.explain(e)}
	case "timeout":
		fmt.Fprintln(p.out)
		p.err = &CellError{Cell: len(p.sources), Of: p.of, Name: "timeout",
			Message: fmt.Sprintf("it was still running after %v; allow more time with -timeout", p.timeout)}
	case "dead":
		if len(p.sources) > 0 {
			fmt.Fprintln(p.out)
		}
		p.err = fmt.Errorf("%w: %s", ErrKernel, e.Message)
	case "end":
		p.ended = true
	}
}

// headline returns the first words of a cell, after GoNB's mark of a main function.
func headline(source string) string {
	const longest = 60
	line, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(source), "%%\n")), "\n")
	if utf8.RuneCountInString(line) > longest {
		line = string([]rune(line)[:longest-1]) + "…"
	}
	return line
}
