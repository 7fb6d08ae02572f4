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

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// Numbers in a text can name where they come from, in a comment that no page shows:
//
//	the networks are right on 25.1 %<!--frozen: new, without noise #--> of the sounds
//
// says that the cell "frozen" of this notebook shows "new, without noise" and then a number, and that this number, rounded
// to the digits of the text, is 25.1. Of a pattern, spaces stand for any white space, # for a number that is in the text and ~ for
// any other. With several #, the comment is about as many numbers before it:
//
//	97 % (94 to 100 %)<!--frozen: makes good # % (# to # %)-->
//	12 points less (8 to 16)<!--depth: difference -#1 (-#3 to -#2)-->    where the text has them in another order
//
// A cell is searched in what it shows, then in its code. What comes from elsewhere names the file, from the project's folder:
//
//	<!--notebooks/x.ipynb cell: pattern-->      a cell of another notebook
//	<!--README.md: pattern-->                   a line of a text, such as a table's
//	<!--docs/ten_runs.csv: mean train_error_deg dropout=0 #-->
//
// The last is a statistic of a column over the lines with these values: mean, sd, sem, lowest, highest or count.
var mark = regexp.MustCompile(`<!--\s*(?:(\S+\.(?:ipynb|csv|md)) ?)?([\w-]*):\s*([^>]*#[^>]*?)\s*-->`)

var (
	number  = regexp.MustCompile(`[+−-]?\d[\d,]*(?:\.\d+)?`)
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
	place   = regexp.MustCompile(`#(\d?)`)
)

// farthest is how many characters may stand between the last number and its comment: " % of them".
const farthest = 12

// CheckNumbers compares all marked numbers of a text with their sources, and makes sure that it has no others but those of given:
// phrases of the text whose numbers no record has, such as definitions and years. It gives how many are marked. own is the
// notebook that the text stands in; it may be empty.
func CheckNumbers(t *testing.T, root, text string, own File, given []string) int {
	t.Helper()
	n, rest, wrong := compareNumbers(root, text, own)
	for _, w := range append(wrong, unmarked(rest, given)...) {
		t.Error(w)
	}
	return n
}

// compareNumbers gives how many numbers are marked, the text without them and their comments, and what is wrong.
func compareNumbers(root, text string, own File) (n int, rest string, wrong []string) {
	var kept strings.Builder
	from := 0
	for _, at := range comment.FindAllStringIndex(text, -1) {
		before, about := text[from:at[0]], text[at[0]:at[1]]
		from = at[1]
		m := mark.FindStringSubmatch(about)
		if m == nil {
			if strings.Contains(about, "#") {
				wrong = append(wrong, fmt.Sprintf("%q names no source that can be read", about))
			}
			kept.WriteString(before)
			continue
		}
		numbers := number.FindAllStringIndex(before, -1)
		want := strings.Count(m[3], "#")
		if len(numbers) < want || len(before)-numbers[len(numbers)-1][1] > farthest {
			wrong = append(wrong, fmt.Sprintf("there are not %d numbers before %q", want, about))
			continue
		}
		numbers = numbers[len(numbers)-want:]
		var said []string
		end := 0
		for _, at := range numbers {
			said = append(said, before[at[0]:at[1]])
			kept.WriteString(before[end:at[0]])
			end = at[1]
		}
		kept.WriteString(before[end:])
		if err := checkNumbers(root, said, m[1], m[2], m[3], own); err != nil {
			wrong = append(wrong, fmt.Sprintf("%q: %v", before[numbers[0][0]:]+about, err))
		}
		n += want
	}
	return n, kept.String() + text[from:], wrong
}

// checkNumbers compares numbers of a text with those that their source has in the places of #.
func checkNumbers(root string, said []string, path, cell, pattern string, own File) error {
	var sources []string
	var err error
	switch filepath.Ext(path) {
	case ".csv":
		var x string
		x, err = statistic(filepath.Join(root, path), strings.Fields(pattern))
		sources = []string{x}
	case ".md":
		var text []byte
		if text, err = os.ReadFile(filepath.Join(root, path)); err == nil {
			sources = inText(pattern, comment.ReplaceAllString(string(text), ""))
		}
	default:
		sources, err = inCell(root, path, cell, pattern, own)
	}
	if err != nil {
		return err
	}
	if sources == nil {
		return fmt.Errorf("its source shows no %q", pattern)
	}
	for i := range said {
		if err := same(said[i], sources[i]); err != nil {
			return err
		}
	}
	return nil
}

