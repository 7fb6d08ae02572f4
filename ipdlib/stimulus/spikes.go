package stimulus

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/random"
)

// drawSpikes is the graph that draws the packed spikes of n samples: uint8 [n, T, G].
//
//	key            uint32 [2]: the stream of uniform numbers
//	first          uint32: the number of the first sample; a sample's spikes depend on its number, not on its batch
//	common, ...    float32 [8, T·G]: the tables of the data set (see tables)
//	sinIPD, cosIPD float32 [n]
//
// The counter of a draw is (afferent and time, sample): every spike has a random number of its own. Eight afferents
// are drawn side by side and put together as the bits of a byte, in one pass over memory.
func drawSpikes(s Settings, key, first, common, sine, cosine, sinIPD, cosIPD *Node) *Node {
	g := key.Graph()
	n, steps, groups := sinIPD.Shape().Dimensions[0], s.Steps(), Groups(s.Afferents())
	draws := shapes.Make(dtypes.Uint32, n, steps*groups) // one byte each
	column := func(x *Node) *Node { return Reshape(x, n, 1) }
	row := func(table *Node, j int) *Node { return Slice(table, AxisElem(j)) } // [1, T·G]

	sample := Add(Iota(g, draws, 0), BroadcastToShape(first, draws))
	var bytes *Node
	for j := range GroupSize {
		place := Add(Iota(g, draws, 1), Const(g, uint32(j*steps*groups)))
		words, _ := random.GraphWords(key, place, sample)
		sinTheta := Add(row(common, j), Add(Mul(row(sine, j), column(cosIPD)), Mul(row(cosine, j), column(sinIPD))))
		spike := LessThan(random.GraphUniform24(words), scaledProbability(s, sinTheta))
		bit := Mul(ConvertDType(spike, dtypes.Uint8), Const(g, uint8(1)<<j))
		if j == 0 {
			bytes = bit
		} else {
			bytes = BitwiseOr(bytes, bit)
		}
	}
	return Reshape(bytes, n, steps, groups)
}

// scaledProbability is rate_max·dt·(½(1 + sin θ))^k, times 2^24 to be compared with [random.GraphUniform24].
func scaledProbability(s Settings, sinTheta *Node) *Node {
	g := sinTheta.Graph()
	scale := Const(g, float32(s.MaximalRate*s.TimeStep*(1<<random.UniformBits)))
	raised := Mul(Const(g, float32(0.5)), Add(sinTheta, Const(g, float32(1))))
	if s.EnvelopePower == 2 {
		return Mul(scale, Mul(raised, raised)) // a multiplication, not a power for each of the 82 million draws
	}
	raised = Max(raised, ScalarZero(g, dtypes.Float32)) // rounding may leave -1e-8, whose power is not a number
	return Mul(scale, Pow(raised, Const(g, float32(s.EnvelopePower))))
}
