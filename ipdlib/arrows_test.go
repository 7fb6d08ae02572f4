package ipdlib

import (
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rooms reads the order of the rooms from the package's documentation: the first is the highest.
func rooms(t *testing.T) []string {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile(`(?m)^//\t(\S+)  `).FindAllSubmatch(doc, -1) {
		list = append(list, string(m[1]))
	}
	return list
}

// height is a room's place in the list, or -1. cmd/... stands for all commands, and what tests alone use lies beside the
// room that it tests.
func height(list []string, room string) int {
	for i, name := range list {
		if name == room || (strings.HasSuffix(name, "/...") && strings.HasPrefix(room, strings.TrimSuffix(name, "..."))) {
			return i
		}
	}
	return -1
}

// No import points up, and every package has a place in the list.
func TestNoImportPointsUp(t *testing.T) {
	list := rooms(t)
	if len(list) < 10 {
		t.Fatalf("read only %d rooms from doc.go", len(list))
	}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if entry.Name() == "testdata" || strings.HasSuffix(path, "test") { // device/devicetest: for tests of any room
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(path, 0)
		if _, none := err.(*build.NoGoError); none || path == "." {
			return nil
		}
		if err != nil {
			return err
		}
		from := height(list, filepath.ToSlash(path))
		if from < 0 {
			t.Errorf("%s has no place in the list of rooms in doc.go", path)
		}
		for _, imported := range pkg.Imports {
			room, ours := strings.CutPrefix(imported, "ipd/ipdlib/")
			if !ours {
				continue
			}
			if to := height(list, room); to <= from && !(to == from && strings.HasPrefix(path, "cmd")) {
				t.Errorf("%s imports %s, which stands above it", path, room)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
