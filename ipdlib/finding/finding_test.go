package finding_test

import (
	"errors"
	"math"
	"testing"

	"ipd/ipdlib/finding"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// records makes a record of given metrics for each run, dropout and sigma of a grid.
func records(g plan.Grid, metrics func(run int, p, sigma float64) (train, test record.Values)) []*record.Record {
	s := plan.Default()
	s.Grid = g
	var all []*record.Record
	for _, t := range s.Trainings() {
		r := &record.Record{Training: t}
		r.Train, r.Test = metrics(t.Run, t.Dropout(), t.Sigma())
		all = append(all, r)
	}
	return all
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-9) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestDropoutEffects(t *testing.T) {
	// Accuracy 80 without dropout, 80-10p with it, and ±1 between the two runs: each mean has the standard error
	// √2/√2 = 1, a difference of two √2, the average over two sigmas √(2+2)/2 = 1.
	g := plan.Grid{Runs: 2, Dropouts: []float64{0, 0.5}, Sigmas: []float64{0, 0.3}}
	all := records(g, func(run int, p, _ float64) (train, test record.Values) {
		return train, record.Values{"accuracy_percent": 80 - 10*p + float64(2*run-3)}
	})
	effects := finding.DropoutEffects(summary.Of(all), record.TestAccuracy)
	if len(effects) != 1 || effects[0].Dropout != 0.5 {
		t.Fatalf("%+v", effects)
	}
	near(t, "difference", effects[0].Difference, -5)
	near(t, "standard error", effects[0].SEM, 1)
}

func TestDropoutEffectOfOneRunHasNoError(t *testing.T) {
	g := plan.Grid{Runs: 1, Dropouts: []float64{0, 0.9}, Sigmas: []float64{0}}
	all := records(g, func(int, float64, float64) (train, test record.Values) {
		return nil, record.Values{"accuracy_percent": 80}
	})
	effects := finding.DropoutEffects(summary.Of(all), record.TestAccuracy)
	if len(effects) != 1 || !math.IsNaN(effects[0].SEM) {
		t.Errorf("%+v", effects)
	}
}

func TestWithoutZeroDropoutThereIsNoEffect(t *testing.T) {
	g := plan.Grid{Runs: 1, Dropouts: []float64{0.5, 0.9}, Sigmas: []float64{0}}
	all := records(g, func(int, float64, float64) (train, test record.Values) {
		return nil, record.Values{"accuracy_percent": 80}
	})
	if effects := finding.DropoutEffects(summary.Of(all), record.TestAccuracy); len(effects) != 0 {
		t.Errorf("%+v", effects)
	}
}

func TestGaps(t *testing.T) {
	g := plan.Grid{Runs: 2, Dropouts: []float64{0.5, 0}, Sigmas: []float64{0, 0.3}}
	all := records(g, func(run int, p, sigma float64) (train, test record.Values) {
		gap := 8 - 4*p + float64(2*run-3) + 100*sigma
		return record.Values{"accuracy_percent": 90}, record.Values{"accuracy_percent": 90 - gap}
	})
	all = append(all, nil) // a training that is not done
	gaps := finding.Gaps(all, 0)
	if len(gaps) != 2 || gaps[0].Dropout != 0 || gaps[1].Dropout != 0.5 {
		t.Fatalf("%+v", gaps)
	}
	near(t, "gap", gaps[0].Mean, 8)
	near(t, "gap", gaps[1].Mean, 6)
	near(t, "train accuracy", gaps[1].Train, 90)
	near(t, "test accuracy", gaps[1].Test, 84)
	near(t, "standard error", gaps[1].SEM, 1)
}

func TestThresholdOfABentLine(t *testing.T) {
	g := plan.Grid{Runs: 1, Dropouts: []float64{0}, Sigmas: []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}}
	all := records(g, func(_ int, _, sigma float64) (train, test record.Values) {
		return train, record.Values{"error_deg": 4.5 + 40*max(0, sigma-0.15)}
	})
	bend, err := finding.Threshold(all)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "threshold", bend.Threshold, 0.15)
	near(t, "level", bend.Level, 4.5)
	near(t, "slope", bend.Slope, 40)
	near(t, "R²", bend.RSquared, 1)
}

func TestThresholdOfAStraightLineIsItsBeginning(t *testing.T) {
	g := plan.Grid{Runs: 1, Dropouts: []float64{0}, Sigmas: []float64{0.1, 0.2, 0.3}}
	all := records(g, func(_ int, _, sigma float64) (train, test record.Values) {
		return train, record.Values{"error_deg": sigma}
	})
	bend, err := finding.Threshold(all)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "threshold", bend.Threshold, 0.1)
	near(t, "slope", bend.Slope, 1)
}

// Runs that lie ±1 degree about a bent line: the intervals hold its threshold and its slope, and are as wide as least squares
// says. With the threshold fixed, the slope's standard error is √(σ²/Σ(x-x̄)²), x = max(0, sigma - threshold).
func TestThresholdIntervals(t *testing.T) {
	g := plan.Grid{Runs: 8, Dropouts: []float64{0}, Sigmas: []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}}
	all := records(g, func(run int, _, sigma float64) (train, test record.Values) {
		return train, record.Values{"error_deg": 4.5 + 40*max(0, sigma-0.15) + float64(run%2)*2 - 1}
	})
	threshold, slope, err := finding.ThresholdIntervals(append(all, nil), random.NewKey(1))
	if err != nil {
		t.Fatal(err)
	}
	if !(threshold.Low < 0.15 && threshold.High > 0.15 && threshold.High-threshold.Low < 0.1) {
		t.Errorf("threshold %+v, want about 0.15", threshold)
	}
	// x = 0 0 .05 .15 .25 .35: Σ(x-x̄)² = 0.1033 for a run, 0.8267 for 8; the standard error is 1.1, half an interval 2.2 or more,
	// since the threshold is fitted, too.
	if half := (slope.High - slope.Low) / 2; !(slope.Low < 40 && slope.High > 40 && half > 1.8 && half < 6) {
		t.Errorf("slope %+v, want about 40 ± 3", slope)
	}
}

func TestThresholdNeedsThreeSigmas(t *testing.T) {
	g := plan.Grid{Runs: 5, Dropouts: []float64{0}, Sigmas: []float64{0, 0.5}}
	all := records(g, func(int, float64, float64) (train, test record.Values) {
		return nil, record.Values{"accuracy_percent": 80}
	})
	if _, err := finding.Threshold(all); !errors.Is(err, finding.ErrTooFew) {
		t.Error(err)
	}
}

func TestAgreement(t *testing.T) {
	same := summary.NewCell(record.TestAccuracy, 0, 0, []float64{84, 85, 86}) // published 85.6, rerun about the same
	off := summary.NewCell(record.TestAccuracy, 0.5, 0, []float64{20, 21, 22})
	unknown := summary.NewCell(record.TestAccuracy, 0.25, 0, []float64{20, 21, 22})
	agreeing, compared := finding.Agreement(summary.Summary{Cells: []summary.Cell{same, off, unknown}})
	if compared != 2 || agreeing != 1 {
		t.Errorf("%d of %d", agreeing, compared)
	}
}
