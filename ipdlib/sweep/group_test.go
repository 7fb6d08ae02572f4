package sweep

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

// variedRecords invents records of a sweep over a number and a word: accuracy 50 + 1000·tau, 5 more without reset, ±1 in runs 1
// and 2.
func variedRecords() (Settings, []*Record) {
	s := tiny()
	s.Grid.Dropouts, s.Grid.Sigmas = []float64{0}, []float64{0.3}
	s.Grid.Vary = []Axis{{"membrane_time_constant_s", []any{0.02, 0.005}}, {"reset", []any{"subtract", "late"}}}
	var records []*Record
	for _, t := range s.Trainings() {
		r := invented()
		r.Training = t
		r.Test.Accuracy = 50 + 1000*t.Settings.Network.MembraneTimeConstant + float64(2*t.Run-3)
		if t.Settings.Network.Variant.Reset == "subtract" {
			r.Test.Accuracy += 5
		}
		r.Tests = []Test{{0.1, Metrics{r.Test.Accuracy / 2, 9}}}
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
	if got := groups[0].Values(TestAccuracy); !reflect.DeepEqual(got, []float64{59, 54, 61, 56}) {
		t.Errorf("values %v", got)
	}
	if groups, err = GroupBy(records, "network.variant.reset"); err != nil || len(groups) != 2 || groups[0].Value != "subtract" || groups[1].Value != "late" {
		t.Errorf("groups %+v, %v", groups, err)
	}
	if groups, err = GroupBy(records, "hidden_units"); err != nil || len(groups) != 1 || groups[0].Value != 3. || len(groups[0].Records) != 8 {
		t.Errorf("groups %+v, %v", groups, err)
	}
	for field, want := range map[string]string{"runs": "belongs to the sweep", "rest": `did you mean "reset"?`} {
		if _, err := GroupBy(records, field); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), want) {
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
	s := Summarise(records)
	if n := len(s.Cells); n != 6*4 {
		t.Fatalf("%d cells, want 4 metrics and 2 of a further test x 4 combinations", n)
	}
	points := s.Points()
	var texts []string
	for _, p := range points {
		texts = append(texts, choicesText(p))
	}
	if want := []string{"membrane_time_constant_s 0.02, reset subtract", "membrane_time_constant_s 0.02, reset late",
		"membrane_time_constant_s 0.005, reset subtract", "membrane_time_constant_s 0.005, reset late"}; !reflect.DeepEqual(texts, want) {
		t.Errorf("points %v", texts)
	}
	cells := s.At(points[0]).Of(TestAccuracy, 0)
	if len(cells) != 1 || cells[0].Mean != 75 || cells[0].Sigma != 0.3 || len(cells[0].Values) != 2 {
		t.Errorf("cells %+v", cells)
	}
	if cells = s.At(points[3]).Of(TestAccuracy.At(0.1), 0); len(cells) != 1 || cells[0].Mean != 28 || len(cells[0].Values) != 1 {
		t.Errorf("cells of a further test %+v", cells)
	}
	if m := s.Metrics(); len(m) != 6 || m[4] != "test_accuracy_percent_at_sigma_0.1" || m[5] != "test_error_deg_at_sigma_0.1" {
		t.Errorf("metrics %v", m)
	}
	if of, sigma, ok := TestError.At(0.25).Sigma(); of != TestError || sigma != 0.25 || !ok {
		t.Errorf("%v, %v, %v", of, sigma, ok)
	}
	if !math.IsNaN(TestError.At(0.25).Of(records[0])) {
		t.Error("a test that was not made has a value")
	}

	text, err := s.CSV()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if want := "metric,membrane_time_constant_s,reset,dropout,sigma_rad,runs,mean,sd,sem,ci95_low,ci95_high"; lines[0] != want {
		t.Errorf("columns %s, want %s", lines[0], want)
	}
	if want := "test_accuracy_percent,0.02,late,0,0.3,2,70,1.41"; !strings.HasPrefix(lines[1+2*4+1], want) {
		t.Errorf("line %s, want %s...", lines[1+2*4+1], want)
	}
	runs, err := RunsCSV(records)
	if err != nil {
		t.Fatal(err)
	}
	lines = strings.Split(strings.TrimSpace(string(runs)), "\n")
	if want := "membrane_time_constant_s,reset,dropout,sigma_rad,run,train_accuracy_percent,train_error_deg,test_accuracy_percent,test_error_deg," +
		"test_accuracy_percent_at_sigma_0.1,test_error_deg_at_sigma_0.1,epochs,stopped_early,record"; lines[0] != want || len(lines) != 8 {
		t.Errorf("%d lines with the columns %s, want %s", len(lines), lines[0], want)
	}
	if want := "0.02,subtract,0,0.3,1,92.3,0.3333333333333333,74,7.1,37,9,2,false," + records[0].fileName(); lines[1] != want {
		t.Errorf("line %s, want %s", lines[1], want)
	}
}
