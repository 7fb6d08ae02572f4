package sweep

// A Metric is one of the four quantities that the study plots.
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

// Of is the metric's value in a record.
func (m Metric) Of(r *Record) float64 {
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
