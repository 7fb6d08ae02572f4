package trained

import (
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// Network is a network and its history.
type Network struct {
	// Training is everything that determines the network.
	plan.Training
	Weights snn.Weights
	// Epochs is the history of losses; none for a network before training.
	Epochs []training.Epoch
	// Train are the answers to the training set, without dropout; Test those to a new set without jitter.
	Train, Test evaluation.Trials
	// Tests are the answers to further test sets with jitter, one for each of the settings' TestSigmas. The IPDs are Test's.
	Tests []evaluation.Trials
}

// Before returns the network of a training before its first step: with its initial weights.
func Before(t plan.Training) (*Network, error) {
	w, err := t.Task().InitialWeights()
	if err != nil {
		return nil, err
	}
	return &Network{Training: t, Weights: w}, nil
}

func networkOf(t plan.Training, r *training.Result) *Network {
	return &Network{Training: t, Weights: r.Weights, Epochs: r.Epochs, Train: r.Train, Test: r.Test, Tests: r.Tests}
}
