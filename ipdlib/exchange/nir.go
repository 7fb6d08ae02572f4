package exchange

import (
	"errors"
	"fmt"
	"math"

	"ipd/ipdlib/record"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/trained"
)

// ErrInexact is wrapped by errors about networks that a format can't represent exactly.
var ErrInexact = errors.New("the network can't be written without a change")

// NIR describes units in continuous time, without a time step, and each reader discretises them in its own way. Norse and snnTorch
// use Euler's method, v ← v + dt/τ (r I + v_leak - v), and a unit spikes in the step in which v is above threshold. Our step is
// v ← α v + h with α = exp(-dt/τ). For their steps to equal ours, the file has
//
//	τ' = dt / (1-α)     instead of τ: then 1 - dt/τ' = α
//	W / (1-α)           instead of W, with r = 1: then dt/τ' r I = W s. (Norse ignores r.)
//
// for the time step dt given in the metadata. With the study's dt = 1 ms and τ = 5 ms, τ' is 5.517 ms.
//
// Readers' spikes come a step earlier than ours, since here the current of step t acts on the potential of step t+1: their step t
// is our step t+1. The classes are read from the sum of the readout's potential; ours corresponds to their first T-2 steps.

// Names of the graph's nodes.
const (
	inputNode, readoutWeights, readoutNode, outputNode = "input", "readout_weights", "readout", "output"
)

// WriteNIR writes a network as a NIR graph: Input, Linear and LIF for each hidden layer, Linear and LI for the readout, Output. It
// can represent networks with the reset "same_step" and a mean or maximum readout. Others give an error that wraps ErrInexact:
// NIR has no reset that comes a step late, like the study's, and can reset only to a value. The rest of the settings is in the
// graph's metadata.
func WriteNIR(path string, n *trained.Network) error {
	root, err := nirOf(n)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	file, err := encodeHDF5(root)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return record.WriteFile(path, file)
}

// nirVersion is the version of the package nir whose format these files follow.
const nirVersion = "1.0.8"

func nirOf(n *trained.Network) (group, error) {
	s := n.Settings.Network
	switch {
	case s.Variant.Reset == snn.LateReset:
		return nil, fmt.Errorf("%w: its reset comes a step late, like the study's, which NIR can't express; train it with reset=same_step", ErrInexact)
	case s.Variant.Reset != snn.SameStepReset:
		return nil, fmt.Errorf("%w: NIR doesn't have the reset %q; train it with reset=same_step", ErrInexact, s.Variant.Reset)
	case s.Variant.Readout == snn.SpikeCountReadout:
		return nil, fmt.Errorf("%w: its readout counts spikes; train it with readout=mean or maximum", ErrInexact)
	}
	tau := n.Weights.TimeConstants()
	if tau == nil {
		tau = s.LayerTimeConstants()
	}
	dt := n.Settings.Stimulus.TimeStep
	training, err := n.Training.JSON()
	if err != nil {
		return nil, err
	}
	metadata := group{
		"time_step_s": []float32{float32(dt)},
		"reading":     "spike in the step that crosses the threshold, reset to 0 in the same step; classes by the readout's potential in the first T-2 of T steps",
	}
	for name, text := range metadataOf(n, string(training)) {
		metadata[name] = text
	}
	inputs := len(n.Weights.W1)
	nodes := group{inputNode: group{"type": "Input", "shape": []int64{int64(inputs)}}}
	var edges [][2]string
	last := inputNode
	chain := func(name string, node group) {
		nodes[name] = node
		edges = append(edges, [2]string{last, name})
		last = name
	}
	matrices := n.Weights.Matrices()
	for i, w := range matrices {
		if s.DalesLaw {
			w = signed(w, n.Weights.Signs, i, s.InhibitoryFraction)
		}
		decay := math.Exp(-dt / tau[i])
		weights, units := transposed(w, 1/(1-decay))
		effective := filled(units, float32(dt/(1-decay)))
		if i < len(matrices)-1 {
			chain(fmt.Sprintf("hidden_%d_weights", i+1), group{"type": "Linear", "weight": weights})
			chain(fmt.Sprintf("hidden_%d", i+1), group{"type": "LIF", "tau": effective, "r": filled(units, 1), "v_leak": filled(units, 0),
				"v_threshold": filled(units, 1), "v_reset": filled(units, 0)})
			continue
		}
		chain(readoutWeights, group{"type": "Linear", "weight": weights})
		chain(readoutNode, group{"type": "LI", "tau": effective, "r": filled(units, 1), "v_leak": filled(units, 0)})
		chain(outputNode, group{"type": "Output", "shape": []int64{int64(units)}})
	}
	return group{"version": nirVersion, "node": group{"type": "NIRGraph", "nodes": nodes, "edges": edges, "metadata": metadata}}, nil
}

// signed applies Dale's law to matrix i: absolute weights, with the sign of their presynaptic unit.
func signed(w [][]float32, signs [][]float32, i int, inhibitory float64) [][]float32 {
	inhibit := snn.InhibitoryUnits(len(w), inhibitory)
	effective := make([][]float32, len(w))
	for from, row := range w {
		sign := float32(1)
		switch {
		case signs != nil:
			sign = signs[i][from]
		case from < inhibit:
			sign = -1
		}
		effective[from] = make([]float32, len(row))
		for to, x := range row {
			effective[from][to] = sign * float32(math.Abs(float64(x)))
		}
	}
	return effective
}

// transposed converts weights [from][to] to NIR's order, [to, from], times a factor.
func transposed(w [][]float32, factor float64) (m matrix, to int) {
	to = len(w[0])
	m = matrix{rows: to, columns: len(w), values: make([]float32, to*len(w))}
	for i, row := range w {
		for j, x := range row {
			m.values[j*len(w)+i] = float32(float64(x) * factor)
		}
	}
	return m, to
}

func filled(n int, x float32) []float32 {
	all := make([]float32, n)
	for i := range all {
		all[i] = x
	}
	return all
}
