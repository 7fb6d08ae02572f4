package device

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckLibrary(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self) // an ELF file on Linux, though no library
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, test := range []struct {
		name, content string
		want          error
		part          string
	}{
		{"text.so", "hello", ErrCorrupt, "is not a shared library"},
		{"empty.so", "", ErrCorrupt, "is not a shared library"},
		{"truncated.so", string(program[:len(program)-1]), ErrCorrupt, "only part of one"},
		{"program.so", string(program), ErrCorrupt, "of type ET_EXEC"},
	} {
		path := filepath.Join(dir, test.name)
		writeFile(t, path, test.content)
		if err := checkLibrary(path); !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.part) {
			t.Errorf("%s: %v, want %v with %q", test.name, err, test.want, test.part)
		}
	}
	for path, part := range map[string]string{filepath.Join(dir, "missing.so"): "no such file", dir: "is a folder"} {
		if err := checkLibrary(path); !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want %v with %q", path, err, ErrNotInstalled, part)
		}
	}
}
