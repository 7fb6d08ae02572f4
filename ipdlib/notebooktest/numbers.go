package notebooktest

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
// values gives the mean of a column over the lines with some values: <!--docs/ten_runs.csv: mean train_error_deg dropout=0 #-->.
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
	var source string
	var err error
	if strings.HasSuffix(path, ".csv") {
		source, err = mean(filepath.Join(root, path), strings.Fields(pattern))
	} else {
		source, err = inCell(root, path, cell, pattern, own)
	}
	if err != nil {
		return err
	}
	got, err := parse(number)
	if err != nil {
		return err
	}
	want, err := parse(source)
	if err != nil {
		return err
	}
	digits := 0
	if _, behind, ok := strings.Cut(number, "."); ok {
		digits = len(behind)
	}
	if math.Abs(got-want) > 0.5000001*math.Pow(10, -float64(digits)) {
		return fmt.Errorf("the text says %s, its source %s", number, source)
	}
	return nil
}

// inCell finds what a cell shows in the place of #.
func inCell(root, path, cell, pattern string, own File) (string, error) {
	if path != "" {
		nb, err := open(filepath.Join(root, path))
		if err != nil {
			return "", err
		}
		own = nb
	}
	i := slices.IndexFunc(own.Cells, func(c Cell) bool { return c.ID == cell })
	if i < 0 {
		return "", fmt.Errorf("there is no cell %q", cell)
	}
	words := strings.Fields(pattern)
	for i := range words {
		words[i] = strings.ReplaceAll(regexp.QuoteMeta(words[i]), "#", `([+−-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)`)
	}
	hit := regexp.MustCompile(strings.Join(words, `\s+`)).FindStringSubmatch(own.Cells[i].Shown())
	if hit == nil {
		return "", fmt.Errorf("its source shows no %q", pattern)
	}
	return hit[1], nil
}

// mean computes what a table is asked for: "mean", a column, and conditions such as dropout=0.5.
func mean(path string, words []string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return "", err
	}
	sum, n := 0.0, 0
lines:
	for _, line := range lines[1:] {
		for _, condition := range words[2 : len(words)-1] {
			column, value, _ := strings.Cut(condition, "=")
			if i := slices.Index(lines[0], column); i < 0 || line[i] != value {
				continue lines
			}
		}
		x, err := strconv.ParseFloat(line[slices.Index(lines[0], words[1])], 64)
		if err != nil {
			return "", err
		}
		sum, n = sum+x, n+1
	}
	if n == 0 {
		return "", fmt.Errorf("%s has no line for %q", path, words)
	}
	return strconv.FormatFloat(sum/float64(n), 'f', -1, 64), nil
}

// parse reads a number with a sign as typographers write it, and with commas between thousands.
func parse(number string) (float64, error) {
	return strconv.ParseFloat(strings.NewReplacer("−", "-", ",", "").Replace(number), 64)
}
