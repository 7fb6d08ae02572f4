package trained

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Classify shows a data set to the network, without dropout, and gives its answers.
func (n *Network) Classify(backend compute.Backend, set *stimulus.Dataset) (evaluation.Trials, error) {
	out, err := n.forward(backend, set, func(_ *snn.Network, trace *snn.Trace) []*Node {
		return []*Node{ArgMax(trace.Logits, -1, dtypes.Int64)}
	})
	if err != nil {
		return evaluation.Trials{}, err
	}
	var predicted []int
	for _, k := range out[0].([]int64) {
		predicted = append(predicted, int(k))
	}
	return evaluation.NewTrials(set.IPD, predicted, n.Settings.Network.Classes)
}

// Activity is what the units of a network do while it hears a data set. Of the hidden units all is as in package snn:
// T steps, B samples, H hidden units, K classes.
type Activity struct {
	Membrane [][][]float32 // of the hidden units [T][B][H]
	Spikes   [][][]float32 // of the hidden units, 0 or 1: [T][B][H]
	Output   [][][]float32 // potential of the readout [T][B][K]
}

// Listen records what the units do while the network hears a data set, without dropout. It takes 25 kB a sample.
func (n *Network) Listen(backend compute.Backend, set *stimulus.Dataset) (*Activity, error) {
	out, err := n.forward(backend, set, func(net *snn.Network, trace *snn.Trace) []*Node {
		return []*Node{trace.Membrane, trace.Spikes, net.OutputMembrane(trace)}
	})
	if err != nil {
		return nil, err
	}
	return &Activity{Membrane: out[0].([][][]float32), Spikes: out[1].([][][]float32), Output: out[2].([][][]float32)}, nil
}

// forward computes what the caller wants of the network's answer to a data set.
func (n *Network) forward(backend compute.Backend, set *stimulus.Dataset, want func(*snn.Network, *snn.Trace) []*Node) ([]any, error) {
	net, err := snn.NewFor(n.Settings.Network, snn.Input{
		TimeStep: n.Settings.Stimulus.TimeStep, Steps: set.Steps, Afferents: set.Afferents})
	if err != nil {
		return nil, err
	}
	exec, err := NewExec(backend, func(x, w1, w2 *Node) []*Node {
		return want(net, net.Forward(TransposeAllDims(x, 1, 0, 2), w1, w2, nil)) // the network goes through time first
	})
	if err != nil {
		return nil, fmt.Errorf("showing a data set to a network: %w", err)
	}
	defer exec.Finalize()
	tensors, err := exec.Call(set.Spikes, n.Weights.W1, n.Weights.W2)
	if err != nil {
		return nil, fmt.Errorf("showing a data set of %d samples to a network: %w", set.Len(), err)
	}
	var values []any
	for _, t := range tensors {
		values = append(values, t.Value())
		if err := t.FinalizeAll(); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// SpikeCounts is how often each hidden unit spikes, on average over the samples: [H].
func (a *Activity) SpikeCounts() []float64 {
	counts := make([]float64, len(a.Spikes[0][0]))
	for _, samples := range a.Spikes {
		for _, units := range samples {
			for h, s := range units {
				counts[h] += float64(s) / float64(len(samples))
			}
		}
	}
	return counts
}

// Busiest lists the n hidden units that spike most, the busiest first.
func (a *Activity) Busiest(n int) []int {
	counts := a.SpikeCounts()
	units := make([]int, len(counts))
	for h := range units {
		units[h] = h
	}
	slices.SortStableFunc(units, func(i, j int) int { return cmp.Compare(counts[j], counts[i]) })
	return units[:min(n, len(units))]
}
