package snn

import (
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/stimulus"
)

// input is the input of the first hidden layer: packed spikes x [T, R, G], one bit per afferent.
type input struct {
	*pass
	x *Node
}

// byteValues is the number of different sums of eight afferents' weights: one for each value of a byte.
const byteValues = 1 << stimulus.GroupSize

// current is spikes times weights: x [T, R, G], w [M, 8G, H] → [T, R, H], the sum of the weights of the afferents that spike.
//
// Spikes are bits, so the sums can be looked up: for each group of eight afferents a table holds the 256 possible sums of
// their weights, and a byte of spikes is an index into it. The product then takes G = 25 additions per unit instead of 200
// multiplications, and the spikes are never converted to floats: 0.35 ms per batch on one core, instead of 1.2 ms. (The
// "method of four Russians": V. Arlazarov, E. Dinic, M. Kronrod, I. Faradžev, Soviet Math. Doklady 1970.)
//
// The pure Go backend computes one operation at a time, and would write all looked-up rows to memory before adding them;
// there a plain matrix product is twice as fast.
func (in *input) current(w *Node) *Node {
	g, dims := in.x.Graph(), in.x.Shape().Dimensions
	steps, groups, units := dims[0], dims[2], w.Shape().Dimensions[2]
	if unrolled(g) {
		return in.times(unpack(in.x, 2, w.DType()), w)
	}
	// table [M·G, 256, H] = the bits of every byte [256, 8] times the weights of each group [M·G, 8, H]
	all := in.networks * groups
	bits := BroadcastToDims(Reshape(bitsOfBytes(g, w.DType()), 1, byteValues, stimulus.GroupSize), all, byteValues, stimulus.GroupSize)
	table := DotGeneral(bits, []int{2}, []int{0}, Reshape(w, all, stimulus.GroupSize, units), []int{1}, []int{0})

	// for each byte, row (m·G + g)·256 + byte of the table; then the sum over the groups
	group := Iota(g, shapes.Make(dtypes.Int32, dims...), 2)
	if in.networks > 1 {
		apart := shapes.Make(dtypes.Int32, steps, in.networks, in.batch, groups)
		group = Add(group, Reshape(Mul(Iota(g, apart, 1), Const(g, int32(groups))), dims...))
	}
	index := Add(Mul(group, Const(g, int32(byteValues))), ConvertDType(in.x, dtypes.Int32))
	sums := Gather(Reshape(table, all*byteValues, units), InsertAxes(index, -1)) // [T, R, G, H]
	return ReduceSum(sums, 2)
}

// The gradient of the loss with respect to the input weights follows from dh, the gradient with respect to the current:
//
//	dw = Σ_t x[t]ᵀ · dh[t]                  [M, 8G, H]
//
// On XLA's CPU it is accumulated step by step inside the loop that computes dh, which takes half the time of one product
// after the loop. byStep is x in the layout of that loop: [T, G, R], or [T, M, G, B].
func (in *input) byStep() *Node {
	dims := in.x.Shape().Dimensions
	if in.networks == 1 {
		return TransposeAllDims(in.x, 0, 2, 1)
	}
	return TransposeAllDims(Reshape(in.x, dims[0], in.networks, in.batch, dims[2]), 0, 1, 3, 2)
}

// noGradient is a gradient of zero: the start of the accumulation.
func (in *input) noGradient(h *Node) *Node {
	return Zeros(h.Graph(), shapes.Make(h.DType(), in.networks, in.x.Shape().Dimensions[2]*stimulus.GroupSize, h.Shape().Dimensions[2]))
}

// gradient is one step's term of the sum, from a row of byStep and dh [R, H].
func (in *input) gradient(row, dh *Node) *Node {
	if in.networks == 1 {
		return InsertAxes(Dot(unpack(row, 0, dh.DType()), dh).Product(), 0)
	}
	dh = Reshape(dh, in.networks, in.batch, -1)
	return DotGeneral(unpack(row, 1, dh.DType()), []int{2}, []int{0}, dh, []int{1}, []int{0})
}

// gradientOfAll is the whole sum, from dh [T, R, H].
func (in *input) gradientOfAll(dh *Node) *Node {
	dims := append(append([]int{}, in.x.Shape().Dimensions[0], in.networks, in.batch), -1)
	return DotGeneral(Reshape(unpack(in.x, 2, dh.DType()), dims...), []int{0, 2}, []int{1}, Reshape(dh, dims...), []int{0, 2}, []int{1})
}

// bitsOfBytes is the matrix [256, 8] of bits: row r holds the bits of r, lowest first.
func bitsOfBytes(g *Graph, dtype dtypes.DType) *Node {
	bits := make([]uint8, byteValues*stimulus.GroupSize)
	for i := range bits {
		bits[i] = uint8(i / stimulus.GroupSize >> (i % stimulus.GroupSize) & 1)
	}
	return ConvertDType(Reshape(Const(g, bits), byteValues, stimulus.GroupSize), dtype)
}

// unpack converts packed spikes into numbers 0 and 1: the given axis of G bytes becomes an axis of 8G afferents, with
// afferent 8g+j from bit j of byte g.
func unpack(packed *Node, axis int, dtype dtypes.DType) *Node {
	g := packed.Graph()
	wide := slices.Insert(slices.Clone(packed.Shape().Dimensions), axis+1, stimulus.GroupSize)
	masks, maskDims := make([]uint8, stimulus.GroupSize), make([]int, len(wide))
	for j := range masks {
		masks[j] = 1 << j
	}
	for i := range maskDims {
		maskDims[i] = 1
	}
	maskDims[axis+1] = stimulus.GroupSize

	bytes := BroadcastToDims(InsertAxes(packed, axis+1), wide...)
	mask := BroadcastToDims(Reshape(Const(g, masks), maskDims...), wide...)
	set := NotEqual(BitwiseAnd(bytes, mask), Const(g, uint8(0)))
	dims := slices.Clone(packed.Shape().Dimensions)
	dims[axis] *= stimulus.GroupSize
	return Reshape(ConvertDType(set, dtype), dims...)
}

// padded adds silent units up to a whole number of vector registers, and zero weights for the bits beyond the last afferent:
// w [M, C, H] → [M, rows, H']. XLA's loops are a third faster over 32 units than over 30. A padding unit has no input and
// never spikes.
func padded(w *Node, rows int) *Node {
	const lanes = 16 // float32 numbers in an AVX-512 register
	dims := w.Shape().Dimensions
	return padAxis(padAxis(w, 1, rows), 2, (dims[2]+lanes-1)/lanes*lanes)
}

// padAxis appends zeros along an axis up to a size.
func padAxis(w *Node, axis, size int) *Node {
	dims := slices.Clone(w.Shape().Dimensions)
	if dims[axis] == size {
		return w
	}
	dims[axis] = size - dims[axis]
	return Concatenate([]*Node{w, Zeros(w.Graph(), shapes.Make(w.DType(), dims...))}, axis)
}
