package trained

import (
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/snn/variant"
	"ipd/ipdlib/training"
)

// Network is a network and its history.
type Network struct {
	// Training is all that decides the network.
	plan.Training
	Weights snn.Weights
	// Epochs is the history of losses; none for a network before training.
	Epochs []training.Epoch
	// Train are the answers to the training set, without dropout; Test those to a new set without jitter.
	Train, Test evaluation.Trials
	// Tests are the answers to further test sets with jitter, one for each of the settings' TestSigmas. The IPDs are Test's.
	Tests []evaluation.Trials
}

// Before gives the network of a training before its first step: with its initial weights.
func Before(t plan.Training) (*Network, error) {
	net, err := variant.New(t.Settings.Network, t.Settings.Stimulus)
	if err != nil {
		return nil, err
	}
	return &Network{Training: t, Weights: net.InitialWeights(keyOf(t, "training").Derive("weights"))}, nil
}

// keyOf is the key of a part of a training, as the sweep derives it: "training set", "validation set", "training" (with
// the initial "weights") or "test set".
func keyOf(t plan.Training, part string) random.Key { return t.Random().Derive(part) }
