package snn

import (
	"fmt"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/stimulus"
)

// Network builds the graphs of networks with the same settings and the same shape of input.
type Network struct {
	Settings
	in     Input
	layers []int     // units of the hidden layers
	tau    []float64 // their time constants and the readout's, before any learning, in seconds
	smooth bool      // a sigmoid replaces the step, so that the surrogate gradient is the true one (for tests)
}

// Input is the shape of a network's input.
type Input struct {
	TimeStep  float64 // dt, in seconds; > 0
	Steps     int     // T; >= 2
	Afferents int     // C; >= 1
}

// New returns the network with the given settings for the given stimulus. The error of an invalid setting names the field.
func New(s Settings, stim stimulus.Settings) (*Network, error) {
	if err := stim.Validate(); err != nil {
		return nil, err
	}
	return NewFor(s, Input{TimeStep: stim.TimeStep, Steps: stim.Steps(), Afferents: stim.Afferents()})
}

// NewFor is like New, for any input, not only a stimulus with two ears.
func NewFor(s Settings, in Input) (*Network, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	switch {
	case !positive(in.TimeStep):
		return nil, invalid("time step", in.TimeStep, "a positive number of seconds")
	case in.Steps < 2:
		return nil, invalid("number of time steps", in.Steps, "2 or more")
	case in.Afferents < 1:
		return nil, invalid("number of afferents", in.Afferents, "1 or more")
	}
	s.Variant = s.Variant.Normal()
	return &Network{Settings: s, in: in, layers: s.HiddenLayers(), tau: s.LayerTimeConstants()}, nil
}

// Input returns the shape of the network's input.
func (n *Network) Input() Input { return n.in }

// Layer is the activity of one hidden layer.
type Layer struct {
	Spikes   *Node // before dropout [T, R, H]
	Membrane *Node // [T, R, H]
}

// Trace is the result of Forward, with everything that Backward needs.
type Trace struct {
	Logits *Node   // [R, K]
	Layers []Layer // hidden layers
	// RateCost is the cost of firing rates out of bounds, to be added to each network's loss, [M]; nil if rates have no bounds.
	RateCost *Node
	// Output computes the membrane potential of the output units at every step, [T, R, K].
	Output func() *Node

	pass   *pass
	first  firstLayer
	params parameters
}

// pass is one forward pass of networks side by side, with their dropout. Their samples are rows: row m·B + b is sample b of
// network m, R = M·B in all. LIF units treat all rows alike; only products with weights depend on the row's network.
type pass struct {
	*Network
	networks, batch int // M, B
	dropout         *Dropout
}

// firstLayer is what Backward needs of the first hidden layer, whose gradient is written by hand.
type firstLayer struct {
	input   *input
	w       *Node // weights as used: [M, 8G, H']
	factor  *Node // of the current, for dropped inputs: [R, 1], or nil
	current *Node // [T, R, H']
	history *Node // [T+1, R, H']
	alpha   leak
	leaf    *Node // where GoMLX's gradient ends: the spikes s [T, R, H'], or, with c, Σ_t c[t] keep[t] s[t] [R, H']
	c       *Node // [T, 1, 1], or nil
	keep    *Node // with c, the mask of dropped spikes [T, R, H'] or [1, R, H'], or nil
}

