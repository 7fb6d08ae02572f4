package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// slow is when something counts as taking long enough to say what it is.
const slow = 2 * time.Second

// warm compiles and links one cell that imports the whole library and whatever else the notebooks import, as GoNB
// compiles cells: with the kernels' flags, in a module of its own, in a workspace with ours. So the first cell of a
// notebook finds everything in Go's build cache. No stamp says whether that is so, because the cache has other owners:
// the compiler itself is asked, and answers within a second or two if there is nothing to do.
//
// It downloads what is missing of the modules that go.mod pins, and otherwise needs no network.
func warm(ctx context.Context, root string, out io.Writer) error {
	err := compileCell(ctx, root, out)
	if err == nil || !strings.Contains(err.Error(), offline) || ctx.Err() != nil {
		return err
	}
	began := time.Now()
	fmt.Fprintln(out, "Downloading the Go modules that go.mod pins (once).")
	if _, err := goCommand(ctx, root, []string{"GOWORK=off", "GOFLAGS=" + plainFlags}, "mod", "download"); err != nil {
		return err
	}
	fmt.Fprintf(out, "Downloaded in %.0f s.\n", time.Since(began).Seconds())
	return compileCell(ctx, root, out)
}

// listFormat makes `go list` say what can be imported (not a command, nor what holds tests alone), and what is missing only
// because nothing may be downloaded.
const listFormat = `{{if .Error}}# {{.ImportPath}}: {{.Error.Err}}{{else if and (ne .Name "main") (or .GoFiles .CgoFiles)}}{{.ImportPath}}{{end}}`

func compileCell(ctx context.Context, root string, out io.Writer) error {
	cells := []string{offline, "GOFLAGS=" + cellFlags}
	ask := append([]string{"list", "-e", "-f", listFormat, "--", "./ipdlib/..."}, notebookImports(filepath.Join(root, "notebooks"))...)
	listed, err := goCommand(ctx, root, with(cells, "GOWORK=off"), ask...)
	if err != nil {
		return err
	}
	// A module that only a dependency needs is no package's own error; the go command then just says what it would fetch.
	if strings.Contains(listed, offline) || strings.Contains(listed, "go: downloading ") {
		return fmt.Errorf("%w: %s: a module is missing: %s", ErrSetup, offline, listed)
	}
	dir, err := os.MkdirTemp("", "ipd-warm-")
	if err != nil {
		return fmt.Errorf("%w: %w; free some space, or set TMPDIR to a folder that can be written", ErrSetup, err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(cellSource(strings.Split(listed, "\n"))), 0o644); err != nil {
		return fmt.Errorf("%w: %w", ErrSetup, err)
	}
	defer sayLater(out, slow, "Compiling the library for the cells, so that the first one is as fast as the others; on a new machine that takes a minute or two.")()
	for _, args := range [][]string{
		{"mod", "init", "cell"},
		{"work", "init", root, "."},
		{"build", "-o", "cell"},
	} {
		if _, err := goCommand(ctx, dir, cells, args...); err != nil {
			return err
		}
	}
	return nil
}

// cellSource returns a program that imports what listFormat has listed, but for packages that only their neighbours may
// import. An error of another kind is a cell's business: its user sees it there. What has a blank is no import path, but an
// error or a remark of the go command.
func cellSource(listed []string) string {
	var source strings.Builder
	fmt.Fprintln(&source, "package main\n\nimport (")
	for _, path := range listed {
		if path != "" && !strings.Contains(path, " ") && !strings.Contains("/"+path+"/", "/internal/") {
			fmt.Fprintf(&source, "\t_ %q\n", path)
		}
	}
	fmt.Fprintln(&source, ")\n\nfunc main() {}")
	return source.String()
}
