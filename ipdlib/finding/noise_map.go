package finding

import (
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/record"
)

// NoiseMap returns a quantity of the test set, such as record.TestAccuracy, as a function of the jitter in training and in the
// test, from trainings with further tests (training.Variant.TestSigmas). nil records, of trainings that are not done, are left
// out.
func NoiseMap(records []*record.Record, quantity record.Quantity) (evaluation.NoiseMap, error) {
	var tests []evaluation.NoiseTest
	for _, r := range records {
		if r == nil {
			continue
		}
		for _, test := range r.Tests {
			tests = append(tests, evaluation.NoiseTest{Train: r.Sigma(), Test: test.Sigma, Value: quantity.At(test.Sigma).Of(r)})
		}
	}
	return evaluation.NewNoiseMap(tests)
}
