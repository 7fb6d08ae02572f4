package random

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// GraphWords is [Words] for whole tensors, in a graph. key: uint32 [2]; c0, c1: uint32 of one shape, which is also the
// shape of both results. It consists only of additions, rotations and exclusive ors of 32-bit words: the bits are the same on
// every backend, and XLA vectorises it.
func GraphWords(key, c0, c1 *Node) (x0, x1 *Node) {
	return GraphWordsOf(Reshape(Slice(key, AxisElem(0))), Reshape(Slice(key, AxisElem(1))), c0, c1)
}

// GraphWordsOf is GraphWords for many keys at once: their words k0 and k1 are of the counters' shape, or broadcast to it.
func GraphWordsOf(k0, k1, c0, c1 *Node) (x0, x1 *Node) {
	g := k0.Graph()
	word := func(x uint32) *Node { return Const(g, x) }
	rotate := func(x *Node, n int) *Node {
		return BitwiseOr(BitwiseShiftLeft(x, word(uint32(n))), BitwiseShiftRightLogical(x, word(uint32(32-n))))
	}
	schedule := [3]*Node{k0, k1, BitwiseXor(BitwiseXor(k0, k1), word(parity))}

	x0, x1 = Add(c0, schedule[0]), Add(c1, schedule[1])
	for round := 0; round < Rounds; round++ {
		x0 = Add(x0, x1)
		x1 = BitwiseXor(rotate(x1, rotations[round%8]), x0)
		if round%4 == 3 {
			j := round/4 + 1
			x0 = Add(x0, schedule[j%3])
			x1 = Add(x1, Add(schedule[(j+1)%3], word(uint32(j))))
		}
	}
	return x0, x1
}

// GraphUniform24 converts random words to integers 0 ... 2^24-1, as float32 (which represents them exactly). Dividing by 2^24
// would give a uniform number in [0, 1); comparing with a threshold times 2^24 saves the division.
func GraphUniform24(words *Node) *Node {
	top := BitwiseShiftRightLogical(words, Const(words.Graph(), uint32(32-UniformBits)))
	// Through int32, since processors convert signed integers to floats in one instruction.
	return ConvertDType(ConvertDType(top, dtypes.Int32), dtypes.Float32)
}
