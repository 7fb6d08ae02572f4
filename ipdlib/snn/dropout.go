package snn

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Dropout holds the dropout of a training step. Its fields are inputs of the graph, so that one compiled program serves every
// probability. A probability of 0 is the same as no dropout, up to rounding.
type Dropout struct {
	P   *Node // the probability p of each network: [M], or a scalar for one; 0 <= p < 1
	Key *Node // uint32 [M, 2], or [2] for one network: a different one at each training step
}

// A dropoutKind is what dropout drops in training, with probability p, in the same way in all hidden layers:
//
//	hidden spikes   single spikes: an independent mask for every step, sample and unit. The study's
//	hidden units    all spikes of a unit in a sample: a mask for every sample and unit
//	inputs          all spikes of an afferent in a sample: a mask for every sample and afferent
//	connections     weights of all matrices, for the whole batch (DropConnect: L. Wan et al., ICML 2013)
//	spiking units   hidden units, but only those that spike in the sample; the silent ones keep their gradient
//
// What is kept is scaled by 1/(1-p), so that expected values don't change. The forward pass multiplies by the mask, and the
// backward pass multiplies the gradient by the same mask. A unit's own reset sees all its spikes. A mask for every step only
// thins the spikes; other libraries use one mask for the whole sample.
type dropoutKind struct {
	spikes  func(p *pass, layer int, s *Node) *Node     // scaled mask between the spikes s [T, R, H] and the next layer: [T, R, H], or [1, R, H]
	inputs  func(p *pass, x, like *Node) (*Node, *Node) // packed spikes [T, R, G] without dropped ones; the scale of the currents, [R, 1]
	weights func(p *pass, matrix int, w *Node) *Node    // a matrix [M, C, H] without dropped weights
}

var dropoutKinds = option.Table[dropoutKind]{
	{Name: "hidden_spikes", Value: dropoutKind{spikes: func(p *pass, layer int, s *Node) *Node {
		dims := s.Shape().Dimensions
		mask := Reshape(p.keep(layer, s.DType(), dims[0], p.networks, p.batch, dims[2]), dims...)
		return Mul(mask, InsertAxes(p.perRow(p.scale(s)), 0))
	}}},
	{Name: "hidden_units", Value: dropoutKind{spikes: func(p *pass, layer int, s *Node) *Node {
		return InsertAxes(p.keepUnits(layer, s), 0)
	}}},
	{Name: "inputs", Value: dropoutKind{inputs: func(p *pass, x, like *Node) (*Node, *Node) {
		g, dims := x.Graph(), x.Shape().Dimensions
		bits := p.keep(0, dtypes.Int32, p.networks, p.batch, dims[2]*stimulus.GroupSize)
		values := make([]int32, stimulus.GroupSize)
		for i := range values {
			values[i] = 1 << i
		}
		bytes := ReduceSum(Mul(Reshape(bits, dims[1], dims[2], stimulus.GroupSize), Reshape(Const(g, values), 1, 1, -1)), -1)
		mask := BroadcastToDims(InsertAxes(ConvertDType(bytes, dtypes.Uint8), 0), dims...)
		return BitwiseAnd(x, mask), p.perRow(p.scale(like))
	}}},
	{Name: "connections", Value: dropoutKind{weights: func(p *pass, matrix int, w *Node) *Node {
		return Mul(w, Mul(p.keep(matrix, w.DType(), w.Shape().Dimensions...), Reshape(p.scale(w), -1, 1, 1)))
	}}},
	{Name: "spiking_units", Value: dropoutKind{spikes: func(p *pass, layer int, s *Node) *Node {
		silent := Equal(ReduceSum(StopGradient(s), 0), num(s, 0)) // [R, H]
		mask := p.keepUnits(layer, s)
		return InsertAxes(Where(silent, OnesLike(mask), mask), 0)
	}}},
}

// DropoutKind is the name of a kind of dropout.
type DropoutKind = option.Word[dropoutWords]

type dropoutWords struct{}

func (dropoutWords) Lexicon() option.Lexicon { return dropoutKinds }

// The names of the kinds of dropout.
const (
	DropHiddenSpikes DropoutKind = ""
	DropHiddenUnits  DropoutKind = "hidden_units"
	DropInputs       DropoutKind = "inputs"
	DropConnections  DropoutKind = "connections"
	DropSpikingUnits DropoutKind = "spiking_units"
)

// block separates the masks of different layers or matrices: masks are drawn from counters (row, column) under the key of
// the training step, and each layer or matrix has its own block of columns, more than it can ever use.
const block = 1 << 20

// keep draws a mask, 1 with probability 1-p, else 0, of type dtype: [M, rows, columns], or [T, M, rows, columns], where the
// row numbers continue from step to step. The mask depends only on key and counter: u ~ U(0,1) is the upper 24 bits of
// Threefry's output word, and a unit is kept if u >= p.
func (p *pass) keep(index int, dtype dtypes.DType, dims ...int) *Node {
	g := p.dropout.P.Graph()
	counters := shapes.Make(dtypes.Uint32, dims...)
	last := len(dims) - 1
	row, column := Iota(g, counters, last-1), Iota(g, counters, last)
	if len(dims) == 4 {
		row = Add(Mul(Iota(g, counters, 0), Const(g, uint32(dims[2]))), row)
	}
	if index > 0 {
		column = Add(column, Const(g, uint32(index*block)))
	}
	ofNetwork := func(x *Node) *Node {
		return BroadcastToDims(Reshape(x, append(append(make([]int, 0, 4), []int{1}[:len(dims)-3]...), p.networks, 1, 1)...), dims...)
	}
	keyWord := func(i int) *Node {
		return ofNetwork(Slice(Reshape(p.dropout.Key, p.networks, 2), AxisRange(), AxisElem(i)))
	}
	words, _ := random.GraphWordsOf(keyWord(0), keyWord(1), row, column)
	threshold := Mul(ConvertDType(p.dropout.P, dtypes.Float32), Const(g, float32(1<<random.UniformBits)))
	return ConvertDType(GreaterOrEqual(random.GraphUniform24(words), ofNetwork(threshold)), dtype)
}

// keepUnits draws a scaled mask for the units of a layer with spikes s [T, R, H]: [R, H].
func (p *pass) keepUnits(layer int, s *Node) *Node {
	dims := s.Shape().Dimensions
	mask := p.keep(layer, s.DType(), p.networks, p.batch, dims[2])
	return Mul(Reshape(mask, dims[1], dims[2]), p.perRow(p.scale(s)))
}

// scale is 1/(1-p) of each network, [M], of like's type.
func (p *pass) scale(like *Node) *Node {
	probability := Reshape(ConvertDType(p.dropout.P, like.DType()), p.networks)
	return Div(num(like, 1), Sub(num(like, 1), probability))
}
