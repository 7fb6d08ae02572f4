package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/votes-1.json": `[{"question": "8.1", "first": "C"}, {"question": "1.2", "first": "0"}]`,
		"b/votes-2.json": `[{"question": "8.1", "first": "C"}]`,
		"votes-3.json":   `[{"question": "8.1", "first": "B"}]`,
		"other.json":     `no votes`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	if err := tally(&b, dir); err != nil {
		t.Fatal(err)
	}
	const want = "3 files\n1.2   0          1 #\n8.1   C          2 ##\n      B          1 #\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	if err := tally(&b, t.TempDir()); err == nil {
		t.Error("an empty folder has votes")
	}
}
