package snn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Many builds the graphs of M networks side by side: of the same settings, but each with weights, spikes and dropout of its
// own. On a GPU a small network keeps the device waiting for the next instruction; many at once cost hardly more than one.
//
// The axis of the networks, M, comes first, but behind T: [T, M, B, H]. The LIF equations work on single units, and so run
// as they are, over M·B samples. Nothing else of the network differs from [Network], which is the one to read.
type Many struct {
	*Network
	dense bool
}

// NewMany takes the settings of one network. dense says how spikes and weights are multiplied on XLA: as matrices, which
// suits GPUs, or as Network does it, which suits CPUs. The pure Go backend always takes matrices.
func NewMany(n *Network, dense bool) *Many { return &Many{n, dense} }

// ManyTrace is what Forward computed: the results, and what Backward needs of it.
type ManyTrace struct {
	Logits *Node // [M, B, K]
	Rate   *Node // [M, B, H]

	x, w1, w2 *Node // as given
	current   *Node // h: [T, M·B, H']
	history   *Node // [T+1, M·B, H']
	weights   *Node // c: [T]
	keep      *Node // dropout mask [T, M·B, H'], or nil
	undropped *Node // whether a network's probability is 0, [M·B, H'], or nil
}

// ManyDropout is the dropout of a training step of each network. A probability of 0 gives exactly what no dropout gives.
type ManyDropout struct {
	P   *Node // probabilities [M]
	Key *Node // uint32 [M, 2]
}

// Forward computes the networks' answers to a batch each.
//
//	x    packed spikes, uint8 [T, M, B, G]
//	w1   weights from afferents to hidden units [M, C, H]
//	w2   weights from hidden units to classes [M, H, K]
//	dropout is nil where there is none
func (n *Many) Forward(x, w1, w2 *Node, dropout *ManyDropout) *ManyTrace {
	n.checkShapes(x, w1, w2)
	many, batch, groups := x.Shape().Dimensions[1], x.Shape().Dimensions[2], x.Shape().Dimensions[3]
	trace := &ManyTrace{x: x, w1: w1, w2: w2}

	w := padAxis(padAxis(n.effective(w1), 1, groups*stimulus.GroupSize), 2, paddedUnits(n.HiddenUnits))
	trace.current = n.products(x, w)
	trace.history = n.membraneHistories(trace.current)
	trace.weights = n.readoutWeights(w1)

	read := n.spikesOf(trace.history)
	if dropout != nil {
		trace.keep = dropout.mask(read, many)
		none := Reshape(Equal(dropout.P, ZerosLike(dropout.P)), many, 1, 1)
		trace.undropped = Reshape(BroadcastToDims(none, many, batch, read.Shape().Dimensions[2]), many*batch, -1)
		read = Mul(read, trace.keep)
	}
	rate := Reshape(rateOf(read, trace.weights), many, batch, -1)
	trace.Rate = Slice(rate, AxisRange(), AxisRange(), AxisRange(0, n.HiddenUnits))
	trace.Logits = DotGeneral(trace.Rate, []int{2}, []int{0}, n.effective(w2), []int{1}, []int{0})
	return trace
}

// Backward computes the gradients by the weights, of the shapes of w1 and w2, from those by the logits, [M, B, K].
func (n *Many) Backward(trace *ManyTrace, dLogits *Node) (dW1, dW2 *Node) {
	dW2 = DotGeneral(trace.Rate, []int{1}, []int{0}, dLogits, []int{1}, []int{0})               // Rateᵀ · dLogits
	dRate := DotGeneral(dLogits, []int{2}, []int{0}, n.effective(trace.w2), []int{2}, []int{0}) // dLogits · W2ᵀ
	dRate = padAxis(dRate, 2, paddedUnits(n.HiddenUnits))
	dRate = Reshape(dRate, -1, dRate.Shape().Dimensions[2]) // [M·B, H']

	dW1 = n.inputGradients(trace, dRate)
	dW1 = Slice(dW1, AxisRange(), AxisRange(0, n.afferents), AxisRange(0, n.HiddenUnits))
	return n.effectiveGradient(trace.w1, dW1), n.effectiveGradient(trace.w2, dW2)
}

