package finding

import (
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/sweep"
)

// NoiseMap gives a metric of the test set, sweep.TestAccuracy or TestError, by the jitter in training and that in the test,
// from trainings whose settings ask for further tests (training.Variant.TestSigmas). Records that are nil, of trainings
// that are not done, are left out.
func NoiseMap(records []*sweep.Record, metric sweep.Metric) (evaluation.NoiseMap, error) {
	var tests []evaluation.NoiseTest
	for _, r := range records {
		if r == nil {
			continue
		}
		for _, test := range r.Tests {
			tests = append(tests, evaluation.NoiseTest{Train: r.Sigma(), Test: test.Sigma, Value: metric.At(test.Sigma).Of(r)})
		}
	}
	return evaluation.NewNoiseMap(tests)
}