// Forward computes the outputs of M networks for a batch of B samples each; M is 1 unless weights have an axis of networks.
//
//	x        packed spikes, uint8 [T, R, G]
//	weights  in the order of [Weights.Arrays]; those of several networks have an axis of networks first: w1 is [C, H] or
//	         [M, C, H], and so on
//	dropout  nil for no dropout, as in validation and testing
func (n *Network) Forward(x *Node, weights []*Node, dropout *Dropout) *Trace {
	params := n.parameters(weights)
	networks := params.matrices[0].Shape().Dimensions[0]
	n.checkShapes(x, params, networks)
	p := &pass{n, networks, x.Shape().Dimensions[1] / networks, dropout}
	trace := &Trace{pass: p, params: params}
	kind := dropoutKind{}
	if dropout != nil {
		kind = dropoutKinds.Of(string(n.Variant.DropoutKind))
	}

	matrices := make([]*Node, len(params.matrices))
	for i, w := range params.matrices {
		matrices[i] = n.effective(w, params.signs[i])
		if kind.weights != nil {
			matrices[i] = kind.weights(p, i, matrices[i])
		}
	}

	// The first layer: current, membrane, spikes. GoMLX's gradient stops here; Backward continues by hand.
	first := &trace.first
	*first = firstLayer{input: &input{p, x}, alpha: p.leak(0, params.logTau)}
	if kind.inputs != nil {
		first.input.x, first.factor = kind.inputs(p, x, matrices[0])
	}
	first.w = padded(matrices[0], x.Shape().Dimensions[2]*stimulus.GroupSize)
	first.current = StopGradient(first.input.current(first.w))
	if first.factor != nil {
		first.current = Mul(first.current, InsertAxes(first.factor, 0))
	}
	first.history = StopGradient(n.membrane(first.current, first.alpha.stopped()))
	first.leaf = Identity(StopGradient(n.spikes(first.history)))

	s, v := first.leaf, Slice(first.history, AxisRange(1))
	spikes := []*Node{s}
	var keep *Node // mask of the last layer's spikes
	for i, units := range n.layers {
		if i > 0 {
			s, v = n.layer(p.times(s, padded(matrices[i], s.Shape().Dimensions[2])), p.leak(i, params.logTau))
			spikes = append(spikes, s)
		}
		real := []SliceAxisSpec{AxisRange(), AxisRange(), AxisRange(0, units)} // without padded units
		trace.Layers = append(trace.Layers, Layer{Slice(s, real...), Slice(v, real...)})
		if kind.spikes != nil {
			keep = kind.spikes(p, i, s)
			s = Mul(s, keep)
		}
	}
	trace.RateCost = p.rateCost(spikes)

	last := len(n.layers)
	out, w, alpha := readouts.Of(string(n.Variant.Readout)), matrices[last], p.leak(last, params.logTau)
	current := func() *Node { return p.times(s, padded(w, s.Shape().Dimensions[2])) }
	classes := AxisRange(0, n.Classes)
	trace.Output = func() *Node { return Slice(out.output(p, current(), alpha), AxisRange(), AxisRange(), classes) }
	if out.weights == nil {
		trace.Logits = Slice(out.logits(p, current(), alpha), AxisRange(), classes)
		return trace
	}
	c := out.weights(p, s.Shape().Dimensions[0], s, alpha)
	sum := ReduceSum(Mul(s, c), 0)
	if len(n.layers) == 1 && trace.RateCost == nil && alpha.learnt == nil {
		// Only the sum depends on the spikes, so ds[t] = c[t]·dsum·keep[t] needs no tensor of its own, which saves a tenth of the
		// time of a training step.
		sum = Identity(StopGradient(sum))
		first.leaf, first.c, first.keep = sum, c, keep
	}
	trace.Logits = p.times(Slice(sum, AxisRange(), AxisRange(0, w.Shape().Dimensions[1])), w)
	return trace
}

// Backward computes the gradients of a loss with respect to all weights that are learnt, in the order of [Weights.Arrays].
// The loss is a scalar computed from the trace, and must include its RateCost.
//
// GoMLX differentiates everything after the first layer's spikes. The gradient of that layer and its input is written by hand
// (see lif.go and input.go). From there, the weights as used, GoMLX continues to the weights themselves, as the gradient of
// Σ w·dw with a fixed dw.
func (n *Network) Backward(trace *Trace, loss *Node) []*Node {
	p, first := trace.params, trace.first
	behind := append([]*Node{first.leaf}, p.matrices[1:]...)
	if p.logTau != nil {
		behind = append(behind, p.logTau)
	}
	gradients := Gradient(loss, behind...)

	dw, dAlpha := n.reverse(first.current, first.history, upstream{gradients[0], first.c, first.keep}, first.alpha.stopped(), first.input)
	if first.factor != nil {
		// The current was scaled by its network's factor, and so is the gradient.
		dw = Mul(dw, Reshape(trace.pass.scale(dw), -1, 1, 1))
	}
	used := ReduceAllSum(Mul(first.w, StopGradient(dw)))
	learnt := []*Node{p.matrices[0]}
	if p.logTau != nil {
		used = Add(used, ReduceAllSum(Mul(first.alpha.learnt, StopGradient(dAlpha))))
		learnt = append(learnt, p.logTau)
	}
	byFirst := Gradient(used, learnt...)
	gradients[0] = byFirst[0]
	if p.logTau != nil {
		last := len(gradients) - 1
		gradients[last] = Add(gradients[last], byFirst[1])
	}
	return p.inOrder(gradients)
}