// products is spikes times weights of each network: x [T, M, B, G], w [M, 8G, H'] → currents [T, M·B, H'].
func (n *Many) products(x, w *Node) *Node {
	g := x.Graph()
	dims := x.Shape().Dimensions
	steps, many, batch, groups := dims[0], dims[1], dims[2], dims[3]
	units := w.Shape().Dimensions[2]
	if n.dense || unrolled(g) {
		spikes := unpack(x, 3, w.DType())                                        // [T, M, B, 8G]
		current := DotGeneral(spikes, []int{3}, []int{1}, w, []int{1}, []int{0}) // [M, T, B, H']
		return Reshape(TransposeAllDims(current, 1, 0, 2, 3), steps, many*batch, units)
	}

	// As in product, with one table below the other.
	bits := BroadcastToDims(Reshape(bitsOfBytes(g, w.DType()), 1, byteValues, stimulus.GroupSize), many*groups, byteValues, stimulus.GroupSize)
	table := DotGeneral(bits, []int{2}, []int{0}, Reshape(w, many*groups, stimulus.GroupSize, units), []int{1}, []int{0})
	ints := shapes.Make(dtypes.Int32, dims...)
	ofGroup := Mul(Add(Mul(Iota(g, ints, 1), Const(g, int32(groups))), Iota(g, ints, 3)), Const(g, int32(byteValues)))
	index := Add(ofGroup, ConvertDType(x, dtypes.Int32))
	sums := Gather(Reshape(table, many*groups*byteValues, units), InsertAxes(index, -1)) // [T, M, B, G, H']
	return Reshape(ReduceSum(sums, 3), steps, many*batch, units)
}

// mask is that of [Dropout] for each network: [T, M·B, H'].
func (d *ManyDropout) mask(like *Node, many int) *Node {
	g := like.Graph()
	dims := like.Shape().Dimensions
	steps, batch, units := dims[0], dims[1]/many, dims[2]
	counters := shapes.Make(dtypes.Uint32, steps, many, batch, units)
	row := Add(Mul(Iota(g, counters, 0), Const(g, uint32(batch))), Iota(g, counters, 2))
	ofNetwork := func(x *Node) *Node { return BroadcastToDims(Reshape(x, 1, many, 1, 1), counters.Dimensions...) }
	keyWord := func(i int) *Node { return ofNetwork(Slice(d.Key, AxisRange(), AxisElem(i))) }
	words, _ := random.GraphWordsOf(keyWord(0), keyWord(1), row, Iota(g, counters, 3))

	p := ofNetwork(ConvertDType(d.P, like.DType()))
	threshold := ofNetwork(Mul(ConvertDType(d.P, dtypes.Float32), Const(g, float32(1<<random.UniformBits))))
	kept := GreaterOrEqual(random.GraphUniform24(words), threshold)
	return Reshape(Div(ConvertDType(kept, like.DType()), Sub(num(p, 1), p)), dims...)
}

// padAxis adds zeros behind an axis up to a size.
func padAxis(w *Node, axis, size int) *Node {
	dims := append([]int(nil), w.Shape().Dimensions...)
	if dims[axis] == size {
		return w
	}
	dims[axis] = size - dims[axis]
	return Concatenate([]*Node{w, Zeros(w.Graph(), shapes.Make(w.DType(), dims...))}, axis)
}

// checkShapes panics, as graph builders do, with what is wrong.
func (n *Many) checkShapes(x, w1, w2 *Node) {
	if x.Rank() != 4 {
		panic(fmt.Errorf("snn: spikes have shape %v, want [T, M, B, G]", x.Shape().Dimensions))
	}
	many := x.Shape().Dimensions[1]
	for _, c := range []struct {
		what string
		node *Node
		want []int
	}{
		{"spikes [T, M, B, G]", x, []int{n.steps, many, x.Shape().Dimensions[2], stimulus.Groups(n.afferents)}},
		{"w1 [M, C, H]", w1, []int{many, n.afferents, n.HiddenUnits}},
		{"w2 [M, H, K]", w2, []int{many, n.HiddenUnits, n.Classes}},
	} {
		if err := c.node.Shape().CheckDims(c.want...); err != nil {
			panic(fmt.Errorf("snn: %s has shape %v, want %v", c.what, c.node.Shape().Dimensions, c.want))
		}
	}
}
