package summary

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// invented is a record of a training.
func invented(t plan.Training) *record.Record {
	return &record.Record{
		Training: t,
		Train:    record.Values{"accuracy_percent": 92.3, "error_deg": 1. / 3},
		Test:     record.Values{"accuracy_percent": 71.25, "error_deg": 7.1},
		Epochs:   make([]record.Epoch, 2),
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// TestCell compares with numbers worked out by hand, and with the quantile of a printed t table (4.3027 at 2 degrees of
// freedom; more digits by SciPy's stats.t.ppf(0.975, 2)).
func TestCell(t *testing.T) {
	c := NewCell(record.TestError, 0.5, 0.1, []float64{4, 5, 9})
	const mean, sd, quantile = 6, 2.6457513110645906, 4.302652729911275 // squares 4 + 1 + 9 = 14; √(14/2)
	sem := sd / math.Sqrt(3)
	for name, pair := range map[string][2]float64{
		"mean": {c.Mean, mean}, "SD": {c.SD, sd}, "SEM": {c.SEM, sem},
		"low": {c.Low, mean - quantile*sem}, "high": {c.High, mean + quantile*sem},
	} {
		if !near(pair[0], pair[1]) {
			t.Errorf("%s %v, want %v", name, pair[0], pair[1])
		}
	}
	if one := NewCell(record.TestError, 0, 0, []float64{7}); one.Mean != 7 || !math.IsNaN(one.SD) || !math.IsNaN(one.SEM) || !math.IsNaN(one.Low) {
		t.Errorf("a single run gives %+v; want mean 7, and NaN for the rest", one)
	}
}

func TestOf(t *testing.T) {
	one := func(p, sigma, accuracy float64) *record.Record {
		r := invented(plantest.Tiny().Trainings()[0])
		r.Settings.Network.Dropout, r.Settings.Stimulus.JitterSigma, r.Train["accuracy_percent"] = p, sigma, accuracy
		return r
	}
	s := Of([]*record.Record{one(0.5, 0.1, 80), nil, one(0, 0.1, 90), one(0.5, 0, 85), one(0.5, 0.1, 82)})
	if len(s.Cells) != 4*3 {
		t.Errorf("%d cells, want 4 metrics x 3 places", len(s.Cells))
	}
	if d := s.Dropouts(); len(d) != 2 || d[0] != 0 || d[1] != 0.5 {
		t.Errorf("dropouts %v", d)
	}
	cells := s.Of(record.TrainAccuracy, 0.5)
	if len(cells) != 2 || cells[0].Sigma != 0 || cells[0].Mean != 85 || cells[1].Sigma != 0.1 || cells[1].Mean != 81 {
		t.Errorf("cells of dropout 0.5: %+v", cells)
	}
}

func TestCSV(t *testing.T) {
	s := Summary{Cells: []Cell{
		NewCell(record.TrainAccuracy, 0.9, 0.1, []float64{1. / 3, 1}),
		NewCell(record.TestError, 0, 0, []float64{4.25}),
	}}
	path := filepath.Join(t.TempDir(), "summary.csv")
	if err := s.WriteCSV(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if want := "metric,dropout,sigma_rad,runs,mean,sd,sem,ci95_low,ci95_high"; lines[0] != want {
		t.Errorf("columns %s, want %s", lines[0], want)
	}
	if want := "train_accuracy_percent,0.9,0.1,2,0.6666666666666666,0.4714045207910317,0.3333333333333333,"; !strings.HasPrefix(lines[1], want) {
		t.Errorf("line %s, want %s...", lines[1], want)
	}
	if want := "test_error_deg,0,0,1,4.25,,,,"; lines[2] != want {
		t.Errorf("a single run: line %s, want %s", lines[2], want)
	}
}
