package snn

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/stimulus"
)

// Network builds the graphs of one network: its settings together with the stimulus it hears.
type Network struct {
	Settings
	steps, afferents int     // T, C
	alpha            float64 // what is left of a potential after one time step, exp(-dt/τ)
	smooth           bool    // a sigmoid in place of the step: then the surrogate gradient is the true one (for tests)
}

// New gives the network of some settings for some stimulus. It refuses what can't work, naming the field.
func New(s Settings, stim stimulus.Settings) (*Network, error) {
	if err := stim.Validate(); err != nil {
		return nil, err
	}
	return NewFor(s, InputOf(stim))
}

// Trace is what Forward computed: the results, and what Backward needs of it.
type Trace struct {
	Logits *Node // m: [B, K]
	Rate   *Node // Σ_t c[t]·s[t], what the readout sees: [B, H]
	Spikes *Node // s of the hidden units, before dropout: [T, B, H]
	// Membrane v of the hidden units: [T, B, H]
	Membrane *Node

	x, w1, w2 *Node // as given
	current   *Node // h: [T, B, H'], with padded units
	history   *Node // [T+1, B, H']
	weights   *Node // c: [T]
	keep      *Node // dropout mask [T, B, H'], or nil
}

// Forward computes the network's answer to a batch.
//
//	x    packed spikes, uint8 [T, B, G]
//	w1   weights from afferents to hidden units [C, H]
//	w2   weights from hidden units to classes [H, K]
//	dropout is nil where there is none: in validation and testing
func (n *Network) Forward(x, w1, w2 *Node, dropout *Dropout) *Trace {
	n.checkShapes(x, w1, w2)
	groups := x.Shape().Dimensions[2]
	trace := &Trace{x: x, w1: w1, w2: w2}

	trace.current = product(x, padUnits(padRows(n.effective(w1), groups*stimulus.GroupSize)))
	trace.history = n.membraneHistory(trace.current)
	trace.weights = n.readoutWeights(w1)

	spikes := n.spikesOf(trace.history)
	read := spikes
	if dropout != nil {
		trace.keep = dropout.mask(spikes)
		read = Mul(spikes, trace.keep)
	}
	units := AxisRange(0, n.HiddenUnits) // without the padded ones
	trace.Rate = Slice(rateOf(read, trace.weights), AxisRange(), units)
	trace.Logits = Dot(trace.Rate, n.effective(w2)).Product()
	trace.Spikes = Slice(spikes, AxisRange(), AxisRange(), units)
	trace.Membrane = Slice(trace.history, AxisRange(1), AxisRange(), units)
	return trace
}

// Backward computes the gradients of the loss by the weights from its gradient by the logits, dLogits [B, K]: the
// readout's as a plain product, the hidden layer's by backpropagation through time (see lif.go).
func (n *Network) Backward(trace *Trace, dLogits *Node) (dW1, dW2 *Node) {
	dW2 = DotGeneral(trace.Rate, []int{0}, nil, dLogits, []int{0}, nil)               // Rateᵀ · dLogits
	dRate := DotGeneral(dLogits, []int{1}, nil, n.effective(trace.w2), []int{1}, nil) // dLogits · W2ᵀ
	dW1 = n.inputGradient(trace.x, trace.current, trace.history, trace.weights, trace.keep, padUnits(dRate))
	dW1 = Slice(dW1, AxisRange(0, n.afferents), AxisRange(0, n.HiddenUnits))
	return n.effectiveGradient(trace.w1, dW1), n.effectiveGradient(trace.w2, dW2)
}

// padRows adds zero weights for the bits beyond the last afferent: [C, H] → [rows, H].
func padRows(w *Node, rows int) *Node {
	dims := w.Shape().Dimensions
	if dims[0] == rows {
		return w
	}
	return Concatenate([]*Node{w, Zeros(w.Graph(), shapes.Make(w.DType(), rows-dims[0], dims[1]))}, 0)
}

// checkShapes panics, as graph builders do, with what is wrong. Executors turn it into an error.
func (n *Network) checkShapes(x, w1, w2 *Node) {
	want := func(what string, node *Node, dims ...int) {
		got := node.Shape().Dimensions
		ok := len(got) == len(dims)
		for i := range dims {
			ok = ok && (dims[i] < 0 || got[i] == dims[i])
		}
		if !ok {
			panic(fmt.Errorf("snn: %s has shape %v, want %v (-1: any)", what, got, dims))
		}
	}
	want("spikes [T, B, G]", x, n.steps, -1, stimulus.Groups(n.afferents))
	want("w1 [C, H]", w1, n.afferents, n.HiddenUnits)
	want("w2 [H, K]", w2, n.HiddenUnits, n.Classes)
}
