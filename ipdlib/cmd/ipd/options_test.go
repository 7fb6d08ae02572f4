package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ipd/ipdlib/plan"
)

// TestOptionsPage keeps docs/options.md in step with the settings: its table is what the command prints, and every option that
// the page names elsewhere is a field.
func TestOptionsPage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "options.md"))
	if err != nil {
		t.Fatal(err)
	}
	before, table, found := strings.Cut(string(text), "<!-- made by: ipd settings -describe -markdown -->\n")
	if !found {
		t.Fatal("the page has no place for the table of all fields")
	}
	want, _ := ipd(t, 0, "settings", "-describe", "-markdown")
	if strings.TrimSpace(table) != strings.TrimSpace(want) {
		t.Errorf("the table of docs/options.md is not what `ipd settings -describe -markdown` prints:\n%s", want)
	}
	fields := 0
	for _, m := range regexp.MustCompile("`([a-z]+(?:_[a-z]+)+)`").FindAllStringSubmatch(before, -1) {
		if _, err := plan.FieldNamed(m[1]); err == nil {
			fields++
		} else if !isValue(m[1]) {
			t.Errorf("%s is neither a field nor a value of one", m[1])
		}
	}
	if fields < 15 {
		t.Errorf("only %d fields are named", fields)
	}
	for _, f := range plan.Fields { // every option stands in the text too
		if strings.Contains(f.Name, ".variant.") && !strings.Contains(before, f.Short) && !strings.HasPrefix(f.Short, "rate_") {
			t.Errorf("%s is not explained", f.Name)
		}
	}
}

// isValue reports whether a word is a value of a field.
func isValue(word string) bool {
	for _, f := range plan.Fields {
		if regexp.MustCompile(`\b` + word + `\b`).MatchString(f.Range) {
			return true
		}
	}
	return false
}
