// Package teaching holds tests of the lessons in notebooks/teaching: that the notebooks are those of the sources, that every
// exercise takes its solution and refuses its wrong answers, and what notebooks show that were run.
package teaching

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/notebooktest"
	"ipd/ipdlib/teaching/exercise"
	"ipd/ipdlib/teaching/lesson"
)

const (
	// executeEnv names the environment variable that asks for new runs: IPD_TEST_NOTEBOOKS=1. They take minutes, and install
	// JupyterLab where it is missing.
	executeEnv = "IPD_TEST_NOTEBOOKS"

	// mostBytes is what opens quickly, and what code hosts still show.
	mostBytes = 1 << 20

	// mostTime is for a lesson of a minute's computing, on a busy machine.
	mostTime = 9 * time.Minute
)

func TestMain(m *testing.M) { notebooktest.Main(m, "teaching") }

func lessons(t *testing.T) []*lesson.Lesson {
	t.Helper()
	all, err := lesson.Read(filepath.Join(root(t), lesson.Sources))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there are no lessons")
	}
	return all
}

func root(t *testing.T) string {
	t.Helper()
	root, err := device.Root()
	if err != nil {
		t.Error(err) // may be called from several goroutines, where Fatal is not allowed
	}
	return root
}

// The sources read well, and the notebooks are made of them and have been run.
func TestNotebooksAreInStep(t *testing.T) {
	for _, l := range lessons(t) {
		for _, problem := range l.Problems() {
			t.Error(problem)
		}
		files, err := l.Files(".")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			committed, err := lesson.ReadNotebook(f.Path)
			if err != nil {
				t.Fatal(err)
			}
			if !f.Notebook.Same(committed) {
				t.Errorf("%s is not what its source makes; run go run ./ipdlib/cmd/lessons -run", f.Path)
			}
			look(t, f, committed)
			if info, err := os.Stat(f.Path); err != nil || info.Size() > mostBytes {
				t.Errorf("%s: %d bytes, at most %d (%v)", f.Path, info.Size(), mostBytes, err)
			}
		}
	}
}

// Untouched exercises say so, solutions are done, and every wrong answer is told what is wrong with it.
func TestExercises(t *testing.T) {
	for _, l := range lessons(t) {
		t.Run(l.Name, func(t *testing.T) {
			trials, err := l.Try(t.Context(), root(t))
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range trials {
				if err := trial.Error(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// Both notebooks of each lesson run in the kernel, from top to bottom.
func TestNewRuns(t *testing.T) {
	if os.Getenv(executeEnv) != "1" {
		t.Skipf("set %s=1 to run the lessons: it takes minutes, and JupyterLab", executeEnv)
	}
	ctx := t.Context()
	if err := device.Install(ctx, os.Stderr); err != nil {
		t.Fatal(err)
	}
	if err := lab.Setup(ctx, root(t), lab.Everything, os.Stderr); err != nil {
		t.Fatal(err)
	}
	t.Setenv(notebook.ResultsEnv, t.TempDir()) // shared: what one notebook trains, the other finds
	t.Setenv(exercise.VotesEnv, "off")
	out := t.TempDir()
	var all errgroup.Group
	all.SetLimit(2) // a cell is mostly linked on one core
	for _, l := range lessons(t) {
		files, err := l.Files(".")
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() error {
			for _, f := range files {
				run(ctx, t, f, filepath.Join(out, filepath.Dir(f.Path)))
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
}

func run(ctx context.Context, t *testing.T, f lesson.File, out string) {
	ctx, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	begin := time.Now()
	if err := lab.Execute(ctx, lab.Run{Root: root(t), Notebook: f.Path, Out: out}, os.Stderr); err != nil {
		t.Errorf("%s: %v", f.Path, err)
		return
	}
	t.Logf("%s ran in %.0f s", f.Path, time.Since(begin).Seconds())
	ran, err := lesson.ReadNotebook(filepath.Join(out, filepath.Base(f.Path)))
	if err != nil {
		t.Error(err)
		return
	}
	look(t, f, ran)
}

// output is what the tests look at of a cell's output.
type output struct {
	Type     string `json:"output_type"`
	Name     string // of a stream
	Data     map[string]any
	Metadata map[string]any
}

// look checks what is seen in a notebook that was run: everything once and in order, without complaint; at each exercise
// the state that belongs there; words for every picture.
func look(t *testing.T, f lesson.File, nb *lesson.Notebook) {
	t.Helper()
	state := "not started"
	if f.Solved {
		state = "done"
	}
	count, checks := 0, 0
	for _, c := range nb.Cells {
		if c.Type != "code" {
			continue
		}
		count++
		if string(c.ExecutionCount) != fmt.Sprint(count) {
			t.Errorf("%s: cell %s has the number %s instead of %d; run it with go run ./ipdlib/cmd/lessons -run", f.Path, c.ID, c.ExecutionCount, count)
			return
		}
		var outputs []output
		if err := json.Unmarshal(c.Outputs, &outputs); err != nil {
			t.Errorf("%s: cell %s: %v", f.Path, c.ID, err)
			return
		}
		for _, o := range outputs {
			if o.Type == "error" || o.Name == "stderr" {
				t.Errorf("%s: cell %s complains", f.Path, c.ID)
			}
			if o.Data["image/png"] != nil && o.Metadata["alt"] == nil {
				t.Errorf("%s: the picture of cell %s has no words", f.Path, c.ID)
			}
		}
		if strings.Contains(string(c.Outputs), root(t)) {
			t.Errorf("%s: cell %s shows a path of this machine", f.Path, c.ID)
		}
		if strings.HasSuffix(c.ID, "-check") {
			checks++
			if said := string(c.Outputs); !strings.Contains(said, ": "+state+". ") {
				t.Errorf("%s: cell %s doesn't say %q:\n%s", f.Path, c.ID, state, said)
			}
		}
	}
	if checks < lesson.LeastTasks {
		t.Errorf("%s has %d checks", f.Path, checks)
	}
	if f.Solved { // the others hide what is to be predicted, and much depends on what is to be written
		checkClaims(t, f.Path, strings.TrimSuffix(filepath.Base(f.Path), ".ipynb"), nb)
	} else {
		checkLocks(t, f.Path, nb)
	}
}

// checkLocks demands that a student's notebook shows nothing of what is to be predicted.
func checkLocks(t *testing.T, path string, nb *lesson.Notebook) {
	t.Helper()
	for _, c := range nb.Cells {
		source, wait := strings.Join(c.Source, ""), "Locked: Predict first"
		switch {
		case c.Type != "code":
			continue
		case strings.Contains(source, "exercise.Locked("):
		case strings.Contains(source, "exercise.Unsolved("):
			wait = "Waiting: Your code is used here"
		default:
			continue
		}
		shown := string(c.Outputs)
		if !strings.Contains(shown, wait) || strings.Contains(shown, "image/png") || strings.Contains(shown, "stream") {
			t.Errorf("%s: cell %s shows its result before it was predicted or solved", path, c.ID)
		}
	}
}
