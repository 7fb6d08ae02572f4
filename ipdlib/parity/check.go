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

// Check computes the record's values on a backend, with the programs used for training, and compares. An error means that they
// could not be computed; whether they agree is in the report.
func Check(backend compute.Backend, r *Record) (*Report, error) {
	replay, err := newReplay(backend, r)
	if err != nil {
		return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
	}
	first, err := replay.Values(0)
	if err != nil {
		return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
	}
	report := &Report{Path: r.Path, Record: r}
	report.labels(r)
	flipped := report.spikes(r, first)
	var aside []*training.Values
	if report.hasFlips() {
		// Then the loss and the gradients, which are means over all samples, can't be equal, but they must be close.
		aside, err = valuesAside(replay, 0, flipDistance, &layer{columns: r.Network.HiddenUnits}, &layer{columns: r.Network.Classes})
		if err != nil {
			return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
		}
	}
	report.answers(r, first, flipped)
	report.loss("loss", float64(first.Loss), r.Loss, aside)
	report.gradient("grad_w1", flat(first.GradW1), r.GradW1, each(aside, func(v *training.Values) []float64 { return flat(v.GradW1) }))
	report.gradient("grad_w2", flat(first.GradW2), r.GradW2, each(aside, func(v *training.Values) []float64 { return flat(v.GradW2) }))
	if err := report.steps(r, replay, first, aside); err != nil {
		return nil, fmt.Errorf("parity: %s: %w", r.Path, err)
	}
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

// labels compares the classes of the interaural phase differences (IPDs). If they differ, the deviation is the distance of the
// IPD from its given class, in radians: with rounding at the edge of the class it is small.
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

// answers compares the readout's values for the first batch. A sample with a flipped spike has a different answer and is left
// out; the others must agree anyway.
func (report *Report) answers(r *Record, v *training.Values, flipped []bool) {
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
		// A different class is no mistake if its logit equals the largest one, up to rounding.
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
	report.add("predicted", predicted, valueTolerance)
}

// gradient compares gradients. aside has the gradients with slightly different weights.
func (report *Report) gradient(name string, got, want []float64, aside [][]float64) {
	d := compare(got, want)
	change := 0.0
	for _, other := range aside {
		change = math.Max(change, safety*compare(got, other).worst)
	}
	if d.largest > 0 {
		change /= d.largest
	}
	report.addRow(d.row(name, gradientTolerance), gradientTolerance+change)
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
