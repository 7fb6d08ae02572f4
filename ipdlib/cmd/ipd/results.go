package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ipd/ipdlib/crate"
	"ipd/ipdlib/depict"
	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// manifest is the file of a sweep's folder that lists the tables and figures that were written last.
const manifest = ".written"

// writeResults writes the summary and the figures into a folder and returns the names of the files. Older ones, of other
// settings, that are not written anew are removed: they would look as if they belonged to the new ones.
func writeResults(dir string, records []*record.Record, s summary.Summary, published bool) ([]string, error) {
	names, err := writeFiles(dir, records, s, published)
	if err != nil {
		return nil, err
	}
	old := "runs.csv\nrobustness.png\nrobustness.svg" // of folders without the list
	if text, err := os.ReadFile(filepath.Join(dir, manifest)); err == nil {
		old = string(text)
	}
	for _, name := range strings.Fields(old) {
		if name == filepath.Base(name) && !slices.Contains(names, name) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return nil, fmt.Errorf("removing files of other settings: %w", err)
			}
		}
	}
	if err := crate.Write(dir, records, names); err != nil {
		return nil, err
	}
	return names, record.WriteFile(filepath.Join(dir, manifest), []byte(strings.Join(names, "\n")+"\n"))
}

// tellOthers says that the folder has records of other settings too.
func tellOthers(out io.Writer, dir string, s plan.Settings) error {
	n, err := record.Others(dir, s)
	if err != nil || n == 0 {
		return err
	}
	text := "%s with other settings is also in %s; it stays there and is ignored."
	if n > 1 {
		text = "%s with other settings are also in %s; they stay there and are ignored."
	}
	text = fmt.Sprintf(text, count(n, "record"), dir)
	if files, _ := filepath.Glob(filepath.Join(dir, "settings-*.json")); len(files) > 0 {
		text += " Settings of earlier sweeps: " + list(files) + "."
	}
	_, err = fmt.Fprintln(out, text)
	return err
}

func writeFiles(dir string, records []*record.Record, s summary.Summary, published bool) ([]string, error) {
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
