package notebook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
)

// Must gives the value of a call that may fail, or ends the cell with the error:
//
//	set := notebook.Must(generator.Generate(64, key))
func Must[T any](value T, err error) T {
	Check(err)
	return value
}

// Check ends the cell if there is an error: with its sentence and the line of the cell, in place of a panic's pages.
// After the stop button it says so. Outside a notebook it panics.
func Check(err error) {
	switch {
	case err == nil:
		return
	case !gonbui.IsNotebook:
		panic(err)
	}
	endAll()
	gonbui.Sync()
	if ctx := Context(); ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx))) {
		fmt.Println("Stopped. What was finished is kept; run the cell again to continue.")
		os.Exit(interrupted)
	}
	fmt.Fprintf(os.Stderr, "fatal error: %v\n\n%s", err, callers())
	os.Exit(1)
}

// interrupted is the exit status of a program that SIGINT ended, as shells have it.
const interrupted = 130

// callers says which lines of cells led to here, the innermost first, as the file and line of GoNB's program with the
// text of the line. The kernel turns the file and line into the number of the cell and its line.
func callers() string {
	pcs := make([]uintptr, 64) // more nested calls than cells have
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var b strings.Builder
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "main.") && filepath.Base(frame.File) == "main.go" {
			fmt.Fprintf(&b, "%s:%d: %s\n", frame.File, frame.Line, sourceLine(frame.File, frame.Line))
		}
		if !more {
			return b.String()
		}
	}
}

// sourceLine is the text of a line of a file, from 1; empty if it can't be had.
func sourceLine(path string, line int) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	lines := strings.Split(string(text), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[line-1])
}
