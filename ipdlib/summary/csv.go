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
// digits; values that need more than one run are empty for a single run.
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

// WriteCSV writes the summary as comma-separated values, one line per cell. The file appears complete or not at all.
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

// WriteRunsCSV writes one line per finished training: which one it is, its results, and the name of its record's file. Values
// that a record lacks are empty.
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

// number formats x with as many digits as are needed to read the same number back.
func number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// fieldsOf lists the fields of choices, each once, in order.
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

// names returns the column titles of fields.
func names(fields []settings.Field) []string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Short)
	}
	return all
}

// texts returns the values of fields, empty where there are none.
func texts(choices plan.Choices, fields []settings.Field) []string {
	all := make([]string, len(fields))
	for _, c := range choices {
		all[slices.Index(fields, c.Field)] = c.Text()
	}
	return all
}
