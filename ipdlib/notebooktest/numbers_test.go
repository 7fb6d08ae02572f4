package notebooktest

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCheckNumber takes numbers that are right, rounded, off by a digit, and without a source.
func TestCheckNumber(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("p,x\n0,2.3\n0,2.392\n1,7\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	own := File{Cells: []Cell{{ID: "c", Outputs: []Output{{Text: "right:   -25.14 %, of 4096\n"}}}}}
	for _, c := range []struct {
		number, path, cell, pattern string
		ok                          bool
	}{
		{"-25.1", "", "c", "right: # %", true},
		{"−25", "", "c", "right: #", true},
		{"-25.2", "", "c", "right: #", false},
		{"25.1", "", "c", "right: #", false},
		{"4,096", "", "c", "of #", true},
		{"25.1", "", "c", "wrong: #", false},
		{"25.1", "", "d", "right: #", false},
		{"2.35", "a.csv", "", "mean x p=0 #", true},
		{"2.35", "a.csv", "", "mean x p=2 #", false},
		{"2.34", "a.csv", "", "mean x p=0 #", false},
	} {
		if err := checkNumber(dir, c.number, c.path, c.cell, c.pattern, own); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestMarked reads marks as they stand in texts.
func TestMarked(t *testing.T) {
	own := File{Cells: []Cell{{ID: "some-cell", Outputs: []Output{{Text: "a 1.25 b 3"}}}}}
	text := "It is 1.2 %<!--some-cell: a #--> and **3**<!-- some-cell: b # -->, and 7 without a mark."
	if n := CheckNumbers(t, "", text, own); n != 2 {
		t.Errorf("%d numbers, want 2", n)
	}
}
