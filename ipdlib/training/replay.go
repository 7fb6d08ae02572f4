package training

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Replay makes training steps one by one, with given weights and samples, and shows every value in between. With it a
// training is compared with another implementation's: it computes with the same programs as [Runner].
type Replay struct {
	engine  engine
	batches batches
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
	e, err := newEngine(backend, net, 1, batch)
	if err != nil {
		return nil, fmt.Errorf("training: building the programs: %w", err)
	}
	if err := e.reset([]snn.Weights{initial}, learningRate); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	in := net.Input()
	set := &stimulus.Dataset{Spikes: spikes, Steps: in.Steps, Afferents: in.Afferents}
	for _, k := range labels {
		set.IPD = append(set.IPD, stimulus.Continuise(int(k), net.Classes))
	}
	b, err := e.load([]*stimulus.Dataset{set}, [][]int32{upTo(0, len(labels))})
	if err != nil {
		return nil, fmt.Errorf("training: arranging batches of %d: %w", batch, err)
	}
	return &Replay{e, b}, nil
}

// Values computes what a batch brings about with the weights as they are now. Nothing changes.
func (r *Replay) Values(batch int) (*Values, error) {
	v, err := r.engine.values(r.batches, batch)
	if err != nil {
		return nil, fmt.Errorf("training: values of batch %d: %w", batch, err)
	}
	return v, nil
}

// Step makes a training step on a batch and returns the loss before it.
func (r *Replay) Step(batch int) (loss float64, err error) {
	wait, err := r.engine.step(r.batches, batch, []dropout{{}}, []bool{true})
	if err == nil {
		var losses []float64
		if losses, _, err = wait(); err == nil {
			return losses[0], nil
		}
	}
	return 0, fmt.Errorf("training: step on batch %d: %w", batch, err)
}

// Weights fetches the weights as they are now.
func (r *Replay) Weights() (snn.Weights, error) { return r.engine.weights(0) }

// SetWeights puts others of the same shapes in their place. Adam's moments stay.
func (r *Replay) SetWeights(w snn.Weights) error {
	if err := r.engine.setWeights(0, w); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	return nil
}

// Close frees the memory of the programs.
func (r *Replay) Close() {
	r.batches.close()
	r.engine.close()
}
