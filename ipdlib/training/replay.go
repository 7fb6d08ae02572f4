package training

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/snn/variant"
)

// Replay makes training steps one by one, with given weights and samples, and shows every value in between. With it a
// training is compared with another implementation's: it computes with the same programs as [Trainer].
type Replay struct {
	programs       *programs
	values         *model.Exec
	spikes, labels *tensors.Tensor // in batches
}

// Values are what one batch brings about, before any step. Axes as in package snn.
type Values struct {
	Spikes         [][][]float32 // of the hidden units [T][B][H]
	Membrane       [][][]float32 // potential of the hidden units [T][B][H]
	OutputMembrane [][][]float32 // potential of the readout [T][B][K]
	Logits         [][]float32   // [B][K]
	Loss           float32       // mean cross-entropy
	GradW1, GradW2 [][]float32   // gradients of the loss by the weights, [C][H] and [H][K]
}

// NewReplay prepares one. spikes: packed, uint8 [N, T, G]; labels: [N]; batch: B, so that sample i belongs to batch i/B.
// There is no dropout.
func NewReplay(backend compute.Backend, net *snn.Network, spikes *tensors.Tensor, labels []int32, batch int, initial snn.Weights, learningRate float64) (*Replay, error) {
	p, err := newPrograms(backend, variant.Study(net), batch, initial)
	if err != nil {
		return nil, fmt.Errorf("training: building the programs: %w", err)
	}
	if err := p.reset(initial, learningRate); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	order := make([]int32, len(labels))
	for i := range order {
		order[i] = int32(i)
	}
	batches, err := p.arrange.Call(spikes, labels, order)
	if err != nil {
		return nil, fmt.Errorf("training: arranging batches of %d: %w", batch, err)
	}
	values, err := model.NewExec(backend, p.store, func(_ *model.Scope, batches, labels, i *Node) []*Node {
		g := batches.Graph()
		trace := net.Forward(element(batches, i), p.parameters[0].variable.NodeValue(g), p.parameters[1].variable.NodeValue(g), nil)
		loss := crossEntropy(element(labels, i), trace.Logits)
		dW1, dW2 := net.Backward(trace, Gradient(loss, trace.Logits)[0])
		all := []*Node{trace.Spikes, trace.Membrane, net.OutputMembrane(trace), trace.Logits, loss, dW1, dW2}
		for i := range all {
			all[i] = ConvertDType(all[i], dtypes.Float32)
		}
		return all
	})
	if err != nil {
		return nil, fmt.Errorf("training: building the programs: %w", err)
	}
	return &Replay{programs: p, values: values.WithName("values of a training step"), spikes: batches[0], labels: batches[1]}, nil
}

// Values computes what a batch brings about with the weights as they are now. Nothing changes.
func (r *Replay) Values(batch int) (*Values, error) {
	out, err := r.values.Call(r.spikes, r.labels, int32(batch))
	if err != nil {
		return nil, fmt.Errorf("training: values of batch %d: %w", batch, err)
	}
	return &Values{
		Spikes:         out[0].Value().([][][]float32),
		Membrane:       out[1].Value().([][][]float32),
		OutputMembrane: out[2].Value().([][][]float32),
		Logits:         out[3].Value().([][]float32),
		Loss:           out[4].Value().(float32),
		GradW1:         out[5].Value().([][]float32),
		GradW2:         out[6].Value().([][]float32),
	}, nil
}

// Step makes a training step on a batch and returns the loss before it.
func (r *Replay) Step(batch int) (loss float64, err error) {
	l, err := call1(r.programs.step, r.spikes, r.labels, int32(batch))
	if err != nil {
		return 0, fmt.Errorf("training: step on batch %d: %w", batch, err)
	}
	return float64(tensors.ToScalar[float32](l)), nil
}

// Weights fetches the weights as they are now.
func (r *Replay) Weights() (snn.Weights, error) { return r.programs.weights() }

// SetWeights puts others of the same shapes in their place. What Adam remembers stays.
func (r *Replay) SetWeights(w snn.Weights) error {
	if err := r.programs.setWeights(w); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	return nil
}
