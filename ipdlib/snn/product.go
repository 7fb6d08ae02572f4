package snn

import (
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/stimulus"
)

// byteValues is how many sums eight afferents can bring about: one for each of a byte's values.
const byteValues = 1 << stimulus.GroupSize

// product is spikes times weights: x packed spikes [T, B, G], w [8G, H] → currents [T, B, H], the sum of the weights of
// those afferents that spike.
//
// Spikes are bits, so the sums can be looked up: for each group of eight afferents a table holds the 256 sums of its
// weights, and a byte of spikes is an index into it. The product then takes G = 25 additions a unit instead of 200
// multiplications, and the spikes are never turned into floats: 0.35 ms a batch on one core, instead of 1.2 ms. (The
// "method of four Russians": V. Arlazarov, E. Dinic, M. Kronrod, I. Faradžev, Soviet Math. Doklady 1970.)
//
// The pure Go backend computes an operation at a time, and would write all looked-up rows to memory before adding them;
// there a plain matrix product is twice as fast.
func product(x, w *Node) *Node {
	if unrolled(x.Graph()) {
		dims := x.Shape().Dimensions
		return Reshape(Dot(unpackRows(x, w.DType()), w).Product(), dims[0], dims[1], -1)
	}
	g := x.Graph()
	dims := x.Shape().Dimensions // T, B, G
	groups, units := dims[2], w.Shape().Dimensions[1]

	// table [G, 256, H] = the bits of every byte [256, 8] times the weights of each group [G, 8, H]
	bits := BroadcastToDims(Reshape(bitsOfBytes(g, w.DType()), 1, byteValues, stimulus.GroupSize), groups, byteValues, stimulus.GroupSize)
	table := DotGeneral(bits, []int{2}, []int{0}, Reshape(w, groups, stimulus.GroupSize, units), []int{1}, []int{0})

	// row g·256 + byte of the table, for each byte; summed over the groups
	ofGroup := Mul(Iota(g, shapes.Make(dtypes.Int32, dims...), 2), Const(g, int32(byteValues)))
	index := Add(ofGroup, ConvertDType(x, dtypes.Int32))
	sums := Gather(Reshape(table, groups*byteValues, units), InsertAxes(index, -1)) // [T, B, G, H]
	return ReduceSum(sums, 2)
}

// bitsOfBytes is the matrix [256, 8] of bits: row r holds the bits of r, the lowest first.
func bitsOfBytes(g *Graph, dtype dtypes.DType) *Node {
	bits := make([]uint8, byteValues*stimulus.GroupSize)
	for i := range bits {
		bits[i] = uint8(i / stimulus.GroupSize >> (i % stimulus.GroupSize) & 1)
	}
	return ConvertDType(Reshape(Const(g, bits), byteValues, stimulus.GroupSize), dtype)
}

// unpack turns the bytes of packed spikes into numbers 0 and 1: axis, of G bytes, becomes one of 8G afferents, afferent
// 8g+j from bit j of byte g.
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

// unpackRows is the plain matrix of spikes, [T·B, 8G].
func unpackRows(x *Node, dtype dtypes.DType) *Node {
	dims := x.Shape().Dimensions
	return unpack(Reshape(x, dims[0]*dims[1], dims[2]), 1, dtype)
}
