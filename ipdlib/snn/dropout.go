package snn

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Dropout of a training step: inputs of the graph, so that one program serves every probability. A probability of 0 gives
// exactly what no dropout gives.
type Dropout struct {
	P   *Node // the probability p of each network: [M], or a scalar for one; 0 <= p < 1
	Key *Node // uint32 [M, 2], or [2] for one network: another one at each training step
}

// What dropout drops in training, with probability p, for all hidden layers alike:
//
//	hidden spikes   each spike by itself: a mask for every step, sample and unit. The study's
//	hidden units    a unit's spikes for the whole sample: a mask for every sample and unit
//	inputs          an afferent's spikes for the whole sample: a mask for every sample and afferent
//	connections     weights, of all matrices, for the whole batch (DropConnect: L. Wan et al., ICML 2013)
//	spiking units   hidden units, but only such as spike in the sample; the silent ones keep their gradient
//
// What is kept is scaled by 1/(1-p), so that expectations stay as they are. Forward multiplies with the mask, backward the
// gradient with the same mask. A unit's own reset sees all its spikes. A mask for every step only thins the spikes; other
// libraries keep a mask for the whole sample.
type dropoutKind struct {
	spikes  func(p *pass, layer int, s *Node) *Node     // scaled mask of what the next layer sees of spikes s [T, R, H]: [T, R, H], or [1, R, H]
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

// DropoutKind names one of them.
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

// block keeps the masks of different layers or matrices apart: masks are drawn by counters (row, column) under the key of
// the training step, and each has a block of columns of its own, which no layer fills.
const block = 1 << 20

// keep draws a mask, 1 with probability 1-p, else 0, of type dtype: [M, rows, columns], or [T, M, rows, columns], whose rows
// are counted on from step to step. The mask depends on nothing but key and counter: u ~ U(0,1) is the upper 24 bits of the
// word of Threefry, and what is kept is u >= p.
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

// keepUnits is a scaled mask for the units of a layer with spikes s [T, R, H]: [R, H].
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
