package parity

import (
	"fmt"
	"math"
	"slices"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// steps makes the training steps and compares the losses before them and the weights after them.
func (report *Report) steps(r *Record, replay *training.Replay, first *training.Values) error {
	w1 := &layer{columns: r.Network.HiddenUnits, learningRate: r.LearningRate}
	w2 := &layer{columns: r.Network.Classes, learningRate: r.LearningRate}
	values, shifted := first, first
	for i := range Steps {
		if i > 0 {
			var err error
			if values, shifted, err = valuesAround(replay, i, w1, w2); err != nil {
				return err
			}
			report.closest = min(report.closest, closest(values))
		}
		w1.observe(flat(values.GradW1), flat(shifted.GradW1))
		w2.observe(flat(values.GradW2), flat(shifted.GradW2))
		loss, err := replay.Step(i)
		if err != nil {
			return err
		}
		// What the weights' allowances make of the loss is within its tolerance too.
		allowed := math.Abs(float64(shifted.Loss-values.Loss)) / math.Max(math.Abs(r.Losses[i]), lossScale)
		report.add(fmt.Sprintf("loss_step%d", i), compareLoss(loss, r.Losses[i]), lossTolerance+allowed)
	}
	after, err := replay.Weights()
	if err != nil {
		return err
	}
	report.weights("w1_after", flat(after.W1), r.W1After, w1)
	report.weights("w2_after", flat(after.W2), r.W2After, w2)
	return nil
}

// valuesAround computes what a batch brings about with the weights as they are, and with weights that deviate as far as
// they may.
func valuesAround(replay *training.Replay, batch int, w1, w2 *layer) (values, shifted *training.Values, err error) {
	if values, err = replay.Values(batch); err != nil {
		return nil, nil, err
	}
	w, err := replay.Weights()
	if err != nil {
		return nil, nil, err
	}
	if err := replay.SetWeights(snn.Weights{W1: w1.shift(w.W1), W2: w2.shift(w.W2)}); err != nil {
		return nil, nil, err
	}
	if shifted, err = replay.Values(batch); err != nil {
		return nil, nil, err
	}
	return values, shifted, replay.SetWeights(w)
}

// weights compares weights after the steps. Deviations are told in learning rates, since that is about how far a step
// moves a weight. One row is about the weight that deviates the most for what it may, the other about the typical one,
// the median.
func (report *Report) weights(name string, got, want []float64, l *layer) {
	rounding := weightRoundings * largest(want) / l.learningRate
	worst := Row{Name: name, Tolerance: math.Inf(1)}
	relative := make([]float64, len(want))
	for i := range want {
		relative[i] = math.Abs(got[i]-want[i]) / l.learningRate
		tolerance := rounding + l.allowance(i)
		if math.IsNaN(relative[i]) || i == 0 || relative[i]/tolerance > worst.Relative/worst.Tolerance {
			worst.Absolute, worst.Relative, worst.Tolerance = relative[i]*l.learningRate, relative[i], tolerance
			worst.Where = fmt.Sprintf("(%d, %d)", i/l.columns, i%l.columns)
		}
	}
	report.addRow(worst)
	slices.Sort(relative) // NaN comes first, and is seen above
	median := relative[len(relative)/2]
	report.addRow(Row{Name: name + " (median)", Absolute: median * l.learningRate, Relative: median, Tolerance: stepTolerance + rounding})
}
