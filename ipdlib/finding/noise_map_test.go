package finding_test

import (
	"math"
	"testing"

	"ipd/ipdlib/finding"
	"ipd/ipdlib/sweep"
)

func TestNoiseMap(t *testing.T) {
	g := sweep.Grid{Runs: 3, Dropouts: []float64{0}, Sigmas: []float64{0, 0.5}}
	all := records(g, func(int, float64, float64) (train, test sweep.Metrics) { return })
	for _, r := range all {
		for _, sigma := range []float64{0.2, 0} {
			r.Tests = append(r.Tests, sweep.Test{Sigma: sigma, Metrics: sweep.Metrics{Accuracy: 80 - 20*r.Sigma() - 10*sigma + float64(r.Run), Error: 5}})
		}
	}
	all = append(all, nil)
	m, err := finding.NoiseMap(all, sweep.TestAccuracy)
	if err != nil {
		t.Fatal(err)
	}
	for _, train := range g.Sigmas {
		for _, test := range []float64{0, 0.2} {
			mean, sem := m.At(train, test)
			near(t, "mean", mean, 80-20*train-10*test+2)
			near(t, "standard error", sem, 1/math.Sqrt(3)) // of 1, 2, 3
		}
	}
	if m, err = finding.NoiseMap(all, sweep.TestError); err != nil || m.Mean[1][1] != 5 {
		t.Errorf("error %v, %v", m.Mean, err)
	}
	if _, err := finding.NoiseMap(nil, sweep.TestError); err == nil {
		t.Error("a map of nothing")
	}
}
