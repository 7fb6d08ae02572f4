package main

import (
	"fmt"
	"path/filepath"

	"ipd/ipdlib/depict"
	"ipd/ipdlib/original"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// writeResults writes the summary and the figures into a sweep's folder and returns the names of the files.
func writeResults(dir string, records []*record.Record, s summary.Summary, published bool) ([]string, error) {
	names := []string{"summary.csv"}
	if err := s.WriteCSV(filepath.Join(dir, names[0])); err != nil {
		return nil, fmt.Errorf("writing the summary: %w", err)
	}
	if isVaried(s) {
		if err := summary.WriteRunsCSV(filepath.Join(dir, "runs.csv"), records); err != nil {
			return nil, fmt.Errorf("writing the table of all runs: %w", err)
		}
		figures, err := writeAxisFigures(dir, records)
		return append(append(names, "runs.csv"), figures...), err
	}
	var behind []original.Point
	if published {
		behind = original.Published()
	}
	fig, err := depict.Robustness(s, behind...)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"robustness.png", "robustness.svg"} {
		if err := fig.Save(filepath.Join(dir, name)); err != nil {
			return nil, fmt.Errorf("writing the figure: %w", err)
		}
		names = append(names, name)
	}
	return names, nil
}
