package relay

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"ipd/kernels/internal/advice"
	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/shell"
)

// A failure is what the one error message of a failed cell says.
type failure struct {
	name, value string
	traceback   []string
}

// published is the content of the error message.
func (f failure) published() map[string]any {
	traceback := f.traceback
	if len(traceback) == 0 {
		traceback = []string{f.name + ": " + f.value}
	}
	return map[string]any{"ename": f.name, "evalue": f.value, "traceback": traceback}
}

// content is the content of the execute_reply.
func (f failure) content() map[string]any {
	content := f.published()
	content["status"] = "error"
	return content
}

// judge says how the cell failed, nil if it didn't. All its output has been sent then, but for the text of a crash.
func (r *relay) judge(e *execution) *failure {
	var reply struct {
		Status    string   `json:"status"`
		Value     string   `json:"evalue"`
		Traceback []string `json:"traceback"`
	}
	e.reply.Decode(&reply) // a reply of another shape says nothing of an error
	command := shell.TakeFailure(r.folder)
	failed := reply.Status == "error" || e.cut
	switch {
	case e.refusal != nil:
		e.streams.end(true)
		return &failure{name: "CellError", value: e.refusal.Error()}
	case !failed && command == nil:
		e.streams.end(false)
		return nil
	}
	crash := e.streams.end(true)
	switch {
	case e.noInput:
		return &failure{name: "InputError", value: "the cell asks for input, and this client gives none"}
	case e.interrupted:
		return &failure{name: "Interrupted", value: "the cell was interrupted"}
	case command != nil && !failed:
		return &failure{name: "ShellError", value: command.Error()}
	case crash != "":
		return r.crashed(crash)
	case r.reference().MatchString(reply.Value):
		return r.notCompiled(reply.Value, reply.Traceback)
	case exitNote.MatchString(reply.Value + "\n"):
		return &failure{name: "ExitError", value: "the cell's program ended with " + reply.Value}
	}
	return &failure{"Error", reply.Value, reply.Traceback}
}

// reference finds the places in the program that GoNB put together: gonb_0123abcd/main.go, line and perhaps column.
func (r *relay) reference() *regexp.Regexp {
	return regexp.MustCompile(`(?:\./|` + regexp.QuoteMeta(filepath.Join(r.folder, "tmp")) + `/gonb_[0-9a-f]+/)(main(?:_test)?\.go):(\d+)(?::\d+)?`)
}

// annotation is what GoNB puts before such a place, if it sees it in one piece.
var annotation = regexp.MustCompile(` \x1b\[7m\[\[ Cell (\[\d+\] )?Line \d+ \]\]\x1b\[0m `)

// inCells replaces each place in the program by the place in the cell it came from, and returns the first.
func (r *relay) inCells(text string) (replaced, first string) {
	reference := r.reference()
	programs := map[string]string{}
	replaced = reference.ReplaceAllStringFunc(annotation.ReplaceAllString(text, ""), func(match string) string {
		part := reference.FindStringSubmatch(match)
		program, known := programs[part[1]]
		if !known {
			program = r.program(part[1])
			programs[part[1]] = program
		}
		line, _ := strconv.Atoi(part[2]) // digits by the pattern
		place, found := cell.Locate(program, line, r.history)
		if !found {
			return match
		}
		name := fmt.Sprintf("cell [%d] line %d", place.Cell, place.Line)
		if first == "" {
			first = name
		}
		return name
	})
	return replaced, first
}

// program is the program that GoNB put together last.
func (r *relay) program(name string) string {
	paths, _ := filepath.Glob(filepath.Join(r.folder, "tmp", "gonb_*", name))
	if len(paths) == 0 {
		return ""
	}
	text, err := os.ReadFile(paths[0])
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	return string(text)
}

// crashed words the end of a program that panicked: the message as value, the goroutines as traceback.
func (r *relay) crashed(crash string) *failure {
	text, place := r.inCells(strings.TrimRight(crash, "\n"))
	head, _, _ := strings.Cut(text, "\n")
	name, value, found := strings.Cut(head, ": ")
	if !found {
		name, value = "panic", head
	}
	if place != "" {
		value += " (" + place + ")"
	}
	return &failure{name, value, strings.Split(text, "\n")}
}

// notCompiled words what the compiler said: its messages as value; advice on usual slips and GoNB's excerpts as traceback.
func (r *relay) notCompiled(value string, traceback []string) *failure {
	value, _ = r.inCells(value)
	keep := func(lines []string) (kept []string) {
		for _, line := range lines {
			if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "# gonb_") {
				kept = append(kept, line)
			}
		}
		return kept
	}
	value = strings.Join(keep(strings.Split(value, "\n")), "\n")
	return &failure{"CompileError", value, append(advice.Lines(value), keep(traceback)...)}
}
