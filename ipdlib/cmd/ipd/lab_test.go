package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatToShow(t *testing.T) {
	root := t.TempDir()
	t.Chdir(root)
	if _, _, err := whatToShow(root, ""); err == nil || !strings.Contains(err.Error(), "notebooks") {
		t.Errorf("without the folder: %v", err)
	}
	if err := os.Mkdir("notebooks", 0o755); err != nil {
		t.Fatal(err)
	}
	notebook := filepath.Join("notebooks", "a b.ipynb")
	if err := os.WriteFile(notebook, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "notebooks")
	with := t.TempDir()
	if err := os.WriteFile(filepath.Join(with, "start.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ argument, folder, notebook string }{
		{"", folder, ""},
		{".", root, ""},
		{"notebooks", folder, ""},
		{notebook, folder, "a b.ipynb"},
		{with, with, "start.md"},
	} {
		if f, n, err := whatToShow(root, test.argument); f != test.folder || n != test.notebook || err != nil {
			t.Errorf("%q: %q, %q, %v", test.argument, f, n, err)
		}
	}
}
