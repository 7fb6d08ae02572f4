package summary

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/settings"
)

// columns are those of a summary's CSV file; after the metric comes one more for each further axis. Numbers have all their
// digits; what a single run leaves unknown is empty.
var columns = []string{
	"metric",    // train_accuracy_percent and so on: a record.Quantity
	"dropout",   // probability that a hidden spike is dropped in training
	"sigma_rad", // standard deviation of the jitter in training
	"runs",      // n
	"mean",      // over the runs, in the metric's unit
	"sd",        // sample standard deviation of the runs (n-1)
	"sem",       // standard error of the mean, sd/√n
	"ci95_low",  // bounds of the 95 % confidence interval of the mean, by Student's t
	"ci95_high",
}

// WriteCSV writes the summary as comma-separated values, a line for each cell. The file appears whole or not at all.
func (s Summary) WriteCSV(path string) error {
	var choices []plan.Choices
	for _, c := range s.Cells {
		choices = append(choices, c.At)
	}
	varied := fieldsOf(choices)
	lines := [][]string{slices.Concat(columns[:1], names(varied), columns[1:])}
	for _, c := range s.Cells {
		line := append([]string{c.Quantity.String()}, texts(c.At, varied)...)
		line = append(line, number(c.Dropout), number(c.Sigma), strconv.Itoa(len(c.Values)))
		for _, x := range []float64{c.Mean, c.SD, c.SEM, c.Low, c.High} {
			line = append(line, number(x))
		}
		lines = append(lines, line)
	}
	return write(path, lines)
}

// WriteRunsCSV writes a line for every training that is done: which one it is, its results, and the name of its record's
// file. What a record lacks is empty.
func WriteRunsCSV(path string, records []*record.Record) error {
	var choices []plan.Choices
	for _, r := range records {
		if r != nil {
			choices = append(choices, r.Varied())
		}
	}
	varied, quantities := fieldsOf(choices), record.Quantities(records)
	header := append(names(varied), "dropout", "sigma_rad", "run")
	for _, q := range quantities {
		header = append(header, q.String())
	}
	lines := [][]string{append(header, "epochs", "stopped_early", "record")}
	for _, r := range records {
		if r == nil {
			continue
		}
		line := append(texts(r.Varied(), varied), number(r.Dropout()), number(r.Sigma()), strconv.Itoa(r.Run))
		for _, q := range quantities {
			line = append(line, number(q.Of(r)))
		}
		lines = append(lines, append(line, strconv.Itoa(len(r.Epochs)), strconv.FormatBool(r.StoppedEarly), r.FileName()))
	}
	return write(path, lines)
}

func write(path string, lines [][]string) error {
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
		return err
	}
	return record.WriteFile(path, text.Bytes())
}

// number has as many digits as it takes to read the same number back.
func number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// fieldsOf lists the fields of choices, each once, in their order.
func fieldsOf(all []plan.Choices) []settings.Field {
	var fields []settings.Field
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
func names(fields []settings.Field) []string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Short)
	}
	return all
}

// texts are the values of fields, empty where there is none.
func texts(choices plan.Choices, fields []settings.Field) []string {
	all := make([]string, len(fields))
	for _, c := range choices {
		all[slices.Index(fields, c.Field)] = c.Text()
	}
	return all
}
