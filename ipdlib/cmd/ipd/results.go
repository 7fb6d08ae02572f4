package main

import (
	"fmt"
	"path/filepath"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/sweep/original"
)

// writeResults writes the summary and the figures into a sweep's folder and returns the names of the files.
func writeResults(dir string, records []*sweep.Record, s sweep.Summary, published bool) ([]string, error) {
	names := []string{"summary.csv"}
	if err := s.WriteCSV(filepath.Join(dir, names[0])); err != nil {
		return nil, fmt.Errorf("writing the summary: %w", err)
	}
	if isVaried(s) {
		if err := sweep.WriteRunsCSV(filepath.Join(dir, "runs.csv"), records); err != nil {
			return nil, fmt.Errorf("writing the table of all runs: %w", err)
		}
		figures, err := writeAxisFigures(dir, records)
		return append(append(names, "runs.csv"), figures...), err
	}
	fig, err := figure.ErrorBars(errorBars(s, published))
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

// errorBars arranges a summary for the study's figure.
func errorBars(s sweep.Summary, published bool) figure.ErrorBarData {
	measure := func(m sweep.Metric) figure.Measure {
		var result figure.Measure
		for _, p := range s.Dropouts() {
			ours := figure.Curve{Label: fmt.Sprintf("Dropout p=%v", p)}
			for _, cell := range s.Of(m, p) {
				ours.X = append(ours.X, cell.Sigma)
				ours.Mean = append(ours.Mean, cell.Mean)
				ours.SEM = append(ours.SEM, cell.SEM)
			}
			result.Curves = append(result.Curves, ours)
		}
		if published {
			result.Published = publishedCurves(m, s.Dropouts())
		}
		return result
	}
	return figure.ErrorBarData{
		TrainAccuracy: measure(sweep.TrainAccuracy), TrainError: measure(sweep.TrainError),
		TestAccuracy: measure(sweep.TestAccuracy), TestError: measure(sweep.TestError),
	}
}

// publishedCurves gives the published values of one metric for the first dropouts that they have: figure draws the i-th in
// the colour of our i-th curve.
func publishedCurves(m sweep.Metric, dropouts []float64) []figure.Curve {
	var curves []figure.Curve
	for _, p := range dropouts {
		var curve figure.Curve
		for _, point := range original.Published() {
			if point.Metric == m && point.Dropout == p {
				curve.X = append(curve.X, point.Sigma)
				curve.Mean = append(curve.Mean, point.Mean)
				sem := point.SEM
				if point.Bound {
					sem = 0 // hidden in the published figure too
				}
				curve.SEM = append(curve.SEM, sem)
			}
		}
		if len(curve.X) == 0 {
			break
		}
		curves = append(curves, curve)
	}
	return curves
}
