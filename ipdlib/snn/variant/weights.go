package variant

import (
	"fmt"
	"math"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
)

// InitialWeights draws the weights before training, uniform in ±1/√n. In the study n is the number of units that a matrix
// leads to, which is by mistake; with [snn.FanInBound] it is the number that it comes from, as is usual. Matrices of the
// same shape are the same numbers, up to the bound, whatever the other options.
func (n *Network) InitialWeights(key random.Key) snn.Weights {
	if n.study != nil {
		return n.study.InitialWeights(key)
	}
	draw := func(name string, rows, columns int) [][]float32 {
		fan := columns
		if n.Variant.InitialBound == snn.FanInBound {
			fan = rows
		}
		return snn.UniformWeights(key.Derive(name), rows, columns, 1/math.Sqrt(float64(fan)))
	}
	last := len(n.layers) - 1
	w := snn.Weights{W1: draw("w1", n.in.Afferents, n.layers[0]), W2: draw("w2", n.layers[last], n.Classes)}
	for i := range n.layers[:last] {
		w.Hidden = append(w.Hidden, draw(fmt.Sprint("w_hidden_", i+2), n.layers[i], n.layers[i+1]))
	}
	if n.Variant.LearnTimeConstants {
		for _, tau := range n.tau {
			w.LogTimeConstants = append(w.LogTimeConstants, float32(math.Log(tau)))
		}
	}
	if n.DalesLaw && n.Variant.DaleMask == snn.RandomInhibit {
		for i, m := range w.Matrices() {
			w.Signs = append(w.Signs, n.randomSigns(len(m), key.Derive("signs", i)))
		}
	}
	return w
}
