package parity

import (
	"fmt"
	"math"
	"slices"

	"ipd/ipdlib/training"
)

// steps makes the training steps and compares the losses before them and the weights after them. first has the values of the
// first batch, aside the same with slightly different weights.
func (report *Report) steps(r *Record, replay *training.Replay, first *training.Values, aside []*training.Values) error {
	w1 := &layer{columns: r.Network.HiddenUnits, learningRate: r.LearningRate}
	w2 := &layer{columns: r.Network.Classes, learningRate: r.LearningRate}
	values := first
	for i := range Steps {
		if i > 0 {
			var err error
			if values, err = replay.Values(i); err != nil {
				return err
			}
			if aside, err = valuesAside(replay, i, weightRoundings, w1, w2); err != nil {
				return err
			}
		}
		w1.observe(flat(values.GradW1), each(aside, func(v *training.Values) []float64 { return flat(v.GradW1) }))
		w2.observe(flat(values.GradW2), each(aside, func(v *training.Values) []float64 { return flat(v.GradW2) }))
		loss, err := replay.Step(i)
		if err != nil {
			return err
		}
		report.loss(fmt.Sprintf("loss_step%d", i), loss, r.Losses[i], aside)
	}
	after, err := replay.Weights()
	if err != nil {
		return err
	}
	report.weights("w1_after", flat(after.W1), r.W1After, w1)
	report.weights("w2_after", flat(after.W2), r.W2After, w2)
	return nil
}

// loss compares losses. aside has the loss with slightly different weights.
func (report *Report) loss(name string, got, want float64, aside []*training.Values) {
	d := compare([]float64{got}, []float64{want})
	d.largest = math.Max(d.largest, lossScale)
	d.where = "" // there is only one
	change := 0.0
	for _, v := range aside {
		change = math.Max(change, safety*math.Abs(float64(v.Loss)-got))
	}
	report.addRow(d.row(name, lossTolerance), lossTolerance+change/d.largest)
}

// weights compares weights after the steps. Deviations are in learning rates, about the distance that a step moves a weight.
// One row is for the weight with the largest deviation relative to its allowance, the other for the median.
func (report *Report) weights(name string, got, want []float64, l *layer) {
	rounding := weightRoundings * largest(want) / l.learningRate
	worst := Row{Name: name, Tolerance: math.Inf(1)}
	relative, tolerances := make([]float64, len(want)), make([]float64, len(want))
	for i := range want {
		relative[i] = math.Abs(got[i]-want[i]) / l.learningRate
		tolerance := rounding + l.allowance(i)
		tolerances[i] = tolerance
		if math.IsNaN(relative[i]) || i == 0 || relative[i]/tolerance > worst.Relative/worst.Tolerance {
			worst.Absolute, worst.Relative, worst.Tolerance = relative[i]*l.learningRate, relative[i], tolerance
			worst.Where = fmt.Sprintf("(%d, %d)", i/l.columns, i%l.columns)
		}
	}
	report.addRow(worst, worst.Tolerance)
	slices.Sort(relative) // NaN comes first, and was found above
	slices.Sort(tolerances)
	median := relative[len(relative)/2]
	typical := Row{Name: name + " (median)", Absolute: median * l.learningRate, Relative: median, Tolerance: stepTolerance + rounding}
	report.addRow(typical, tolerances[len(tolerances)/2])
}
