package notebooktest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
	"ipd/ipdlib/notebook"
)

// ExecuteEnv names the environment variable that asks for new runs: IPD_TEST_NOTEBOOKS=1. They take a minute or two each,
// and install JupyterLab where it is missing.
const ExecuteEnv = "IPD_TEST_NOTEBOOKS"

// SkipUnlessAsked skips a test of new runs unless the environment asks for them.
func SkipUnlessAsked(t *testing.T) {
	t.Helper()
	if os.Getenv(ExecuteEnv) != "1" {
		t.Skipf("set %s=1 to run the notebooks: it takes a minute or two each, and JupyterLab", ExecuteEnv)
	}
}

// Execute runs notebooks in the small setting, one after the other with one folder of results, and gives each as it was
// afterwards, with its page as HTML.
func Execute(t *testing.T, paths ...string) (ran []File, pages []string) {
	t.Helper()
	ctx := t.Context()
	if limit, ok := t.Deadline(); ok { // go test's own limit, ten minutes unless -timeout says more, ends in a stack trace
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, limit.Add(-30*time.Second))
		defer cancel()
	}
	root, err := device.Root()
	if err != nil {
		t.Fatal(err)
	}
	if err := device.Install(ctx, os.Stderr); err != nil {
		t.Fatal(err)
	}
	if err := lab.Setup(ctx, root, lab.Everything, os.Stderr); err != nil {
		t.Fatal(err)
	}
	t.Setenv(notebook.QuickEnv, "1")
	t.Setenv(notebook.ResultsEnv, t.TempDir())
	out := t.TempDir()
	for _, path := range paths {
		begin := time.Now()
		if err := lab.Execute(ctx, lab.Run{Root: root, Notebook: path, Out: out, HTML: true}, os.Stderr); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s ran in %.0f s", path, time.Since(begin).Seconds())
		written := filepath.Join(out, filepath.Base(path))
		ran = append(ran, Read(t, written))
		page, err := os.ReadFile(strings.TrimSuffix(written, ".ipynb") + ".html")
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, string(page))
	}
	return ran, pages
}
