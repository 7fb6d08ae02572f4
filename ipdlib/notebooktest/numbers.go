package notebooktest

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Numbers in a text can name where they come from, in a comment that no page shows:
//
//	the networks are right on 25.1 %<!--frozen: new, without noise #--> of the sounds
//
// says that the cell "frozen" of this notebook shows "new, without noise" and then a number, and that this number, rounded
// to the digits of the text, is 25.1. Spaces stand for any white space. In a Markdown file, or for a cell of another notebook, the
// notebook's path, from the project's folder, comes before the cell: <!--notebooks/x.ipynb cell: ... #-->. A table of comma-separated
// values is named in the same way, with the beginning of a line: <!--docs/ten_runs.csv: test_accuracy_percent,0,0.5,10,#-->.
var marked = regexp.MustCompile(`([+−-]?\d[\d,]*(?:\.\d+)?)([^<\d]{0,12})<!--\s*(?:(\S+\.(?:ipynb|csv)) ?)?([\w-]*):\s*(.*?#.*?)\s*-->`)

// CheckNumbers compares all marked numbers of a text with their sources. It gives how many there are. own is the notebook that
// the text stands in; it may be empty.
func CheckNumbers(t *testing.T, root, text string, own File) int {
	t.Helper()
	all := marked.FindAllStringSubmatch(text, -1)
	if comments := strings.Count(text, "#-->") + strings.Count(text, "# -->"); comments > len(all) {
		t.Errorf("%d numbers name their sources, but only %d can be read", comments, len(all))
	}
	for _, m := range all {
		if err := checkNumber(root, m[1], m[3], m[4], m[5], own); err != nil {
			t.Errorf("%q: %v", m[0], err)
		}
	}
	return len(all)
}

func checkNumber(root, number, path, cell, pattern string, own File) error {
	shown := ""
	switch {
	case strings.HasSuffix(path, ".csv"):
		raw, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		shown = "\n" + string(raw)
	default:
		if path != "" {
			nb, err := open(filepath.Join(root, path))
			if err != nil {
				return err
			}
			own = nb
		}
		found := false
		for _, c := range own.Cells {
			if c.ID == cell {
				shown, found = c.Shown(), true
			}
		}
		if !found {
			return fmt.Errorf("there is no cell %q", cell)
		}
	}
	words := strings.Fields(pattern)
	for i := range words {
		words[i] = strings.ReplaceAll(regexp.QuoteMeta(words[i]), "#", `([+−-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)`)
	}
	hit := regexp.MustCompile(strings.Join(words, `\s+`)).FindStringSubmatch(shown)
	if hit == nil {
		return fmt.Errorf("its source shows no %q", pattern)
	}
	got, err := parse(number)
	if err != nil {
		return err
	}
	want, err := parse(hit[1])
	if err != nil {
		return err
	}
	digits := 0
	if _, behind, ok := strings.Cut(number, "."); ok {
		digits = len(behind)
	}
	if math.Abs(got-want) > 0.5000001*math.Pow(10, -float64(digits)) {
		return fmt.Errorf("the text says %s, its source %s", number, hit[1])
	}
	return nil
}

// parse reads a number with a sign as typographers write it, and with commas between thousands.
func parse(number string) (float64, error) {
	return strconv.ParseFloat(strings.NewReplacer("−", "-", ",", "").Replace(number), 64)
}
