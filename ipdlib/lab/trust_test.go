package lab

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Only what Git has, as it has it, is signed, and once.
func TestTrust(t *testing.T) {
	root := fakeProject(t)
	fakePython(t, root, `shift; for name in "$@"; do basename "$name" >> "$JUPYTER_PATH/signed"; done; [ ! -e "$JUPYTER_PATH/fail" ]`)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	signed := func() []string {
		t.Helper()
		folder, err := newRunFolder(root)
		if err != nil {
			t.Fatal(err)
		}
		defer folder.remove()
		if err := trust(t.Context(), root, folder); err != nil {
			t.Fatal(err)
		}
		if !exists(filepath.Join(root, "signed")) {
			return nil
		}
		return strings.Fields(strings.ReplaceAll(read(t, filepath.Join(root, "signed")), "a é.ipynb", "a_é.ipynb"))
	}
	for _, name := range []string{"notebooks/teaching/a é.ipynb", "notebooks/b.ipynb", "notebooks/c.md", "elsewhere.ipynb"} {
		write(t, filepath.Join(root, name), smallNotebook)
	}
	if got := signed(); got != nil {
		t.Errorf("without Git %q are signed", got)
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-q", "-m", "all")
	write(t, filepath.Join(root, "notebooks", "b.ipynb"), smallNotebook+" ")
	write(t, filepath.Join(root, "notebooks", "foreign.ipynb"), smallNotebook)
	if got := signed(); !slices.Equal(got, []string{"a_é.ipynb"}) {
		t.Errorf("signed %q", got)
	}
	if got := signed(); len(got) != 1 {
		t.Errorf("signed again: %q", got)
	}
	git("commit", "-q", "-a", "-m", "b, too")
	if got := signed(); !slices.Contains(got, "b.ipynb") || slices.Contains(got, "foreign.ipynb") || slices.Contains(got, "elsewhere.ipynb") {
		t.Errorf("after the commit: %q", got)
	}
	write(t, filepath.Join(root, "fail"), "")
	git("commit", "-q", "--allow-empty", "-m", "nothing")
	if got := signed(); len(got) != 3 { // the same contents
		t.Errorf("signed again after a commit of nothing: %q", got)
	}
}
