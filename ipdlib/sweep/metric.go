package sweep

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Metric is one of the four quantities that the study plots, or the like of a further test.
type Metric string

// The metrics, in the order of the study's figure.
const (
	TrainAccuracy Metric = "train_accuracy_percent"
	TrainError    Metric = "train_error_deg"
	TestAccuracy  Metric = "test_accuracy_percent"
	TestError     Metric = "test_error_deg"
)

// AllMetrics lists the metrics in the order of the study's figure.
var AllMetrics = []Metric{TrainAccuracy, TrainError, TestAccuracy, TestError}

// atSigma stands between a metric of the test set and the sigma of a further test.
const atSigma = "_at_sigma_"

// At is the metric of a test set with jitter, of that standard deviation in radians, which training.Variant.TestSigmas asks
// for. It is for TestAccuracy and TestError.
func (m Metric) At(sigma float64) Metric {
	return m + atSigma + Metric(strconv.FormatFloat(sigma, 'g', -1, 64))
}

// Sigma is the jitter of the further test that the metric belongs to; false if it is one of AllMetrics.
func (m Metric) Sigma() (of Metric, sigma float64, ok bool) {
	name, text, ok := strings.Cut(string(m), atSigma)
	if !ok {
		return m, 0, false
	}
	sigma, err := strconv.ParseFloat(text, 64)
	return Metric(name), sigma, err == nil
}

// titles are the metrics in words.
var titles = map[Metric]string{
	TrainAccuracy: "Accuracy on the training set (%)",
	TrainError:    "Mean error on the training set (deg)",
	TestAccuracy:  "Accuracy on the test set (%)",
	TestError:     "Mean error on the test set (deg)",
}

// Title is the metric in words, with its unit, as over a table or on an axis.
func (m Metric) Title() string {
	of, sigma, further := m.Sigma()
	if further {
		return fmt.Sprintf("%s, test sigma %v", titles[of], sigma)
	}
	return titles[of]
}

// Of is the metric's value in a record; NaN where the further test that it belongs to was not made.
func (m Metric) Of(r *Record) float64 {
	if of, sigma, ok := m.Sigma(); ok {
		for _, test := range r.Tests {
			if test.Sigma == sigma {
				return of.Of(&Record{Test: test.Metrics})
			}
		}
		return math.NaN()
	}
	switch m {
	case TrainAccuracy:
		return r.Train.Accuracy
	case TrainError:
		return r.Train.Error
	case TestAccuracy:
		return r.Test.Accuracy
	case TestError:
		return r.Test.Error
	}
	panic("sweep: unknown metric " + string(m))
}

// MetricsOf lists AllMetrics and those of the further tests that records have, by rising sigma.
func MetricsOf(records []*Record) []Metric {
	var sigmas []float64
	for _, r := range records {
		if r == nil {
			continue
		}
		for _, test := range r.Tests {
			sigmas = append(sigmas, test.Sigma)
		}
	}
	slices.Sort(sigmas)
	all := slices.Clone(AllMetrics)
	for _, m := range []Metric{TestAccuracy, TestError} {
		for _, sigma := range slices.Compact(slices.Clone(sigmas)) {
			all = append(all, m.At(sigma))
		}
	}
	return all
}

// valuesOf lists a metric's values, without those that were not measured.
func valuesOf(m Metric, records []*Record) []float64 {
	var values []float64
	for _, r := range records {
		if r == nil {
			continue
		}
		if x := m.Of(r); !math.IsNaN(x) {
			values = append(values, x)
		}
	}
	return values
}
