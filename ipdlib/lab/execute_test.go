package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const smallNotebook = `{"cells": [], "metadata": {"kernelspec": {"name": "ipd-go"}}, "nbformat": 4, "nbformat_minor": 5}`

// say is a shell script's part that says events and writes the executed notebook ($5) and the page ($6).
func say(t *testing.T, events ...event) string {
	t.Helper()
	var script strings.Builder
	for _, e := range events {
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		script.WriteString("printf '%s\\n' '" + strings.ReplaceAll(string(line), "'", `'\''`) + "'\n")
	}
	script.WriteString("echo executed > \"$5\"\n[ -z \"$6\" ] || echo page > \"$6\"\n")
	return script.String()
}

// wellRun are the events of a notebook with one cell that runs well.
var wellRun = []event{{Kind: "begin", Of: 1}, {Kind: "cell", Cell: 1, Source: "fmt.Println(1)"}, {Kind: "done", Cell: 1}, {Kind: "end", Well: true}}

var failedRun = []event{
	{Kind: "begin", Of: 3},
	{Kind: "cell", Cell: 1, Source: "func f() {\n\tpanic(\"it's\")\n}"}, {Kind: "done", Cell: 1},
	{Kind: "cell", Cell: 2, Source: "%%\nf()"}, {Kind: "done", Cell: 2},
	{Kind: "error", Name: "panic", Message: "it's (cell 1, line 2)"}, {Kind: "end"},
}

