package lab

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestNotebookImports(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a", "one.ipynb"), `{"cells": [
		{"cell_type": "code", "source": ["import (\n", "\t\"fmt\"\n", "\tg \"example.com/x/y-z\" // why\n", "\t_ \"a/b\"\n", "\t. \"c\"\n", ")\n"]},
		{"cell_type": "code", "source": "import \"os\"\n\"all\"\n\"x/...\"\n\"./x\"\n\"/etc\"\n%%\nfmt.Println(\n\t\"no/import\",\n\t\"it seems\"\n)\nx := \"neither\""},
		{"cell_type": "markdown", "source": ["import \"text\""]},
		{"cell_type": "code", "source": 5}]}`)
	write(t, filepath.Join(dir, "two.ipynb"), `{"cells": [{"cell_type": "code", "source": "import \"fmt\""}]}`)
	write(t, filepath.Join(dir, "broken.ipynb"), `{"cells": `)
	write(t, filepath.Join(dir, "other.txt"), `import "never"`)
	want := []string{"a/b", "c", "example.com/x/y-z", "fmt", "os"}
	if got := notebookImports(dir); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := notebookImports(filepath.Join(dir, "nowhere")); got != nil {
		t.Errorf("%q from a folder that isn't there", got)
	}
}

func FuzzCellImports(f *testing.F) {
	f.Add([]byte(`{"cells": [{"cell_type": "code", "source": ["import \"fmt\""]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, path := range cellImports(text) {
			if path == "" || path[0] == '"' {
				t.Errorf("%q is no path", path)
			}
		}
	})
}
