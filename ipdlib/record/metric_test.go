package record

import (
	"errors"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/stimulus"
)

// withBias registers a third metric: the mean of the signed error, in classes, of trials with the ends of a range of classes.
func withBias(t *testing.T) {
	t.Helper()
	old := Metrics
	t.Cleanup(func() { Metrics = old })
	Metrics = append(Metrics[:len(old):len(old)], Metric{"bias_classes", "Mean bias", "Bias", "classes", 3, func(trials evaluation.Trials) float64 {
		sum := 0.
		for i, c := range trials.Predicted {
			sum += float64(c - stimulus.Discretise(trials.IPD[i], trials.Classes))
		}
		return sum / float64(len(trials.Predicted))
	}})
}

// TestMeasure compares with values worked out by hand: of two trials in the first of four classes, one is taken for the
// second, 45° further.
func TestMeasure(t *testing.T) {
	trials, err := evaluation.NewTrials([]float64{-math.Pi / 2, -math.Pi / 2}, []int{0, 1}, 4)
	if err != nil {
		t.Fatal(err)
	}
	accuracy, meanError := trials.Accuracy(), trials.Error()
	if got, want := Measure(trials), (Values{"accuracy_percent": accuracy, "error_deg": meanError}); !maps.Equal(got, want) || accuracy != 50 {
		t.Errorf("%v, want %v", got, want)
	}
	withBias(t)
	if got, want := Measure(trials), (Values{"accuracy_percent": accuracy, "error_deg": meanError, "bias_classes": 0.5}); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := Measure(evaluation.Trials{}); len(got) != 0 {
		t.Errorf("no trials give %v", got)
	}
}

// TestNewMetric reads a record from before a metric was listed, and one with it: the old one is whole, with the checksum that
// it had, and lacks the metric.
func TestNewMetric(t *testing.T) {
	old := invented()
	text, err := old.encode()
	if err != nil {
		t.Fatal(err)
	}
	withBias(t)
	q := Quantity{"bias_classes", testSet, 0}
	r, err := decode(text, old.Training)
	if err != nil || r.Checksum != old.Checksum || !reflect.DeepEqual(r, old) {
		t.Errorf("%+v, %v; want %+v", r, err, old)
	}
	if x := q.Of(r); !math.IsNaN(x) || q.Text(x) != "not measured" {
		t.Errorf("the old record has %v, %s", x, q.Text(x))
	}
	fresh := invented()
	fresh.Test["bias_classes"] = -0.25
	fresh.Tests = []Test{{0.5, Values{"bias_classes": 1}}}
	if text, err = fresh.encode(); err != nil {
		t.Fatal(err)
	}
	if r, err = decode(text, fresh.Training); err != nil || q.Of(r) != -0.25 || q.Text(q.Of(r)) != "-0.250" || q.At(0.5).Of(r) != 1 || !math.IsNaN(TestError.At(0.5).Of(r)) {
		t.Errorf("%s comes back as %+v, %v", text, r, err)
	}
	var names []string
	for _, q := range Quantities([]*Record{fresh, nil}) {
		names = append(names, q.String()+": "+q.Title()+": "+q.Column()+": "+q.Short())
	}
	want := `train_accuracy_percent: Accuracy on the training set (%): train acc. (%): Train_Acc
train_error_deg: Mean error on the training set (deg): train err. (deg): Train_Err
train_bias_classes: Mean bias on the training set (classes): train bias. (classes): Train_Bias
test_accuracy_percent: Accuracy on the test set (%): test acc. (%): Test_Acc
test_error_deg: Mean error on the test set (deg): test err. (deg): Test_Err
test_bias_classes: Mean bias on the test set (classes): test bias. (classes): Test_Bias
test_accuracy_percent_at_sigma_0.5: Accuracy on the test set (%), test sigma 0.5: test acc. (%), test sigma 0.5: Test_Acc
test_error_deg_at_sigma_0.5: Mean error on the test set (deg), test sigma 0.5: test err. (deg), test sigma 0.5: Test_Err
test_bias_classes_at_sigma_0.5: Mean bias on the test set (classes), test sigma 0.5: test bias. (classes), test sigma 0.5: Test_Bias`
	if got := strings.Join(names, "\n"); got != want {
		t.Errorf("quantities\n%s, want\n%s", got, want)
	}

	// A program that doesn't know the metric reads the record all the same.
	Metrics = Metrics[:2]
	if r, err = decode(text, fresh.Training); err != nil || r.Checksum != fresh.Checksum {
		t.Errorf("%+v, %v", r, err)
	}
	broken := strings.Replace(string(text), `"bias_classes": -0.25`, `"bias_classes": -0.26`, 1)
	if _, err := decode([]byte(broken), fresh.Training); !errors.Is(err, ErrDamaged) {
		t.Errorf("a changed value gives %v", err)
	}
}
