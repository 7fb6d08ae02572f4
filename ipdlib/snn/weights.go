package snn

import (
	"math"

	"ipd/ipdlib/random"
)

// Weights of a network on the host, row by row.
type Weights struct {
	W1 [][]float32 // from afferents to hidden units, [C][H]
	W2 [][]float32 // from hidden units to classes, [H][K]
}

// InitialWeights draws the weights before training, uniform in ±1/√H for W1 and ±1/√K for W2. No biases.
//
// The bounds are the original study's, which takes the fan-in from the wrong axis; 1/√C and 1/√H would be usual.
func (n *Network) InitialWeights(key random.Key) Weights {
	uniform := func(name string, rows, columns int) [][]float32 {
		rng := key.Derive(name).Rand()
		bound := 1 / math.Sqrt(float64(columns))
		w := make([][]float32, rows)
		for i := range w {
			w[i] = make([]float32, columns)
			for j := range w[i] {
				w[i][j] = float32(bound * (2*rng.Float64() - 1))
			}
		}
		return w
	}
	return Weights{
		W1: uniform("w1", n.afferents, n.HiddenUnits),
		W2: uniform("w2", n.HiddenUnits, n.Classes),
	}
}
