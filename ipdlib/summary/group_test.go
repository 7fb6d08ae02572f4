package summary

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// variedRecords invents records of a sweep over a number and a word: accuracy 50 + 1000·tau, 5 more without reset, ±1 in runs 1
// and 2.
func variedRecords() (plan.Settings, []*record.Record) {
	s := plantest.Tiny()
	s.Grid.Dropouts, s.Grid.Sigmas = []float64{0}, []float64{0.3}
	s.Grid.Vary = []plan.Axis{{Field: "membrane_time_constant_s", Values: []any{0.02, 0.005}}, {Field: "reset", Values: []any{"subtract", "late"}}}
	var records []*record.Record
	for _, t := range s.Trainings() {
		r := invented(t)
		accuracy := 50 + 1000*t.Settings.Network.MembraneTimeConstant + float64(2*t.Run-3)
		if t.Settings.Network.Variant.Reset == "subtract" {
			accuracy += 5
		}
		r.Test["accuracy_percent"] = accuracy
		r.Tests = []record.Test{{Sigma: 0.1, Values: record.Values{"accuracy_percent": accuracy / 2, "error_deg": 9}}}
		records = append(records, r)
	}
	return s, records
}

func TestGroupBy(t *testing.T) {
	_, records := variedRecords()
	groups, err := GroupBy(append(records, nil), "membrane_time_constant_s")
	if err != nil {
		t.Fatal(err)
	}
	if len(groups) != 2 || groups[0].Value != 0.005 || groups[1].Value != 0.02 || groups[0].String() != "membrane_time_constant_s 0.005" {
		t.Fatalf("groups %+v", groups)
	}
	if got := groups[0].Values(record.TestAccuracy); !reflect.DeepEqual(got, []float64{59, 54, 61, 56}) {
		t.Errorf("values %v", got)
	}
	if groups, err = GroupBy(records, "network.variant.reset"); err != nil || len(groups) != 2 || groups[0].Value != "subtract" || groups[1].Value != "late" {
		t.Errorf("groups %+v, %v", groups, err)
	}
	if groups, err = GroupBy(records, "hidden_units"); err != nil || len(groups) != 1 || groups[0].Value != 3. || len(groups[0].Records) != 8 {
		t.Errorf("groups %+v, %v", groups, err)
	}
	for field, want := range map[string]string{"runs": "belongs to the sweep", "rest": `did you mean "reset"?`} {
		if _, err := GroupBy(records, field); !errors.Is(err, plan.ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	var names []string
	for _, f := range Differing(append(records, nil)) {
		names = append(names, f.Name)
	}
	if !reflect.DeepEqual(names, []string{"network.membrane_time_constant_s", "network.variant.reset"}) {
		t.Errorf("records differ in %v", names)
	}
}

// TestSummaryOfAxes has a cell for each combination, and the further tests as metrics of their own.
func TestSummaryOfAxes(t *testing.T) {
	_, records := variedRecords()
	records[3] = nil // a training that is not done
	s := Of(records)
	if n := len(s.Cells); n != 6*4 {
		t.Fatalf("%d cells, want 4 metrics and 2 of a further test x 4 combinations", n)
	}
	points := s.Points()
	var texts []string
	for _, p := range points {
		texts = append(texts, p.String())
	}
	if want := []string{"membrane_time_constant_s 0.02, reset subtract", "membrane_time_constant_s 0.02, reset late",
		"membrane_time_constant_s 0.005, reset subtract", "membrane_time_constant_s 0.005, reset late"}; !reflect.DeepEqual(texts, want) {
		t.Errorf("points %v", texts)
	}
	cells := s.At(points[0]).Of(record.TestAccuracy, 0)
	if len(cells) != 1 || cells[0].Mean != 75 || cells[0].Sigma != 0.3 || len(cells[0].Values) != 2 {
		t.Errorf("cells %+v", cells)
	}
	if cells = s.At(points[3]).Of(record.TestAccuracy.At(0.1), 0); len(cells) != 1 || cells[0].Mean != 28 || len(cells[0].Values) != 1 {
		t.Errorf("cells of a further test %+v", cells)
	}
	if q := s.Quantities(); len(q) != 6 || q[4] != record.TestAccuracy.At(0.1) || q[5] != record.TestError.At(0.1) {
		t.Errorf("quantities %v", q)
	}
	lines := written(t, s.WriteCSV)
	if want := "metric,membrane_time_constant_s,reset,dropout,sigma_rad,runs,mean,sd,sem,ci95_low,ci95_high"; lines[0] != want {
		t.Errorf("columns %s, want %s", lines[0], want)
	}
	if want := "test_accuracy_percent,0.02,late,0,0.3,2,70,1.41"; !strings.HasPrefix(lines[1+2*4+1], want) {
		t.Errorf("line %s, want %s...", lines[1+2*4+1], want)
	}
	lines = written(t, func(path string) error { return WriteRunsCSV(path, records) })
	if want := "membrane_time_constant_s,reset,dropout,sigma_rad,run,train_accuracy_percent,train_error_deg,test_accuracy_percent,test_error_deg," +
		"test_accuracy_percent_at_sigma_0.1,test_error_deg_at_sigma_0.1,epochs,stopped_early,record"; lines[0] != want || len(lines) != 8 {
		t.Errorf("%d lines with the columns %s, want %s", len(lines), lines[0], want)
	}
	if want := "0.02,subtract,0,0.3,1,92.3,0.3333333333333333,74,7.1,37,9,2,false," + records[0].FileName(); lines[1] != want {
		t.Errorf("line %s, want %s", lines[1], want)
	}
}

// written gives the lines of a file.
func written(t *testing.T, write func(path string) error) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	if err := write(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// TestNewMetric registers a third metric and lets a single record have it: the others' cells say that they have no values.
func TestNewMetric(t *testing.T) {
	defer func(old []record.Metric) { record.Metrics = old }(record.Metrics)
	record.Metrics = append(slices.Clone(record.Metrics), record.Metric{Name: "hits", Title: "Hits", Short: "Hits", Unit: "1", Of: func(trials evaluation.Trials) float64 {
		return float64(len(trials.IPD)) * trials.Accuracy() / 100
	}})
	var records []*record.Record
	for _, t := range plantest.Tiny().Trainings() {
		records = append(records, invented(t))
	}
	records[0].Test["hits"] = 31
	s := Of(records)
	if n := len(s.Cells); n != 6*4 {
		t.Errorf("%d cells, want 6 quantities x 4 places", n)
	}
	lines := written(t, s.WriteCSV)
	if got, want := lines[1+5*4:], []string{"test_hits,0,0,1,31,,,,", "test_hits,0,0.3,0,,,,,", "test_hits,0.5,0,0,,,,,", "test_hits,0.5,0.3,0,,,,,"}; !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
	lines = written(t, func(path string) error { return WriteRunsCSV(path, records) })
	if want := "0,0,1,92.3,0.3333333333333333,,71.25,7.1,31,2,false," + records[0].FileName(); lines[1] != want {
		t.Errorf("line %s, want %s", lines[1], want)
	}
	if want := "0,0.3,1,92.3,0.3333333333333333,,71.25,7.1,,2,false," + records[1].FileName(); lines[2] != want {
		t.Errorf("line %s, want %s", lines[2], want)
	}
}
