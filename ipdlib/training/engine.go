package training

import (
	"github.com/gomlx/compute"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// An engine computes the training steps of M networks side by side. It is for one goroutine at a time.
type engine interface {
	// reset begins new trainings: initial weights of each network, Adam's moments cleared.
	reset(initial []snn.Weights, learningRate float64) error
	// load cuts a data set of each network into batches, its samples in the given order; those that don't fill a batch are
	// left out.
	load(sets []*stimulus.Dataset, orders [][]int32) (batches, error)
	// step makes a training step on batch i, without waiting for it. Networks that are not active keep their weights. The
	// losses are those before the step.
	step(b batches, i int, d []dropout, active []bool) (outcome, error)
	// evaluate shows batch i to the networks, without dropout and without waiting for their answers.
	evaluate(b batches, i int) (outcome, error)
	// values computes what batch i brings about in a single network. Nothing changes.
	values(b batches, i int) (*Values, error)
	// weights are those of one network; setWeights leaves Adam's moments.
	weights(network int) (snn.Weights, error)
	setWeights(network int, w snn.Weights) error
	close()
}

// batches are data sets in an engine.
type batches interface {
	count() int // of batches
	close()
}

// dropout of a training step of one network: the probability that something is dropped, and the key of the mask.
type dropout struct {
	p   float64
	key random.Key
}

// An outcome waits for what an engine computes: the mean loss of each network's batch, [M], and, of an evaluation, the
// class of each sample, [M][B].
type outcome func() (losses []float64, predicted [][]int, err error)

// newEngine gives the engine that a backend calls for. On the fused one, networks with options run on GoMLX's pure Go backend,
// unless the user asked for the fused engine by name.
func newEngine(backend compute.Backend, net *snn.Network, networks, batch int) (engine, error) {
	if f, ok := backend.(device.Fused); ok {
		can := Settings{Network: net.Settings}.Fused()
		if can == nil {
			return newFused(net, networks, batch)
		}
		if f.Only {
			return nil, can
		}
		backend = f.Backend
	}
	return newGraphs(backend, net, networks, batch)
}
