package variant

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Network builds the graphs of one network.
type Network struct {
	snn.Settings
	study  *snn.Network // the study's network, if there are no options; then nothing else is used
	in     snn.Input
	layers []int     // units of the hidden layers
	tau    []float64 // their time constants and the readout's, before any learning, in seconds
	smooth bool      // a sigmoid in place of the step: then its slope is the true one (for tests)
}

// New gives the network of some settings for some stimulus. It refuses what can't work, naming the field.
func New(s snn.Settings, stim stimulus.Settings) (*Network, error) {
	if err := stim.Validate(); err != nil {
		return nil, err
	}
	return NewFor(s, snn.InputOf(stim))
}

// NewFor gives the network of some settings for any input.
func NewFor(s snn.Settings, in snn.Input) (*Network, error) {
	if s.Variant.IsZero() {
		study, err := snn.NewFor(s, in)
		if err != nil {
			return nil, err
		}
		return Study(study), nil
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := in.Validate(); err != nil {
		return nil, err
	}
	return general(s, in), nil
}

// Study gives the study's network in this package's form.
func Study(n *snn.Network) *Network { return &Network{Settings: n.Settings, study: n} }

// general is a network built by this package.
func general(s snn.Settings, in snn.Input) *Network {
	s.Variant = s.Variant.Normal()
	return &Network{Settings: s, in: in, layers: s.HiddenLayers(), tau: s.LayerTimeConstants()}
}

// Parameters are the weights of a network as nodes of a graph; see [snn.VariantWeights].
type Parameters struct {
	Matrices         []*Node // from afferents to hidden units [C, H], between hidden layers, to classes [H, K]
	LogTimeConstants *Node   // [L+1], or nil
	Signs            []*Node // of the units that each matrix comes from, or nil
}

// Parameters sorts nodes that are in the order of [snn.Weights.Arrays]. It panics, as graph builders do, if they are too few
// or too many.
func (n *Network) Parameters(nodes []*Node) Parameters {
	further := len(n.HiddenLayers()) - 1
	want := 2 + further
	if n.Variant.LearnTimeConstants {
		want++
	}
	if n.DalesLaw && n.Variant.DaleMask == snn.RandomInhibit {
		want += 2 + further
	}
	if len(nodes) != want {
		panic(fmt.Errorf("variant: there are %d arrays of weights; a network of these settings has %d", len(nodes), want))
	}
	p := Parameters{Matrices: []*Node{nodes[0]}}
	p.Matrices = append(p.Matrices, nodes[2:2+further]...)
	p.Matrices = append(p.Matrices, nodes[1])
	nodes = nodes[2+further:]
	if n.Variant.LearnTimeConstants {
		p.LogTimeConstants, nodes = nodes[0], nodes[1:]
	}
	if len(nodes) > 0 {
		p.Signs = nodes
	}
	return p
}

// Layer is what the units of one hidden layer did.
type Layer struct {
	Spikes   *Node // before dropout [T, B, H]
	Membrane *Node // [T, B, H]
}

// Trace is what Forward computed: the results, and what Backward needs of it.
type Trace struct {
	Logits *Node   // [B, K]
	Layers []Layer // hidden layers
	// RateCost is what the loss is to grow by for rates out of bounds, a scalar; nil where they have none.
	RateCost *Node

	study      *snn.Trace
	output     func() *Node
	parameters Parameters
	x          *Node // packed spikes, without dropped ones
	current    *Node // of the first layer, h before scaling: [T, B, H']
	w1         *Node // the first matrix as used: [8G, H']
}

// Forward computes the network's answer to a batch.
//
//	x        packed spikes, uint8 [T, B, G]
//	nodes    the weights, in the order of [snn.Weights.Arrays]
//	dropout  nil where there is none: in validation and testing
func (n *Network) Forward(x *Node, nodes []*Node, dropout *snn.Dropout) *Trace {
	if n.study != nil {
		study := n.study.Forward(x, nodes[0], nodes[1], dropout)
		return &Trace{
			Logits: study.Logits,
			Layers: []Layer{{study.Spikes, study.Membrane}},
			study:  study,
			output: func() *Node { return n.study.OutputMembrane(study) },
		}
	}
	p := n.Parameters(nodes)
	n.checkShapes(x, p)
	trace := &Trace{parameters: p}
	rates := n.decayRates(p.Matrices[0], p)

	// Weights with silent units, up to whole registers, between the layers.
	matrices := n.dropConnections(dropout, n.effective(p))
	rows := x.Shape().Dimensions[2] * stimulus.GroupSize
	for i, w := range matrices {
		matrices[i] = snn.PadUnits(snn.PadRows(w, rows))
		rows = matrices[i].Shape().Dimensions[1]
	}

	// The first layer's current is the product of bits and weights; from here its gradient goes on by hand.
	var factor *Node
	trace.x, factor = n.dropInputs(dropout, x, matrices[0])
	trace.w1 = matrices[0]
	trace.current = StopGradient(snn.Product(trace.x, StopGradient(trace.w1)))
	trace.current = Identity(trace.current)
	h := trace.current
	if factor != nil {
		h = Mul(h, factor)
	}

	var spikes []*Node
	last := len(n.layers) - 1
	for i, units := range n.layers {
		s, v := n.layer(h, leak(rates[i]))
		spikes = append(spikes, s)
		real := []SliceAxisSpec{AxisRange(), AxisRange(), AxisRange(0, units)}
		trace.Layers = append(trace.Layers, Layer{Slice(s, real...), Slice(v, real...)})
		s = n.dropSpikes(dropout, i, s)
		if i < last {
			dims := s.Shape().Dimensions
			h = Reshape(Dot(Reshape(s, dims[0]*dims[1], dims[2]), matrices[i+1]).Product(), dims[0], dims[1], -1)
			continue
		}
		logits, output := n.read(s, matrices[i+1], rates[i+1])
		trace.Logits = Slice(logits, AxisRange(), AxisRange(0, n.Classes))
		trace.output = func() *Node { return Slice(output(), AxisRange(), AxisRange(), AxisRange(0, n.Classes)) }
	}
	trace.RateCost = n.rateCost(spikes)
	return trace
}

// OutputMembrane gives the potential of the output units at every step, [T, B, K], for plots.
func (n *Network) OutputMembrane(trace *Trace) *Node { return trace.output() }

// Backward computes the gradients of a loss, a scalar made of the trace, by all weights that are learnt, in the order of
// [snn.Weights.Arrays]. The loss must include the trace's RateCost.
func (n *Network) Backward(trace *Trace, loss *Node) []*Node {
	if n.study != nil {
		dW1, dW2 := n.study.Backward(trace.study, Gradient(loss, trace.Logits)[0])
		return []*Node{dW1, dW2}
	}
	p := trace.parameters
	last := len(p.Matrices) - 1
	by := []*Node{trace.current, p.Matrices[last]}
	by = append(by, p.Matrices[1:last]...)
	if p.LogTimeConstants != nil {
		by = append(by, p.LogTimeConstants)
	}
	gradients := Gradient(loss, by...)

	// The current is x·w1 with x a matrix of bits, and so dw1 = xᵀ·dh, for the weights as they were used; on to the weights
	// themselves, through Dale's law and dropped connections, it goes as the gradient of Σ w1·dw1 with a fixed dw1.
	dh := gradients[0]
	dims := dh.Shape().Dimensions
	dUsed := DotGeneral(snn.UnpackRows(trace.x, dh), []int{0}, nil, Reshape(dh, dims[0]*dims[1], dims[2]), []int{0}, nil)
	gradients[0] = Gradient(ReduceAllSum(Mul(trace.w1, StopGradient(dUsed))), p.Matrices[0])[0]
	return gradients
}

// checkShapes panics, as graph builders do, with what is wrong. Executors turn it into an error.
func (n *Network) checkShapes(x *Node, p Parameters) {
	want := func(what string, node *Node, dims ...int) {
		got := node.Shape().Dimensions
		ok := len(got) == len(dims)
		for i := range dims {
			ok = ok && (dims[i] < 0 || got[i] == dims[i])
		}
		if !ok {
			panic(fmt.Errorf("variant: %s has shape %v, want %v (-1: any)", what, got, dims))
		}
	}
	want("spikes [T, B, G]", x, n.in.Steps, -1, stimulus.Groups(n.in.Afferents))
	from := n.in.Afferents
	for i, to := range append(append([]int{}, n.layers...), n.Classes) {
		want(fmt.Sprintf("matrix %d", i+1), p.Matrices[i], from, to)
		if p.Signs != nil {
			want(fmt.Sprintf("signs of matrix %d", i+1), p.Signs[i], from)
		}
		from = to
	}
	if p.LogTimeConstants != nil {
		want("log time constants", p.LogTimeConstants, len(n.tau))
	}
}
