package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"testing"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// TestCompareSweeps compares two folders, two values in one, and the same trainings on two backends, which are pairs.
func TestCompareSweeps(t *testing.T) {
	settings, a, b := tiny(t, 2), filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	ipd(t, 0, "sweep", "-settings", settings, "-out", a)
	ipd(t, 0, "sweep", "-settings", settings, "-vary", "reset=late,none", "-runs", "3", "-out", b, "-set", "hidden_units=4")
	stdout, _ := ipd(t, 0, "compare", b, "reset=late,none")
	contains(t, stdout, "A: reset late, 6 trainings; B: reset none, 6 trainings.", "network.variant.reset: late in A, none in B",
		"test acc. (%)     dropout 0.5, sigma 0.25  3 pairs", "The runs have the same random numbers", " of 8 differences are within 3 combined standard errors; the largest is ")
	stdout, _ = ipd(t, 0, "compare", a, b)
	contains(t, stdout, "network.hidden_units: 3 in A, 4 in B", "dropout 0.5, sigma 0, reset late", "2, 3 ")

	old := filepath.Join(t.TempDir(), "old") // as sweeps were before there were pairs
	ipd(t, 0, "sweep", "-settings", settings, "-vary", "reset=late,none", "-set", "paired=false", "-out", old)
	stdout, _ = ipd(t, 0, "compare", old, "reset=late,none")
	contains(t, stdout, "compared as independent")
	stdout, stderr := ipd(t, 0, "sweep", "-settings", settings, "-vary", "reset=late,none", "-runs", "3", "-out", old)
	contains(t, stderr, "is not paired, and continues that way")
	contains(t, stdout, "4 trainings (8 more were done already)")

	same := filepath.Join(t.TempDir(), "same")
	ipd(t, 0, "sweep", "-settings", settings, "-out", same, "-backend", "fused")
	stdout, _ = ipd(t, 0, "compare", a, same)
	contains(t, stdout, "No setting differs between A and B.", "2 pairs", "compared in pairs")
	stdout, _ = ipd(t, 0, "compare", "-json", a, same)
	var all struct {
		Differences []struct {
			Pairs int     `json:"pairs"`
			Mean  float64 `json:"difference"`
			A, B  float64
		}
	}
	if err := json.Unmarshal([]byte(stdout), &all); err != nil || len(all.Differences) != 8 {
		t.Fatalf("%v: %s", err, stdout)
	}
	for _, d := range all.Differences {
		if diff := d.B - d.A - d.Mean; d.Pairs != 2 || diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%+v", d)
		}
	}
	_, stderr = ipd(t, 1, "compare", b, "reset=late,subtract")
	contains(t, stderr, "has reset subtract; there are late and none")
	_, stderr = ipd(t, exitUsage, "compare", b)
	contains(t, stderr, "ipd compare needs two folders of sweeps, or one and FIELD=A,B")
}

// TestUntil adds runs until the intervals are narrow enough, or there are as many as may be.
func TestUntil(t *testing.T) {
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	stdout, stderr := ipd(t, 0, "sweep", "-settings", settings, "-runs", "1", "-until", "0.001", "-at-most", "5", "-out", dir)
	contains(t, stderr, "Some intervals are too wide after 1 run; continuing to 2.", "after 2 runs; continuing to 4.", "after 4 runs; continuing to 5.")
	contains(t, stdout, "Accuracy on the test set (%), 95 % intervals after 5 runs:", "  dropout 0.5, sigma 0.25: ", " wide, not yet sure", "2 of 2 intervals are not narrower than 0.001; -at-most 10")
	stdout, _ = ipd(t, 0, "status", dir)
	contains(t, stdout, "10 of 10 trainings are done")
	stdout, _ = ipd(t, 0, "sweep", "-settings", settings, "-until", "1e6", "-metric", "train_error_deg", "-out", dir)
	contains(t, stdout, "0 trainings (4 more were done already)", "Mean error on the training set (deg), 95 % intervals after 2 runs:", ", sure", "All are narrower than 1e+06.")
	for _, args := range [][]string{{"-until", "0"}, {"-until", "2", "-metric", "x"}, {"-until", "2", "-shard", "1/2"}, {"-at-most", "3"}, {"-until", "2", "-at-most", "1"}} {
		ipd(t, exitUsage, append([]string{"sweep", "-settings", settings, "-out", dir}, args...)...)
	}
}

// Differences that are known: means 2 and 5, with standard errors 0.3 and 0.4, are 6 combined ones apart.
func TestAgreement(t *testing.T) {
	cells := []comparedCell{
		{"here", record.TrainError, 2, 5, summary.Difference{}, 3 / math.Hypot(0.3, 0.4)},
		{"there", record.TestError, 2, 1, summary.Difference{}, -1 / math.Hypot(0.3, 0.4)},
		{"nowhere", record.TestError, 2, 1, summary.Difference{}, math.NaN()},
	}
	want := "1 of 2 differences are within 3 combined standard errors; the largest is +6.0, of " + record.TrainError.Column() + " at here.\n"
	if got := agreement(cells); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := agreement(cells[2:]); got != "" {
		t.Errorf("nothing is known: %q", got)
	}
}
