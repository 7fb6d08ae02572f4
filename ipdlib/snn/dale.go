package snn

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
	"ipd/ipdlib/random"
)

// Dale's law: a unit excites all its targets or inhibits them all. Training learns the size of a weight; its sign belongs to
// the presynaptic unit:
//
//	forward   w_effective = |w| · sign
//	backward  dw = dw_effective · sign · sgn(w)       with sgn(0) = 0
//
// So a weight that is exactly zero is culled: it never changes again, as in the original.
//
// effective is the forward part; without Dale's law it returns w unchanged. The backward part is GoMLX's gradient of
// |w| = w·sgn(w) with a fixed sgn(w), since GoMLX's own Abs has the slope 1 at 0. w: [M, presynaptic, postsynaptic]; signs:
// [M, presynaptic], or nil if the first units are inhibitory.
func (n *Network) effective(w, signs *Node) *Node {
	if !n.DalesLaw {
		return w
	}
	if signs == nil {
		signs = ConvertDType(InsertAxes(Const(w.Graph(), n.firstSigns(w.Shape().Dimensions[1])), 0), w.DType())
	}
	return Mul(Mul(w, StopGradient(Sign(w))), InsertAxes(StopGradient(signs), -1))
}

// InhibitoryUnits is the number of inhibitory units among n presynaptic units under Dale's law: ⌈fraction·n⌉.
func InhibitoryUnits(n int, fraction float64) int {
	return int(math.Ceil(fraction * float64(n)))
}

// daleMasks select the inhibitory units. The study takes the first ones: of the afferents, half of which inhibit, that is one
// whole ear. A random mask has the same number of them, anywhere. It is drawn with the initial weights and saved with them.
var daleMasks = option.Table[func(n *Network, units int, key random.Key) []float32]{
	{Name: "first"}, // needs no draw
	{Name: "random", Value: func(n *Network, units int, key random.Key) []float32 {
		signs := n.firstSigns(units)
		key.Rand().Shuffle(units, func(i, j int) { signs[i], signs[j] = signs[j], signs[i] })
		return signs
	}},
}

// DaleMask is the name of a Dale mask: the choice of the inhibitory units.
type DaleMask = option.Word[daleWords]

type daleWords struct{}

func (daleWords) Lexicon() option.Lexicon { return daleMasks }

// The masks' names.
const (
	FirstInhibit  DaleMask = ""
	RandomInhibit DaleMask = "random"
)

// firstSigns returns -1 for the first units and +1 for the others.
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
