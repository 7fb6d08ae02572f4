package snn

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
	"ipd/ipdlib/random"
)

// Dale's law: a unit excites all its targets or inhibits them all. What is learnt is the size of a weight; its sign
// belongs to the presynaptic unit:
//
//	forward   w_effective = |w| · sign
//	backward  dw = dw_effective · sign · sgn(w)       with sgn(0) = 0
//
// So a weight that is exactly zero is culled: nothing moves it any more, as in the original.
//
// effective is the forward part; without Dale's law it leaves w alone. GoMLX knows the backward part of |w| = w·sgn(w) with a
// fixed sgn(w); of its own Abs it takes the slope at 0 to be 1. w: [M, presynaptic, postsynaptic]; signs: [M, presynaptic], or nil where the first units are inhibitory.
func (n *Network) effective(w, signs *Node) *Node {
	if !n.DalesLaw {
		return w
	}
	if signs == nil {
		signs = ConvertDType(InsertAxes(Const(w.Graph(), n.firstSigns(w.Shape().Dimensions[1])), 0), w.DType())
	}
	return Mul(Mul(w, StopGradient(Sign(w))), InsertAxes(StopGradient(signs), -1))
}

// InhibitoryUnits is how many of n presynaptic units are inhibitory under Dale's law: ⌈fraction·n⌉.
func InhibitoryUnits(n int, fraction float64) int {
	return int(math.Ceil(fraction * float64(n)))
}

// daleMasks say which they are. The study takes the first; of the afferents that is, with a half, one whole ear. A random
// mask takes as many, anywhere. It is drawn with the initial weights and kept with them.
var daleMasks = option.Table[func(n *Network, units int, key random.Key) []float32]{
	{Name: "first"}, // needs no draw
	{Name: "random", Value: func(n *Network, units int, key random.Key) []float32 {
		signs := n.firstSigns(units)
		key.Rand().Shuffle(units, func(i, j int) { signs[i], signs[j] = signs[j], signs[i] })
		return signs
	}},
}

// DaleMask names one of them.
type DaleMask = option.Word[daleWords]

type daleWords struct{}

func (daleWords) Lexicon() option.Lexicon { return daleMasks }

// The masks' names.
const (
	FirstInhibit  DaleMask = ""
	RandomInhibit DaleMask = "random"
)

// firstSigns has -1 for the first units, +1 for the others.
func (n *Network) firstSigns(units int) []float32 {
	signs := make([]float32, units)
	for i := range signs {
		signs[i] = 1
		if i < InhibitoryUnits(units, n.InhibitoryFraction) {
			signs[i] = -1
		}
	}
	return signs
}
