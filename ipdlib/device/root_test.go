package device

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRoot(t *testing.T) {
	project := t.TempDir()
	nested := filepath.Join(project, "kernels", "deeper") // kernels is a module of its own, inside the project
	writeFile(t, filepath.Join(project, "go.mod"), "// a comment\nmodule ipd // and another\n\ngo 1.26.5\n")
	writeFile(t, filepath.Join(project, "kernels", "go.mod"), "module ipd/kernels\n")
	if err := os.MkdirAll(nested, 0o755); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()

	for _, test := range []struct{ name, home, dir, want, complaint string }{
		{"the folder itself", "", project, project, ""},
		{"a nested module", "", nested, project, ""},
		{"by the environment", project, elsewhere, project, ""},
		{"elsewhere", "", elsewhere, "", "change into the cloned folder"},
		{"a wrong environment", elsewhere, project, "", "has no go.mod of module ipd"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(HomeEnv, test.home)
			t.Chdir(test.dir)
			got, err := Root()
			if test.complaint != "" {
				if !errors.Is(err, ErrNoProject) || !strings.Contains(err.Error(), test.complaint) {
					t.Errorf("error %v, want one with %q", err, test.complaint)
				}
				return
			}
			if err != nil || !sameFile(got, test.want) {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

func writeFile(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
