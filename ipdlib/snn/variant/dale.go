package variant

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
)

// Dale's law is as in package snn: what is learnt is the size of a weight, its sign belongs to the unit that it comes from.
//
//	w_effective = |w| · sign
//
// The study takes the first ⌈fraction·n⌉ units as inhibitory; of the afferents that is, with a half, one whole ear. A
// random mask takes as many, anywhere. It is drawn with the initial weights and kept with them.
func (n *Network) effective(p Parameters) []*Node {
	all := slices.Clone(p.Matrices)
	if !n.DalesLaw {
		return all
	}
	for i, w := range all {
		units := w.Shape().Dimensions[0]
		var signs *Node
		if p.Signs != nil {
			signs = StopGradient(p.Signs[i])
		} else {
			signs = ConvertDType(Const(w.Graph(), n.firstSigns(units)), w.DType())
		}
		all[i] = Mul(Abs(w), Reshape(signs, units, 1))
	}
	return all
}

// firstSigns has -1 for the first units.
func (n *Network) firstSigns(units int) []float32 {
	signs := make([]float32, units)
	for i := range signs {
		signs[i] = 1
		if i < snn.InhibitoryUnits(units, n.InhibitoryFraction) {
			signs[i] = -1
		}
	}
	return signs
}

// randomSigns has as many, anywhere.
func (n *Network) randomSigns(units int, key random.Key) []float32 {
	signs := n.firstSigns(units)
	key.Rand().Shuffle(units, func(i, j int) { signs[i], signs[j] = signs[j], signs[i] })
	return signs
}