func TestExecute(t *testing.T) {
	for _, test := range []struct {
		name   string
		events []event
		out    string // folder
		html   bool
		want   string // of the error
		writes map[string]string
	}{
		{"in place", wellRun, "", false, "", map[string]string{"a b.ipynb": "executed\n", "a b.html": ""}},
		{"in place with a page", wellRun, "", true, "", map[string]string{"a b.ipynb": "executed\n", "a b.html": "page\n"}},
		{"into a folder", wellRun, "new/$(false)", true, "", map[string]string{"a b.ipynb": smallNotebook, "new/$(false)/a b.ipynb": "executed\n", "new/$(false)/a b.html": "page\n"}},
		{"failed in place", failedRun, "", true, "cell 2 of 3 failed: panic\n    it's (cell 1, line 2)\n        panic(\"it's\")",
			map[string]string{"a b.ipynb": smallNotebook, "a b.html": ""}},
		{"failed into its own folder", failedRun, ".", false, "cell 2 of 3", map[string]string{"a b.ipynb": smallNotebook}},
		{"failed into a folder", failedRun, "out", true, "cell 2 of 3", map[string]string{"a b.ipynb": smallNotebook, "out/a b.ipynb": "executed\n", "out/a b.html": ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			root, folder := fakeProject(t), t.TempDir()
			t.Chdir(folder)
			write(t, "a b.ipynb", smallNotebook)
			fakePython(t, root, say(t, test.events...))
			var out bytes.Buffer
			err := Execute(t.Context(), Run{Root: root, Notebook: "a b.ipynb", Out: test.out, HTML: test.html}, &out)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v\nwant %q", err, test.want)
			}
			var failed *CellError
			if test.want != "" && !errors.As(err, &failed) {
				t.Errorf("%T is no *CellError", err)
			}
			for name, want := range test.writes {
				if want == "" && exists(name) {
					t.Errorf("%s was written", name)
				} else if want != "" && (!exists(name) || read(t, name) != want) {
					t.Errorf("%s: not %q", name, want)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(escapeGlob(stateDir(root)), runPrefix+"*")); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

func TestExecuteSaysWhereItIs(t *testing.T) {
	root := fakeProject(t)
	path := filepath.Join(t.TempDir(), "n.ipynb")
	write(t, path, smallNotebook)
	fakePython(t, root, say(t, wellRun...))
	var out bytes.Buffer
	if err := Execute(t.Context(), Run{Root: root, Notebook: path}, &out); err != nil {
		t.Fatal(err)
	}
	want := "Running " + path + " with Go.\ncell 1 of 1: fmt.Println(1)  0.0 s\nWrote " + path + "\n"
	if out.String() != want {
		t.Errorf("said %q, want %q", out.String(), want)
	}
}

func TestExecuteKeepsAnEditedNotebook(t *testing.T) {
	root := fakeProject(t)
	path := filepath.Join(t.TempDir(), "n.ipynb")
	write(t, path, smallNotebook)
	fakePython(t, root, "echo edited > \"$2\"\n"+say(t, wellRun...))
	if err := Execute(t.Context(), Run{Root: root, Notebook: path}, &bytes.Buffer{}); !errors.Is(err, ErrForeign) {
		t.Errorf("%v, want %v", err, ErrForeign)
	}
	if got := read(t, path); got != "edited\n" {
		t.Errorf("the edit is lost: %q", got)
	}
}

func TestExecuteFailures(t *testing.T) {
	root := fakeProject(t)
	for _, test := range []struct {
		name, script string
		kind         error
		want         string
	}{
		{"Python dies", "echo no module >&2; exit 3", ErrKernel, "no module"},
		{"not an event", "echo Traceback", ErrKernel, "Python ended"},
		{"kernel dies", say(t, event{Kind: "begin", Of: 1}, event{Kind: "cell", Source: "x"}, event{Kind: "dead", Message: "Kernel died"}, event{Kind: "end"}), ErrKernel, "Kernel died"},
		{"timeout", say(t, event{Kind: "begin", Of: 1}, event{Kind: "cell", Source: "x"}, event{Kind: "timeout"}, event{Kind: "end"}), nil, "still running after 8s; allow more time with -timeout"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "n.ipynb")
			write(t, path, smallNotebook)
			fakePython(t, root, test.script)
			err := Execute(t.Context(), Run{Root: root, Notebook: path, Timeout: 8 * time.Second}, &bytes.Buffer{})
			if err == nil || test.kind != nil && !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// TestExecuteStops has a Python with a child in a session of its own that ends when it misses its parent, as kernels do.
func TestExecuteStops(t *testing.T) {
	root := fakeProject(t)
	path := filepath.Join(t.TempDir(), "n.ipynb")
	write(t, path, smallNotebook)
	began := filepath.Join(t.TempDir(), "began")
	fakePython(t, root, "(while kill -0 $$ 2>/dev/null; do sleep 0.05; done; touch '"+began+".ended') &\ntouch '"+began+"'; sleep 600")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- Execute(ctx, Run{Root: root, Notebook: path}, &bytes.Buffer{}) }()
	for range 1000 {
		if exists(began) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) || read(t, path) != smallNotebook {
			t.Errorf("%v; the notebook is %q", err, read(t, path))
		}
	case <-time.After(20 * time.Second):
		t.Fatal("goes on after its context has ended")
	}
}

func TestReadNotebook(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{smallNotebook, ""},
		{"", "not the JSON"},
		{"{}", "nbformat 0"},
		{`{"nbformat": 3, "worksheets": []}`, "nbformat 3"},
		{`{"nbformat": 4}`, "no list of cells"},
		{`{"nbformat": 4, "cells": 5}`, "not the JSON of a notebook"},
	} {
		path := filepath.Join(t.TempDir(), "n.ipynb")
		write(t, path, test.text)
		_, err := readNotebook(path)
		if test.want == "" && err != nil || test.want != "" && (!errors.Is(err, ErrNotebook) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", test.text, err, test.want)
		}
	}
	if _, err := readNotebook(t.TempDir()); !errors.Is(err, ErrNotebook) {
		t.Errorf("a folder: %v", err)
	}
}

func FuzzReadNotebook(f *testing.F) {
	f.Add([]byte(smallNotebook))
	f.Add([]byte(`{"nbformat": 4, "cells": [1], "metadata": []}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "n.ipynb")
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		if n, err := readNotebook(path); err == nil && n.path == "" || err != nil && !errors.Is(err, ErrNotebook) {
			t.Errorf("%v, %v", n, err)
		}
	})
}

func TestChooseKernel(t *testing.T) {
	kernels := []Kernel{{Name: "ipd-cuda"}, {Name: "ipd-go"}}
	for _, test := range []struct{ asked, named, want, err string }{
		{"", "ipd-go", "ipd-go", ""},
		{"ipd-cuda", "ipd-go", "ipd-cuda", ""},
		{"ipd-cuda", "python3", "ipd-cuda", ""},
		{"", "python3", "", `names the kernel "python3"`},
		{"", "", "", "names no kernel; choose one with -kernel: ipd-cuda, ipd-go"},
		{"go", "ipd-go", "", `-kernel names the kernel "go"`},
	} {
		n := notebook{path: "n.ipynb", kernel: test.named}
		k, err := n.chooseKernel(test.asked, kernels)
		if k.Name != test.want || test.err == "" && err != nil || test.err != "" && (!errors.Is(err, ErrKernel) || !strings.Contains(err.Error(), test.err)) {
			t.Errorf("%+v: %q, %v", test, k.Name, err)
		}
	}
}
