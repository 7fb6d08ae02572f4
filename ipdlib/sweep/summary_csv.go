package sweep

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
)

// summaryColumns are those of a summary's CSV file; behind the metric stands one more for each further axis. Numbers have
// all their digits; what a single run leaves unknown is empty.
var summaryColumns = []string{
	"metric",    // train_accuracy_percent, train_error_deg, test_accuracy_percent or test_error_deg
	"dropout",   // probability that a hidden spike is dropped in training
	"sigma_rad", // standard deviation of the jitter in training
	"runs",      // n
	"mean",      // over the runs, in the metric's unit
	"sd",        // sample standard deviation of the runs (n-1)
	"sem",       // standard error of the mean, sd/√n
	"ci95_low",  // bounds of the 95 % confidence interval of the mean, by Student's t
	"ci95_high",
}

// CSV gives the summary as comma-separated values, a line a cell.
func (s Summary) CSV() ([]byte, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	varied := s.varied()
	lines := [][]string{slices.Concat(summaryColumns[:1], names(varied), summaryColumns[1:])}
	for _, c := range s.Cells {
		line := append([]string{string(c.Metric)}, texts(c.At, varied)...)
		line = append(line, number(c.Dropout), number(c.Sigma), strconv.Itoa(len(c.Values)))
		for _, x := range []float64{c.Mean, c.SD, c.SEM, c.Low, c.High} {
			line = append(line, number(x))
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// WriteCSV writes the summary to a file, which appears complete or not at all.
func (s Summary) WriteCSV(path string) error {
	text, err := s.CSV()
	if err != nil {
		return err
	}
	return writeFile(path, text)
}

// number has as many digits as it takes to read the same number back.
func number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// varied lists the fields of all further axes.
func (s Summary) varied() []Field {
	var choices [][]Choice
	for _, c := range s.Cells {
		choices = append(choices, c.At)
	}
	return fieldsOf(choices)
}

// fieldsOf lists the fields of choices, each once, in their order.
func fieldsOf(all [][]Choice) []Field {
	var fields []Field
	for _, choices := range all {
		for _, c := range choices {
			if !slices.Contains(fields, c.Field) {
				fields = append(fields, c.Field)
			}
		}
	}
	return fields
}

// names are the titles of the columns of fields.
func names(fields []Field) []string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Short())
	}
	return all
}

// texts are the values of fields, empty where there is none.
func texts(choices []Choice, fields []Field) []string {
	all := make([]string, len(fields))
	for _, c := range choices {
		all[slices.Index(fields, c.Field)] = c.Text()
	}
	return all
}
