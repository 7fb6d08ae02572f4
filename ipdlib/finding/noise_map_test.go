package finding_test

import (
	"math"
	"testing"

	"ipd/ipdlib/finding"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

func TestNoiseMap(t *testing.T) {
	g := plan.Grid{Runs: 3, Dropouts: []float64{0}, Sigmas: []float64{0, 0.5}}
	all := records(g, func(int, float64, float64) (train, test record.Values) { return })
	for _, r := range all {
		for _, sigma := range []float64{0.2, 0} {
			r.Tests = append(r.Tests, record.Test{Sigma: sigma, Values: record.Values{"accuracy_percent": 80 - 20*r.Sigma() - 10*sigma + float64(r.Run), "error_deg": 5}})
		}
	}
	all = append(all, nil)
	m, err := finding.NoiseMap(all, record.TestAccuracy)
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
	if m, err = finding.NoiseMap(all, record.TestError); err != nil || m.Mean[1][1] != 5 {
		t.Errorf("error %v, %v", m.Mean, err)
	}
	if _, err := finding.NoiseMap(nil, record.TestError); err == nil {
		t.Error("a map of nothing")
	}
}
