package record

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/plan/plantest"
)

// TestLeftovers removes what processes were writing that were killed long ago, and nothing else: what is fresh may be
// another machine's, which is about to rename it.
func TestLeftovers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [name]*")
	records := filepath.Join(dir, RecordsName)
	if err := os.MkdirAll(records, 0o777); err != nil {
		t.Fatal(err)
	}
	old := []string{filepath.Join(dir, ".settings.json.node1-1.1.tmp"), filepath.Join(records, ".x.json.node1-1.1.tmp")}
	fresh := []string{filepath.Join(dir, ".settings.json.node1-2.2.tmp"), filepath.Join(records, ".y.json.node1-2.2.tmp")}
	foreign := []string{filepath.Join(dir, "notes.tmp"), filepath.Join(records, "notes.txt")}
	for _, path := range append(append(old, fresh...), foreign...) {
		if err := os.WriteFile(path, []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range append(old, foreign...) {
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-2*abandoned)); err != nil {
			t.Fatal(err)
		}
	}
	left, err := Leftovers(dir)
	if err != nil || len(left) != 4 {
		t.Errorf("%d half-written files, %v; want 4", len(left), err)
	}
	for _, l := range left {
		if wasOld := strings.Contains(l.Path, "node1-1"); wasOld != (l.Age > abandoned) {
			t.Errorf("%s is %v old", l.Path, l.Age)
		}
	}
	f, err := Open(dir, plantest.Tiny())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, path := range old {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
	for _, path := range append(fresh, foreign...) {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestTemporaryFileTaken removes a file's temporary name before it is renamed, as if it were a killed process's: it is
// written again.
func TestTemporaryFileTaken(t *testing.T) {
	defer func() { rename = os.Rename }()
	for _, taken := range []int{1, attempts - 1, attempts} {
		tries := 0
		rename = func(from, to string) error {
			if tries++; tries <= taken {
				if err := os.Remove(from); err != nil {
					t.Error(err)
				}
			}
			return os.Rename(from, to)
		}
		path := filepath.Join(t.TempDir(), "file")
		err := WriteFile(path, []byte("text"))
		if taken == attempts {
			if !errors.Is(err, os.ErrNotExist) {
				t.Errorf("taken every time: error %v", err)
			}
			continue
		}
		if text, readErr := os.ReadFile(path); err != nil || string(text) != "text" {
			t.Errorf("taken %d times: %q, %v, %v", taken, text, err, readErr)
		}
	}
}
