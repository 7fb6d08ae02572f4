package notebooktest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckNumbers takes numbers that are right, rounded, off by a digit, and without a source.
func TestCheckNumbers(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.csv": "p,x\n0,2.3\n0,2.392\n1,7\n", "a.md": "| a | 4 |\n| b | 5<!--a.csv: mean x #--> |\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	own := File{Cells: []Cell{{ID: "c", Source: "n := 64", Outputs: []Output{{Text: "right:   -25.14 % (-28.1 to\n+3.25), of 4096\n"}}}}}
	for _, c := range []struct {
		numbers, path, cell, pattern string
		ok                           bool
	}{
		{"-25.1", "", "c", "right: # %", true},
		{"−25", "", "c", "right: #", true},
		{"-25.2", "", "c", "right: #", false},
		{"25.1", "", "c", "right: #", false},
		{"4,096", "", "c", "of #", true},
		{"64", "", "c", "n := #", true},
		{"65", "", "c", "n := #", false},
		{"25.1", "", "c", "wrong: #", false},
		{"25.1", "", "d", "right: #", false},
		{"-25 -28.1 3.3", "", "c", "right: # % (# to #)", true},
		{"-25 -28.1 3.4", "", "c", "right: # % (# to #)", false},
		{"25 28 3", "", "c", "right: -# % (-# to +#)", true},
		{"-25 3 -28", "", "c", "right: #1 % (#3 to #2)", true},
		{"-25 -28 3", "", "c", "right: #1 % (#3 to #2)", false},
		{"-28.1", "", "c", "right: ~ % (# to ~)", true},
		{"-25.1", "", "c", "right: ~ % (# to ~)", false},
		{"2.35", "a.csv", "", "mean x p=0 #", true},
		{"2.35", "a.csv", "", "mean x p=2 #", false},
		{"2.34", "a.csv", "", "mean x p=0 #", false},
		{"0.065", "a.csv", "", "sd x p=0 #", true},
		{"0.046", "a.csv", "", "sem x p=0 #", true},
		{"2.3", "a.csv", "", "lowest x #", true},
		{"7", "a.csv", "", "highest x #", true},
		{"3", "a.csv", "", "count x #", true},
		{"3", "a.csv", "", "count y #", false},
		{"3", "a.csv", "", "count x q=0 #", false},
		{"3", "a.csv", "", "number x #", false},
		{"4", "a.md", "", "| a | #", true},
		{"5", "a.md", "", "| b | # |", true},
		{"5", "a.md", "", "| a | #", false},
	} {
		if err := checkNumbers(dir, strings.Fields(c.numbers), c.path, c.cell, c.pattern, own); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestMarked reads marks as they stand in texts, and finds numbers without any.
func TestMarked(t *testing.T) {
	own := File{Cells: []Cell{{ID: "some-cell", Outputs: []Output{{Text: "a 1.25 b 3"}}}}}
	text := "# 5. Some\nIt is 1.2 %<!--some-cell: a #--> and **3**<!-- some-cell: b # -->, or 1.3 to 3<!--some-cell: a # b #-->; in section 4, of x86-64, `9`, $7$ and 7 of\n8 without <!-- a word --> a mark."
	if n := CheckNumbers(t, "", text, own, []string{"7 of 8 without"}); n != 4 {
		t.Errorf("%d numbers, want 4", n)
	}
}

// What is wrong is found: each text has one mistake.
func TestMistakesAreFound(t *testing.T) {
	own := File{Cells: []Cell{{ID: "c", Outputs: []Output{{Text: "a 1.25 b 3"}}}}}
	for text, given := range map[string][]string{
		"1.4<!--c: a #-->":                      nil,
		"3 or 1.2<!--c: a # b #-->":             nil,
		"3<!--c: a # b #-->":                    nil,
		"1.2 and so on and on<!--c: a #-->":     nil,
		"1.2<!--c, a #-->":                      nil,
		"1.2<!--c: a #--> and 3":                nil,
		"1.2<!--c: a #--> less than 10⁻⁶":       nil,
		"1.2<!--c: a #--> and 3 of something":   {"4 of something", "and 3 of something"},
		"1.2<!--c: a #--> and ±3 of some kind.": {"and 3 of some kind"},
	} {
		_, rest, wrong := compareNumbers("", text, own)
		if wrong = append(wrong, unmarked(rest, given)...); len(wrong) == 0 {
			t.Errorf("%q passes", text)
		}
	}
}
