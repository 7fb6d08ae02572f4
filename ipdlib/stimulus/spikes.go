package stimulus

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/random"
)

// drawSpikes is the graph that draws the packed spikes of n samples: uint8 [n, T, G].
//
//	key                   uint32 [2]: the stream of uniform numbers
//	first                 uint32: the index of the first sample in its data set, which its random numbers depend on
//	common, sine, cosine  float32 [8, T·G]: the tables that all samples share (see tables)
//	sinOwn, cosOwn        float32 [n, 1] or [n, 8·G]: the tables of each sample
//
// Every spike has its own random number, whose counter is (afferent and time step, sample). Eight afferents are drawn
// side by side and packed into the bits of a byte, in one pass over memory.
func drawSpikes(s Settings, key, first, common, sine, cosine, sinOwn, cosOwn *Node) *Node {
	g := key.Graph()
	n, steps, groups := sinOwn.Shape().Dimensions[0], s.Steps(), Groups(s.Afferents())

	// With one column for all afferents of a sample, a single inner loop over the T·G bytes is enough, which is faster than two.
	inner, column := []int{steps * groups}, func(own *Node, _ int) *Node { return own }
	if !s.Variant.IsZero() {
		inner, column = []int{steps, groups}, func(own *Node, j int) *Node {
			return Reshape(Slice(own, AxisRange(), AxisRange(j*groups, (j+1)*groups)), n, 1, groups)
		}
	}
	row := func(x *Node) *Node { return Reshape(x, append([]int{1}, inner...)...) }
	sinTheta := func(j int) *Node { // of afferents j, 8+j, 16+j, ...: [n, inner]
		of := func(table *Node) *Node { return row(Slice(table, AxisElem(j))) }
		return Add(of(common), Add(Mul(of(sine), column(cosOwn, j)), Mul(of(cosine), column(sinOwn, j))))
	}

	draws := shapes.Make(dtypes.Uint32, append([]int{n}, inner...)...)
	sample := Add(Iota(g, draws, 0), BroadcastToShape(first, draws))
	place := BroadcastToShape(row(Iota(g, shapes.Make(dtypes.Uint32, steps*groups), 0)), draws)
	var bytes *Node
	for j := range GroupSize {
		words, _ := random.GraphWords(key, Add(place, Const(g, uint32(j*steps*groups))), sample)
		spike := LessThan(random.GraphUniform24(words), scaledProbability(s, sinTheta(j)))
		bit := Mul(ConvertDType(spike, dtypes.Uint8), Const(g, uint8(1)<<j))
		if j == 0 {
			bytes = bit
		} else {
			bytes = BitwiseOr(bytes, bit)
		}
	}
	return Reshape(bytes, n, steps, groups)
}

// scaledProbability is rate_max·dt·(½(1 + sin θ))^k, times 2^24 for comparison with [random.GraphUniform24].
func scaledProbability(s Settings, sinTheta *Node) *Node {
	g := sinTheta.Graph()
	scale := Const(g, float32(s.MaximalRate*s.TimeStep*(1<<random.UniformBits)))
	raised := Mul(Const(g, float32(0.5)), Add(sinTheta, Const(g, float32(1))))
	if s.EnvelopePower == 2 {
		return Mul(scale, Mul(raised, raised)) // a multiplication, not a power for each of the 82 million draws
	}
	raised = Max(raised, ScalarZero(g, dtypes.Float32)) // rounding may give -1e-8, whose power is NaN
	return Mul(scale, Pow(raised, Const(g, float32(s.EnvelopePower))))
}
