package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// printJSON prints a value for other programs.
func printJSON(out io.Writer, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", text)
	return err
}

// A trainingJSON names a training, and says why it has no result if it failed.
type trainingJSON struct {
	Name     string         `json:"name"` // as -only takes it
	Run      int            `json:"run"`
	Dropout  float64        `json:"dropout"`
	Sigma    float64        `json:"sigma_rad"`
	Settings map[string]any `json:"varied,omitempty"`
	Failed   record.Cause   `json:"failed,omitempty"`
	Epoch    *int           `json:"epoch,omitempty"`
	Reason   string         `json:"reason,omitempty"`
}

// printStatusJSON prints how far a sweep is.
func printStatusJSON(out io.Writer, r results) error {
	others, err := record.Others(r.dir, r.settings)
	if err != nil {
		return err
	}
	holder, err := record.Holder(r.dir)
	if err != nil {
		return err
	}
	status := struct {
		Folder    string         `json:"folder"`
		Trainings int            `json:"trainings"`
		Done      int            `json:"done"`
		Failed    []trainingJSON `json:"failed"`
		Missing   []trainingJSON `json:"missing"`
		Silent    []trainingJSON `json:"no_hidden_unit_spikes"`
		Others    int            `json:"records_of_other_settings"`
		Holder    string         `json:"at_work,omitempty"`
	}{Folder: r.dir, Trainings: len(r.records), Done: len(done(r.records)), Others: others, Holder: holder,
		Failed: []trainingJSON{}, Missing: []trainingJSON{}, Silent: []trainingJSON{}}
	for i, t := range r.settings.Trainings() {
		j := trainingJSON{Name: t.Name(i), Run: t.Run, Dropout: t.Dropout(), Sigma: t.Sigma(), Settings: map[string]any{}}
		for _, choice := range t.Varied() {
			j.Settings[choice.Field.Short] = choice.Value
		}
		switch f := r.failures[i]; {
		case r.records[i] != nil:
			if r.records[i].Silent() {
				status.Silent = append(status.Silent, j)
			}
		case f != nil:
			j.Failed, j.Epoch, j.Reason = f.Cause, &f.Epoch, f.Reason
			status.Failed = append(status.Failed, j)
		default:
			status.Missing = append(status.Missing, j)
		}
	}
	return printJSON(out, status)
}

// A cellJSON is a mean with its errors; what a single run leaves unknown is null.
type cellJSON struct {
	Metric  string         `json:"metric"`
	Varied  map[string]any `json:"varied,omitempty"`
	Dropout float64        `json:"dropout"`
	Sigma   float64        `json:"sigma_rad"`
	Values  []float64      `json:"values"`
	Mean    *float64       `json:"mean"`
	SD      *float64       `json:"sd"`
	SEM     *float64       `json:"sem"`
	Low     *float64       `json:"ci95_low"`
	High    *float64       `json:"ci95_high"`
}

// summaryJSON is the content of summary.csv, with every run's values.
func summaryJSON(r results, s summary.Summary) any {
	number := func(x float64) *float64 {
		if math.IsNaN(x) {
			return nil
		}
		return &x
	}
	cells := []cellJSON{}
	for _, c := range s.Cells {
		j := cellJSON{Metric: c.Quantity.String(), Dropout: c.Dropout, Sigma: c.Sigma, Values: c.Values, Varied: map[string]any{},
			Mean: number(c.Mean), SD: number(c.SD), SEM: number(c.SEM), Low: number(c.Low), High: number(c.High)}
		for _, choice := range c.At {
			j.Varied[choice.Field.Short] = choice.Value
		}
		cells = append(cells, j)
	}
	return struct {
		Folder    string     `json:"folder"`
		Trainings int        `json:"trainings"`
		Done      int        `json:"done"`
		Failed    int        `json:"failed"`
		Cells     []cellJSON `json:"cells"`
	}{r.dir, len(r.records), len(done(r.records)), len(r.failed()), cells}
}
