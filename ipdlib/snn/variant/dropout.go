package variant

import (
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// What dropout drops in training, with probability p, for all hidden layers alike:
//
//	hidden spikes   each spike by itself: a mask for every step, sample and unit. The study's
//	hidden units    a unit's spikes for the whole sample: a mask for every sample and unit
//	spiking units   the same, but only units that spike in the sample can be dropped; the silent ones keep their gradient
//	inputs          an afferent's spikes for the whole sample: a mask for every sample and afferent
//	connections     weights, of all matrices, for the whole batch (DropConnect: L. Wan et al., ICML 2013)
//
// What is kept is scaled by 1/(1-p), so that expectations stay as they are. A unit's own reset sees all its spikes. A mask
// for the whole sample is how other libraries drop; a mask for every step only thins spikes.
//
// Single spikes of inputs need no kind of their own: they are drawn at random anyway, and thinning them is a lower rate.

// The masks are drawn by counters (row, column) under the key of the training step (snn/dropout.go). Columns of different
// layers or matrices must not meet: each has a block of its own, which no layer fills.
const block = 1 << 20

// keep draws a mask of a rank-2 or rank-3 shape: 1 with probability 1-p, else 0, of type dtype.
func keep(d *snn.Dropout, index int, dtype dtypes.DType, dims ...int) *Node {
	g := d.P.Graph()
	counters := shapes.Make(dtypes.Uint32, dims...)
	row := Iota(g, counters, 0)
	if len(dims) == 3 {
		row = Add(Mul(row, Const(g, uint32(dims[1]))), Iota(g, counters, 1))
	}
	column := Add(Iota(g, counters, len(dims)-1), Const(g, uint32(index*block)))
	words, _ := random.GraphWords(d.Key, row, column)
	threshold := Mul(ConvertDType(d.P, dtypes.Float32), Const(g, float32(1<<random.UniformBits)))
	return ConvertDType(GreaterOrEqual(random.GraphUniform24(words), threshold), dtype)
}

// scale is 1/(1-p), of like's type.
func scale(d *snn.Dropout, like *Node) *Node {
	return Div(snn.Num(like, 1), Sub(snn.Num(like, 1), ConvertDType(d.P, like.DType())))
}

// dropSpikes gives what the next layer sees of the spikes s [T, B, H'] of hidden layer index.
func (n *Network) dropSpikes(d *snn.Dropout, index int, s *Node) *Node {
	if d == nil {
		return s
	}
	dims := s.Shape().Dimensions
	switch n.Variant.DropoutKind {
	case snn.DropHiddenSpikes:
		return Mul(s, Mul(keep(d, index, s.DType(), dims...), scale(d, s)))
	case snn.DropHiddenUnits:
		mask := Mul(keep(d, index, s.DType(), dims[1:]...), scale(d, s))
		return Mul(s, InsertAxes(mask, 0))
	case snn.DropSpikingUnits:
		silent := Equal(ReduceSum(StopGradient(s), 0), snn.Num(s, 0)) // [B, H']
		mask := Mul(keep(d, index, s.DType(), dims[1:]...), scale(d, s))
		return Mul(s, InsertAxes(Where(silent, OnesLike(mask), mask), 0))
	}
	return s
}

// dropInputs clears the bits of dropped afferents in packed spikes x [T, B, G]. What is left must be scaled: the factor is
// for the currents; nil where there is none.
func (n *Network) dropInputs(d *snn.Dropout, x, like *Node) (kept, factor *Node) {
	if d == nil || n.Variant.DropoutKind != snn.DropInputs {
		return x, nil
	}
	g := x.Graph()
	dims := x.Shape().Dimensions
	bits := keep(d, 0, dtypes.Int32, dims[1], dims[2]*stimulus.GroupSize)
	values := make([]int32, stimulus.GroupSize)
	for i := range values {
		values[i] = 1 << i
	}
	bytes := ReduceSum(Mul(Reshape(bits, dims[1], dims[2], stimulus.GroupSize), Reshape(Const(g, values), 1, 1, -1)), -1)
	mask := BroadcastToDims(InsertAxes(ConvertDType(bytes, dtypes.Uint8), 0), dims...)
	return BitwiseAnd(x, mask), scale(d, like)
}

// dropConnections clears dropped weights of all matrices.
func (n *Network) dropConnections(d *snn.Dropout, matrices []*Node) []*Node {
	if d == nil || n.Variant.DropoutKind != snn.DropConnections {
		return matrices
	}
	all := slices.Clone(matrices)
	for i, w := range all {
		all[i] = Mul(w, Mul(keep(d, i, w.DType(), w.Shape().Dimensions...), scale(d, w)))
	}
	return all
}
