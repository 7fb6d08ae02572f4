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
	// reset starts new trainings: it sets the initial weights of each network and clears Adam's moments.
	reset(initial []snn.Weights, learningRate float64) error
	// load divides a data set of each network into batches, with its samples in the given order; samples that don't fill a
	// batch are left out.
	load(sets []*stimulus.Dataset, orders [][]int32) (batches, error)
	// step makes a training step on batch i, without waiting for it. Networks that are not active keep their weights. The
	// losses are those before the step.
	step(b batches, i int, d []dropout, active []bool) (outcome, error)
	// evaluate runs the networks on batch i, without dropout and without waiting for the results.
	evaluate(b batches, i int) (outcome, error)
	// values computes all intermediate values of a single network on batch i. Nothing changes.
	values(b batches, i int) (*Values, error)
	// weights returns those of one network; setWeights keeps Adam's moments.
	weights(network int) (snn.Weights, error)
	setWeights(network int, w snn.Weights) error
	close()
}

// batches are data sets in an engine.
type batches interface {
	count() int // of batches
	close()
}

// dropout of one network in a training step: the probability of being dropped, and the key of the mask.
type dropout struct {
	p   float64
	key random.Key
}

// An outcome waits for an engine's result: the mean loss of each network's batch, [M], and, for an evaluation, the predicted
// class of each sample, [M][B].
type outcome func() (losses []float64, predicted [][]int, err error)

// newEngine returns the engine for a backend. On the fused backend, networks with options run on GoMLX's pure Go backend,
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
