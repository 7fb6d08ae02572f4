package parity

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// Check computes on a backend what the record holds, with the programs that train, and compares. An error means that it
// could not be computed; whether the values agree stands in the report.
func Check(backend compute.Backend, r *Record) (*Report, error) {
	replay, err := newReplay(backend, r)
	if err != nil {
		return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
	}
	first, err := replay.Values(0)
	if err != nil {
		return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
	}
	report := &Report{Path: r.Path, Record: r, closest: math.Inf(1)}
	report.labels(r)
	report.forward(r, first)
	report.add("grad_w1", compare(flat(first.GradW1), r.GradW1), gradientTolerance)
	report.add("grad_w2", compare(flat(first.GradW2), r.GradW2), gradientTolerance)
	if err := report.steps(r, replay, first); err != nil {
		return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
	}
	report.explainByFlips()
	return report, nil
}

func newReplay(backend compute.Backend, r *Record) (*training.Replay, error) {
	net, err := snn.NewFor(r.Network, r.Input)
	if err != nil {
		return nil, err
	}
	packed, err := stimulus.Pack(r.Spikes, r.Input.Afferents)
	if err != nil {
		return nil, err
	}
	spikes := tensors.FromFlatDataAndDimensions(packed, len(r.Labels), r.Input.Steps, stimulus.Groups(r.Input.Afferents))
	return training.NewReplay(backend, net, spikes, r.Labels, r.Batch, r.Initial, r.LearningRate)
}

// labels compares the classes of the interaural phase differences. Where they differ, the deviation is how far the
// difference lies outside the class it was given, in radians: a rounding at the class's edge is small.
func (report *Report) labels(r *Record) {
	width := math.Pi / float64(r.Network.Classes)
	var d difference
	for i, ipd := range r.IPD {
		label := int(r.Labels[i])
		if stimulus.Discretise(ipd, r.Network.Classes) != label {
			d.add(math.Abs(ipd-stimulus.Continuise(label, r.Network.Classes))-width/2, fmt.Sprintf("sample %d", i))
		}
	}
	d.largest = stimulus.MaxIPD
	report.add("label", d, labelTolerance)
}

// forward compares what the first batch brings about, from spikes to loss.
func (report *Report) forward(r *Record, v *training.Values) {
	flipped := report.spikes(r, v)

	// A sample with a flipped spike has another answer; the others must agree all the same.
	var membrane, logits, predicted difference
	steps, classes := r.Input.Steps, r.Network.Classes
	for b := range r.Batch {
		for t := range steps {
			for k := range classes {
				membrane.compare(float64(v.OutputMembrane[t][b][k]), r.OutputMembrane[(b*steps+t)*classes+k], flipped[b], "sample %d, step %d, class %d", b, t, k)
			}
		}
		for k := range classes {
			logits.compare(float64(v.Logits[b][k]), r.Logits[b*classes+k], flipped[b], "sample %d, class %d", b, k)
		}
		// A class other than ours is no mistake if it is as good, to rounding.
		ours := argmax(v.Logits[b])
		short := float64(v.Logits[b][ours] - v.Logits[b][r.Predicted[b]])
		if r.Predicted[b] != ours {
			short = math.Max(short, math.SmallestNonzeroFloat64) // two equal ones: the lowest index wins
		}
		predicted.compare(short, 0, flipped[b], "sample %d", b)
	}
	predicted.largest = logits.largest
	report.add("output_membrane", membrane, valueTolerance)
	report.add("logits", logits, valueTolerance)
	report.add("loss", compareLoss(float64(v.Loss), r.Loss), lossTolerance)
	report.add("predicted", predicted, valueTolerance)
}

// compareLoss compares losses. A loss near zero is the difference of larger numbers, and no more exact than they are.
func compareLoss(got, want float64) difference {
	d := compare([]float64{got}, []float64{want})
	d.largest = math.Max(d.largest, lossScale)
	d.where = ""
	return d
}

func argmax(logits []float32) (best int) {
	for k, m := range logits {
		if m > logits[best] {
			best = k
		}
	}
	return best
}

func flat(rows [][]float32) (flat []float64) {
	for _, row := range rows {
		for _, x := range row {
			flat = append(flat, float64(x))
		}
	}
	return flat
}
