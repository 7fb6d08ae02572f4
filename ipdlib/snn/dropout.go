package snn

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/random"
)

// Dropout of a training step: inputs of the graph, so that one program serves every probability.
type Dropout struct {
	P   *Node // the probability p that a hidden spike is dropped, a scalar; 0 <= p < 1
	Key *Node // uint32 [2], another one at each training step
}

// mask draws which hidden spikes are kept in training: for each time step, sample and unit anew, with probability 1-p.
// What is kept is scaled by 1/(1-p), so that the readout's expectation stays as it is:
//
//	keep = [u >= p] / (1 - p)       u ~ U(0,1)
//
// Forward multiplies the spikes with it on their way to the readout, backward the gradient on its way back; the reset
// sees the undropped spikes. The mask of each time step being its own, dropout only thins the spikes.
//
// The result has the shape [T, B, H] and the type of like.
func (d *Dropout) mask(like *Node) *Node {
	g := like.Graph()
	counters := like.Shape().Clone()
	counters.DType = dtypes.Uint32
	row := Add(Mul(Iota(g, counters, 0), Const(g, uint32(counters.Dimensions[1]))), Iota(g, counters, 1))
	words, _ := random.GraphWords(d.Key, row, Iota(g, counters, 2))

	p := ConvertDType(d.P, like.DType())
	threshold := Mul(ConvertDType(d.P, dtypes.Float32), Const(g, float32(1<<random.UniformBits)))
	kept := GreaterOrEqual(random.GraphUniform24(words), threshold)
	return Div(ConvertDType(kept, like.DType()), Sub(num(p, 1), p))
}
