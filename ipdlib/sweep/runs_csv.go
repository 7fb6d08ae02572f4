package sweep

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
)

// RunsCSV gives a line for every training that is done, as comma-separated values: which one it is, what it came to, and the
// name of its record's file in the folder of records.
func RunsCSV(records []*Record) ([]byte, error) {
	var choices [][]Choice
	for _, r := range records {
		if r != nil {
			choices = append(choices, r.varied)
		}
	}
	varied, metrics := fieldsOf(choices), MetricsOf(records)
	header := append(names(varied), "dropout", "sigma_rad", "run")
	for _, m := range metrics {
		header = append(header, string(m))
	}
	lines := [][]string{append(header, "epochs", "stopped_early", "record")}
	for _, r := range records {
		if r == nil {
			continue
		}
		line := slices.Concat(texts(r.varied, varied), []string{number(r.Dropout()), number(r.Sigma()), strconv.Itoa(r.Run)})
		for _, m := range metrics {
			line = append(line, number(m.Of(r)))
		}
		lines = append(lines, append(line, strconv.Itoa(len(r.Epochs)), strconv.FormatBool(r.StoppedEarly), r.fileName()))
	}
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// WriteRunsCSV writes RunsCSV to a file, which appears complete or not at all.
func WriteRunsCSV(path string, records []*Record) error {
	text, err := RunsCSV(records)
	if err != nil {
		return err
	}
	return writeFile(path, text)
}
