package snn

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// Threshold of the membrane potential, which has no unit.
const Threshold = 1

// spike is the step function Θ(v - 1): one where the membrane potential is above threshold, else zero.
//
// Its derivative is zero everywhere but at the threshold, where it has none: no gradient would ever pass a spike.
func (n *Network) spike(v *Node) *Node {
	if n.smooth {
		return Sigmoid(Mul(num(v, n.SurrogateSlope), Sub(v, num(v, Threshold))))
	}
	return ConvertDType(GreaterThan(v, num(v, Threshold)), v.DType())
}

// slope is what backpropagation uses in place of that derivative: the slope of a sigmoid that rises where the step does,
//
//	σ(u) = 1 / (1 + exp(-βu))   with u = v - 1
//	σ'(u) = β σ(u) (1 - σ(u))   largest at the threshold (β/4), falling off within about 1/β of it
//
// So a unit near its threshold, spiking or not, learns; a unit far from it doesn't. The forward pass stays a step.
//
// Source: F. Zenke, S. Ganguli, "SuperSpike", Neural Computation 2018; E. Neftci, H. Mostafa, F. Zenke, "Surrogate
// gradient learning in spiking neural networks", IEEE Signal Processing Magazine 2019.
func (n *Network) slope(v *Node) *Node {
	one, beta := num(v, 1), num(v, n.SurrogateSlope)
	sigma := Sigmoid(Mul(beta, Sub(v, num(v, Threshold))))
	return Mul(beta, Mul(sigma, Sub(one, sigma)))
}

// num is a constant beside x. It is always a new one: GoMLX's own scalars (OneMinus, MulScalar, ...) are kept per graph,
// and one made inside a loop's body can't be used outside it.
func num(x *Node, value float64) *Node {
	return Const(x.Graph(), shapes.CastAsDType(value, x.DType()))
}