// same makes sure that a text's number is its source's, rounded.
func same(said, source string) error {
	got, err := parse(said)
	if err != nil {
		return err
	}
	want, err := parse(source)
	if err != nil {
		return err
	}
	digits := 0
	if _, behind, ok := strings.Cut(said, "."); ok {
		digits = len(behind)
	}
	if math.Abs(got-want) > 0.5000001*math.Pow(10, -float64(digits)) {
		return fmt.Errorf("the text says %s, its source %s", said, source)
	}
	return nil
}

// inCell finds what a cell shows, or has in its code, in the places of #.
func inCell(root, path, cell, pattern string, own File) ([]string, error) {
	if path != "" {
		nb, err := open(filepath.Join(root, path))
		if err != nil {
			return nil, err
		}
		own = nb
	}
	i := slices.IndexFunc(own.Cells, func(c Cell) bool { return c.ID == cell })
	if i < 0 {
		return nil, fmt.Errorf("there is no cell %q", cell)
	}
	if found := inText(pattern, own.Cells[i].Shown()); found != nil {
		return found, nil
	}
	return inText(pattern, string(own.Cells[i].Source)), nil
}

// inText finds what a text has in the places of #; nil if the pattern isn't there.
func inText(pattern, text string) []string {
	const any = `[+−-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?`
	words := strings.Fields(pattern)
	for i, word := range words {
		word = strings.ReplaceAll(regexp.QuoteMeta(word), "~", any)
		words[i] = place.ReplaceAllString(word, "("+any+")")
	}
	hit := regexp.MustCompile(strings.Join(words, `\s+`)).FindStringSubmatch(text)
	if hit == nil {
		return nil
	}
	found := slices.Clone(hit[1:])
	for i, m := range place.FindAllStringSubmatch(pattern, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 && n <= len(found) {
			found[n-1] = hit[i+1]
		}
	}
	return found
}

// statistics are what can be asked of a column.
var statistics = map[string]func(x []float64) float64{
	"mean":    func(x []float64) float64 { return stat.Mean(x, nil) },
	"sd":      func(x []float64) float64 { return stat.StdDev(x, nil) },
	"sem":     func(x []float64) float64 { return stat.StdErr(stat.StdDev(x, nil), float64(len(x))) },
	"lowest":  floats.Min,
	"highest": floats.Max,
	"count":   func(x []float64) float64 { return float64(len(x)) },
}

// statistic computes what a table is asked for: a statistic, a column, and conditions such as dropout=0.5.
func statistic(path string, words []string) (string, error) {
	of := statistics[words[0]]
	if of == nil {
		return "", fmt.Errorf("there is no statistic %q", words[0])
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return "", err
	}
	column := func(name string) (int, error) {
		i := slices.Index(lines[0], name)
		if i < 0 {
			return 0, fmt.Errorf("%s has no column %q", path, name)
		}
		return i, nil
	}
	asked, err := column(words[1])
	if err != nil {
		return "", err
	}
	var values []float64
lines:
	for _, line := range lines[1:] {
		for _, condition := range words[2 : len(words)-1] {
			name, value, _ := strings.Cut(condition, "=")
			i, err := column(name)
			if err != nil {
				return "", err
			}
			if line[i] != value {
				continue lines
			}
		}
		x, err := strconv.ParseFloat(line[asked], 64)
		if err != nil {
			return "", err
		}
		values = append(values, x)
	}
	if len(values) == 0 {
		return "", fmt.Errorf("%s has no line for %q", path, words)
	}
	return strconv.FormatFloat(of(values), 'f', -1, 64), nil
}

// parse reads a number with a sign as typographers write it, and with commas between thousands.
func parse(number string) (float64, error) {
	return strconv.ParseFloat(strings.NewReplacer("−", "-", ",", "").Replace(number), 64)
}
