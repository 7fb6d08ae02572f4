package training

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Replay makes training steps one by one, with given weights and samples, and shows every intermediate value. It serves to
// compare a training with another implementation's, and computes with the same programs as [Runner].
type Replay struct {
	engine  engine
	batches batches
}

// Values holds all intermediate values of one batch, before any step. Axes as in package snn.
type Values struct {
	Spikes         [][][]float32 // of the hidden units [T][B][H]
	Membrane       [][][]float32 // potential of the hidden units [T][B][H]
	OutputMembrane [][][]float32 // potential of the readout [T][B][K]
	Logits         [][]float32   // [B][K]
	Loss           float32       // mean cross-entropy
	GradW1, GradW2 [][]float32   // gradients of the loss with respect to the weights, [C][H] and [H][K]
}

// NewReplay prepares a replay, without dropout. spikes: packed, uint8 [N, T, G]; labels: [N]; batch: B, so that sample i
// belongs to batch i/B.
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

// Values computes all intermediate values of a batch with the current weights. Nothing changes.
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

// Weights fetches the current weights.
func (r *Replay) Weights() (snn.Weights, error) { return r.engine.weights(0) }

// SetWeights replaces the weights by others of the same shapes. Adam's moments stay.
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
