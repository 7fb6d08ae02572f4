package snn

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// InhibitoryUnits is how many of n presynaptic units are inhibitory under Dale's law: the first ⌈fraction·n⌉.
func InhibitoryUnits(n int, fraction float64) int {
	return int(math.Ceil(fraction * float64(n)))
}

// Dale's law: a unit excites all its targets or inhibits them all. What is learnt is the size of a weight; its sign
// belongs to the presynaptic unit:
//
//	forward   w_effective = |w| · sign
//	backward  dw = dw_effective · sign · sgn(w)       with sgn(0) = 0
//
// effective is the forward part; without Dale's law it leaves w alone. w: [presynaptic, postsynaptic].
func (n *Network) effective(w *Node) *Node {
	if !n.DalesLaw {
		return w
	}
	return Mul(Abs(w), n.signs(w))
}

// effectiveGradient is the backward part.
func (n *Network) effectiveGradient(w, dEffective *Node) *Node {
	if !n.DalesLaw {
		return dEffective
	}
	return Mul(dEffective, Mul(n.signs(w), Sign(w)))
}

// signs is -1 for the weights of inhibitory units, +1 for the others: [presynaptic, 1], after as many axes of one as w has
// before its last two.
func (n *Network) signs(w *Node) *Node {
	dims := make([]int, w.Rank())
	for i := range dims {
		dims[i] = 1
	}
	units := w.Shape().Dimensions[w.Rank()-2]
	dims[w.Rank()-2] = units
	signs := make([]float64, units)
	for i := range signs {
		signs[i] = 1
		if i < InhibitoryUnits(units, n.InhibitoryFraction) {
			signs[i] = -1
		}
	}
	return ConvertDType(Reshape(Const(w.Graph(), signs), dims...), w.DType())
}
