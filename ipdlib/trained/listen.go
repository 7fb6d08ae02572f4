package trained

import (
	"cmp"
	"context"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Classify runs the network on a data set, without dropout, and returns its answers.
func (n *Network) Classify(backend compute.Backend, set *stimulus.Dataset) (evaluation.Trials, error) {
	whole, err := n.Ablate(context.Background(), backend, set, 0) // with nothing ablated
	return whole.Whole, err
}

// Activity is the activity of a network's units, step by step, during a data set. Axes are as in package snn: T steps, B samples,
// H hidden units, K classes.
type Activity struct {
	Membrane [][][]float32 // of the units of the first hidden layer [T][B][H]
	Spikes   [][][]float32 // of the same units, 0 or 1: [T][B][H]
	Output   [][][]float32 // potential of the readout [T][B][K]
	// Layers are all hidden layers, including the first.
	Layers []LayerActivity
}

// LayerActivity is the activity of one hidden layer.
type LayerActivity struct {
	Membrane, Spikes [][][]float32 // [T][B][H]
}

// Listen records the activity of the units during a data set, without dropout. It takes 25 kB per sample; for spike counts over
// many samples see [Network.Responses].
func (n *Network) Listen(backend compute.Backend, set *stimulus.Dataset) (*Activity, error) {
	p, err := newProbe(backend, n, set, func(trace *snn.Trace) []*Node {
		values := []*Node{trace.Output()}
		for _, layer := range trace.Layers {
			values = append(values, layer.Membrane, layer.Spikes)
		}
		return values
	})
	if err != nil {
		return nil, err
	}
	defer p.close()
	a := &Activity{Layers: make([]LayerActivity, len(n.Settings.Network.HiddenLayers()))}
	err = p.each(context.Background(), []snn.Weights{n.Weights}, func(first, _ int, values []*tensors.Tensor) error {
		samples := min(p.size, set.Len()-first)
		a.Output = appendSamples(a.Output, values[0], samples)
		for i := range a.Layers {
			a.Layers[i].Membrane = appendSamples(a.Layers[i].Membrane, values[1+2*i], samples)
			a.Layers[i].Spikes = appendSamples(a.Layers[i].Spikes, values[2+2*i], samples)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	a.Membrane, a.Spikes = a.Layers[0].Membrane, a.Layers[0].Spikes
	return a, nil
}

// appendSamples adds the first samples of a chunk's values, [T, B, ...], to those before.
func appendSamples(before [][][]float32, chunk *tensors.Tensor, samples int) [][][]float32 {
	values := chunk.Value().([][][]float32)
	if before == nil {
		before = make([][][]float32, len(values))
	}
	for t := range values {
		before[t] = append(before[t], values[t][:samples]...)
	}
	return before
}

// SpikeCounts returns the mean number of spikes of each hidden unit per sample: [H].
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
