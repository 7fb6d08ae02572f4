package sweep

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
)

// summaryColumns are those of a summary's CSV file. Numbers have all their digits; what a single run leaves unknown is
// empty.
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
	lines := [][]string{summaryColumns}
	for _, c := range s.Cells {
		line := []string{string(c.Metric), number(c.Dropout), number(c.Sigma), strconv.Itoa(len(c.Values))}
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
