package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A kernel that is registered for a project that was moved can't start: the list says so, and what to do.
func TestRegistered(t *testing.T) {
	project := filepath.Join(t.TempDir(), "project")
	if err := os.MkdirAll(filepath.Join(project, "kernels"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(project, "kernels", "launch.sh"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := registered("/data", project); got != "registered in /data, runs from "+project {
		t.Errorf("%q", got)
	}
	if err := os.Rename(project, project+"-moved"); err != nil {
		t.Fatal(err)
	}
	got := registered("/data", project)
	for _, part := range []string{"can't start", project, "moved or deleted", "ipd kernel install"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q lacks %q", got, part)
		}
	}
}