// parameters are a network's weights in the order of the layers, each with an axis of networks.
type parameters struct {
	matrices []*Node // [M, C, H], ..., [M, H, K]
	logTau   *Node   // [M, L+1], or nil
	signs    []*Node // of each matrix's presynaptic units, [M, C], ...; nil if there is no mask

	given []*Node // as Forward got them
}

// parameters takes weights in the order of [Weights.Arrays] and puts them into the order of the layers. It panics, as graph
// builders do, if there are too few or too many.
func (n *Network) parameters(weights []*Node) parameters {
	layers := len(n.layers)
	want := layers + 1
	if n.Variant.LearnTimeConstants {
		want++
	}
	masked := n.DalesLaw && !n.Variant.DaleMask.IsZero()
	if masked {
		want += layers + 1
	}
	if len(weights) != want {
		panic(fmt.Errorf("snn: there are %d arrays of weights; a network with these settings has %d", len(weights), want))
	}
	p := parameters{given: weights}
	weights = slices.Clone(weights)
	if weights[0].Rank() == 2 { // one network
		for i, w := range weights {
			weights[i] = InsertAxes(w, 0)
		}
	}
	p.matrices = append(append(p.matrices, weights[0]), weights[2:layers+1]...)
	p.matrices = append(p.matrices, weights[1])
	weights = weights[layers+1:]
	if n.Variant.LearnTimeConstants {
		p.logTau, weights = weights[0], weights[1:]
	}
	p.signs = make([]*Node, layers+1)
	copy(p.signs, weights)
	return p
}

// inOrder puts the gradients with respect to matrices and time constants into the order and the shapes of Forward's weights.
func (p parameters) inOrder(gradients []*Node) []*Node {
	last := len(p.matrices) - 1
	all := append([]*Node{gradients[0], gradients[last]}, gradients[1:last]...)
	all = append(all, gradients[last+1:]...)
	for i := range all {
		all[i] = Reshape(all[i], p.given[i].Shape().Dimensions...)
	}
	return all
}

// times multiplies each row by the weights of its network: x [T, R, C] or [R, C], w [M, C, H] → [T, R, H] or [R, H].
func (p *pass) times(x, w *Node) *Node {
	dims := slices.Clone(x.Shape().Dimensions)
	last := len(dims) - 1
	from, to := dims[last], w.Shape().Dimensions[2]
	dims[last] = to
	if p.networks == 1 {
		return Reshape(Dot(Reshape(x, -1, from), Reshape(w, from, to)).Product(), dims...)
	}
	if x.Rank() == 2 {
		return Reshape(DotGeneral(Reshape(x, p.networks, p.batch, from), []int{2}, []int{0}, w, []int{1}, []int{0}), dims...)
	}
	y := DotGeneral(Reshape(x, -1, p.networks, p.batch, from), []int{3}, []int{1}, w, []int{1}, []int{0}) // [M, T, B, H]
	return Reshape(TransposeAllDims(y, 1, 0, 2, 3), dims...)
}

// perRow repeats each network's value for all its rows: x [M] → [R, 1].
func (p *pass) perRow(x *Node) *Node {
	return Reshape(BroadcastToDims(InsertAxes(x, -1), p.networks, p.batch), -1, 1)
}

// checkShapes panics, as graph builders do, if a shape is wrong. Executors turn the panic into an error.
func (n *Network) checkShapes(x *Node, p parameters, networks int) {
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
	want("spikes [T, R, G]", x, n.in.Steps, -1, stimulus.Groups(n.in.Afferents))
	if rows := x.Shape().Dimensions[1]; rows%networks != 0 {
		panic(fmt.Errorf("snn: %d rows of spikes can't be divided evenly among %d networks", rows, networks))
	}
	from := n.in.Afferents
	for i, to := range append(slices.Clone(n.layers), n.Classes) {
		want(fmt.Sprintf("matrix %d [M, from, to]", i+1), p.matrices[i], networks, from, to)
		if p.signs[i] != nil {
			want(fmt.Sprintf("signs of matrix %d [M, from]", i+1), p.signs[i], networks, from)
		}
		from = to
	}
	if p.logTau != nil {
		want("log time constants [M, layers]", p.logTau, networks, len(n.tau))
	}
}
