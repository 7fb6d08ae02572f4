package record

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ipd/ipdlib/evaluation"
)

// A Metric measures how well a data set was classified.
type Metric struct {
	Name   string // in records and CSV files, with the unit: error_deg
	Title  string // Mean error
	Short  string // Err
	Unit   string // deg
	Digits int    // after the point, in tables
	Of     func(evaluation.Trials) float64
}

// Metrics are all metrics in the order of the study's figure.
var Metrics = []Metric{
	{"accuracy_percent", "Accuracy", "Acc", "%", 1, evaluation.Trials.Accuracy},
	{"error_deg", "Mean error", "Err", "deg", 2, evaluation.Trials.Error},
}

// Values are the metrics of one data set by name. A metric may be missing, as in records from before it was listed.
type Values map[string]float64

// Measure computes all metrics of a data set. A metric that is NaN is left out.
func Measure(trials evaluation.Trials) Values {
	values := Values{}
	for _, m := range Metrics {
		if x := m.Of(trials); finite(x) {
			values[m.Name] = x
		}
	}
	return values
}

// A Quantity is a metric of one of a training's data sets.
type Quantity struct {
	metric string // its name
	set    set
	sigma  float64 // of a further test set: the standard deviation of its jitter, in rad
}

type set int

const (
	trainingSet set = iota
	testSet
	furtherTestSet
)

// The quantities that the study plots.
var (
	TrainAccuracy = Quantity{"accuracy_percent", trainingSet, 0}
	TrainError    = Quantity{"error_deg", trainingSet, 0}
	TestAccuracy  = Quantity{"accuracy_percent", testSet, 0}
	TestError     = Quantity{"error_deg", testSet, 0}
)

// Quantities lists each of Metrics of the training set, then of the test set, then of the further test sets that any of the
// records has, by rising sigma. Records may be nil.
func Quantities(records []*Record) []Quantity {
	var all []Quantity
	for _, set := range []set{trainingSet, testSet} {
		for _, m := range Metrics {
			all = append(all, Quantity{m.Name, set, 0})
		}
	}
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
	for _, m := range Metrics {
		for _, sigma := range slices.Compact(slices.Clone(sigmas)) {
			all = append(all, Quantity{m.Name, furtherTestSet, sigma})
		}
	}
	return all
}

// At returns the same metric on a further test set with jitter of that standard deviation, in rad; see
// training.Variant.TestSigmas.
func (q Quantity) At(sigma float64) Quantity { return Quantity{q.metric, furtherTestSet, sigma} }

// Further reports whether this is a quantity of a further test set.
func (q Quantity) Further() bool { return q.set == furtherTestSet }

// Of returns the quantity's value in a record; NaN if the record lacks it.
func (q Quantity) Of(r *Record) float64 {
	var values Values
	switch q.set {
	case trainingSet:
		values = r.Train
	case testSet:
		values = r.Test
	case furtherTestSet:
		for _, test := range r.Tests {
			if test.Sigma == q.sigma {
				values = test.Values
			}
		}
	}
	if x, ok := values[q.metric]; ok {
		return x
	}
	return math.NaN()
}

// Measured reports whether at least one of the records has the quantity. Records may be nil.
func (q Quantity) Measured(records []*Record) bool {
	return slices.ContainsFunc(records, func(r *Record) bool { return r != nil && !math.IsNaN(q.Of(r)) })
}

// Metric returns the metric that the quantity measures.
func (q Quantity) Metric() Metric {
	i := slices.IndexFunc(Metrics, func(m Metric) bool { return m.Name == q.metric })
	if i < 0 {
		panic("record: there is no metric " + q.metric)
	}
	return Metrics[i]
}

// String returns the quantity's name in CSV files: test_error_deg, or test_error_deg_at_sigma_0.2.
func (q Quantity) String() string {
	name := q.setName() + "_" + q.metric
	if q.Further() {
		name += "_at_sigma_" + strconv.FormatFloat(q.sigma, 'g', -1, 64)
	}
	return name
}

// Title returns the quantity in words: Mean error on the test set (deg).
func (q Quantity) Title() string {
	m, set := q.Metric(), "test set"
	if q.set == trainingSet {
		set = "training set"
	}
	return fmt.Sprintf("%s on the %s (%s)%s", m.Title, set, m.Unit, q.at())
}

// Short returns the quantity in a few letters, as over the study's panels: Test_Err.
func (q Quantity) Short() string {
	name := q.setName()
	return strings.ToUpper(name[:1]) + name[1:] + "_" + q.Metric().Short
}

// Column returns the quantity's heading in a table: test err. (deg).
func (q Quantity) Column() string {
	m := q.Metric()
	return fmt.Sprintf("%s %s. (%s)%s", q.setName(), strings.ToLower(m.Short), m.Unit, q.at())
}

func (q Quantity) setName() string {
	if q.set == trainingSet {
		return "train"
	}
	return "test"
}

func (q Quantity) at() string {
	if q.Further() {
		return fmt.Sprintf(", test sigma %v", q.sigma)
	}
	return ""
}

// Text rounds a value to the metric's digits; "not measured" for NaN.
func (q Quantity) Text(x float64) string {
	if math.IsNaN(x) {
		return "not measured"
	}
	return strconv.FormatFloat(x, 'f', q.Metric().Digits, 64)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
