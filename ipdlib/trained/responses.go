package trained

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Responses runs the network on a data set, without dropout, and counts the spikes of all hidden units. Except for the counts, its
// memory doesn't grow with the number of samples.
func (n *Network) Responses(ctx context.Context, backend compute.Backend, set *stimulus.Dataset) (*evaluation.Responses, error) {
	all, err := Responses(ctx, backend, []*Network{n}, set)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Responses runs several networks, such as the runs of a training, on a data set. Their network settings must be the same except
// for the dropout. One compiled program serves them all.
func Responses(ctx context.Context, backend compute.Backend, networks []*Network, set *stimulus.Dataset) ([]*evaluation.Responses, error) {
	if len(networks) == 0 {
		return nil, nil
	}
	n := networks[0]
	var weights []snn.Weights
	for i, other := range networks {
		a, b := other.Settings.Network, n.Settings.Network
		a.Dropout, b.Dropout = 0, 0
		if !reflect.DeepEqual(a, b) || other.Settings.Stimulus.TimeStep != n.Settings.Stimulus.TimeStep {
			return nil, fmt.Errorf("network %d has the settings %+v, network 0 %+v; run networks with different settings separately", i, a, b)
		}
		weights = append(weights, other.Weights)
	}
	p, err := newProbe(backend, n, set, func(trace *snn.Trace) []*Node {
		values := []*Node{trace.Logits}
		for _, layer := range trace.Layers {
			values = append(values, layer.Spikes)
		}
		return values
	})
	if err != nil {
		return nil, err
	}
	defer p.close()
	s := n.Settings
	all, predicted := make([]*evaluation.Responses, len(networks)), make([][]int, len(networks))
	for i := range all {
		all[i] = &evaluation.Responses{}
		for _, units := range s.Network.HiddenLayers() {
			layer, err := evaluation.NewFiring(set.IPD, units, set.Steps, s.Stimulus.TimeStep, s.Network.Classes)
			if err != nil {
				return nil, err
			}
			all[i].Hidden = append(all[i].Hidden, layer)
		}
	}
	err = p.each(ctx, weights, func(first, network int, values []*tensors.Tensor) error {
		r := all[network]
		for _, logits := range p.rows(values[0], first) {
			r.Logits = append(r.Logits, logits)
			predicted[network] = append(predicted[network], largest(logits))
		}
		for i, layer := range r.Hidden {
			var err error
			e := values[1+i].ConstFlatData(func(flat any) { err = layer.Add(first, p.size, flat.([]float32)) })
			if err != nil || e != nil {
				return fmt.Errorf("counting the spikes of hidden layer %d: %w", i+1, cmp.Or(err, e))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if r.Trials, err = evaluation.NewTrials(set.IPD, predicted[i], s.Network.Classes); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Ablate runs the network on a data set, and the same network without each of some groups of units of a hidden layer, 0 being
// the first: the spikes of these units reach no other unit. Nothing is retrained. Silencing a unit is the same as removing its
// outgoing weights, so one program serves all groups.
func (n *Network) Ablate(ctx context.Context, backend compute.Backend, set *stimulus.Dataset, layer int, groups ...[]int) (evaluation.Ablations, error) {
	networks := []snn.Weights{n.Weights}
	for _, units := range groups {
		w, err := n.without(layer, units)
		if err != nil {
			return evaluation.Ablations{}, err
		}
		networks = append(networks, w)
	}
	p, err := newProbe(backend, n, set, func(trace *snn.Trace) []*Node { return []*Node{trace.Logits} })
	if err != nil {
		return evaluation.Ablations{}, err
	}
	defer p.close()
	predicted := make([][]int, len(networks))
	err = p.each(ctx, networks, func(first, network int, values []*tensors.Tensor) error {
		for _, logits := range p.rows(values[0], first) {
			predicted[network] = append(predicted[network], largest(logits))
		}
		return nil
	})
	if err != nil {
		return evaluation.Ablations{}, err
	}
	result := evaluation.Ablations{Layer: layer}
	for i, answers := range predicted {
		trials, err := evaluation.NewTrials(set.IPD, answers, n.Settings.Network.Classes)
		switch {
		case err != nil:
			return evaluation.Ablations{}, err
		case i == 0:
			result.Whole = trials
		default:
			result.Without = append(result.Without, evaluation.Ablation{Units: groups[i-1], Trials: trials})
		}
	}
	return result, nil
}

// without returns the weights without the outgoing weights of some units of a hidden layer.
func (n *Network) without(layer int, units []int) (snn.Weights, error) {
	w := n.Weights.Clone()
	layers := n.Settings.Network.HiddenLayers()
	if layer < 0 || layer >= len(layers) {
		return w, fmt.Errorf("there is no hidden layer %d to ablate; this network has the layers 0 to %d", layer, len(layers)-1)
	}
	from := slices.Clone(w.Matrices()[layer+1]) // leading from the layer
	for _, h := range units {
		if h < 0 || h >= len(from) {
			return w, fmt.Errorf("there is no unit %d to ablate; hidden layer %d has the units 0 to %d", h, layer, len(from)-1)
		}
		from[h] = make([]float32, len(from[h]))
	}
	if layer == len(layers)-1 {
		w.W2 = from
	} else {
		w.Hidden[layer] = from
	}
	return w, nil
}
