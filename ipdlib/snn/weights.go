package snn

import (
	"math"

	"ipd/ipdlib/random"
)

// Weights of a network on the host, row by row.
type Weights struct {
	W1 [][]float32 // from afferents to hidden units, [C][H]
	W2 [][]float32 // from hidden units to classes, [H][K]

	VariantWeights // none in the study's network
}

// InitialWeights draws the weights before training, uniform in ±1/√H for W1 and ±1/√K for W2. No biases.
//
// The bounds are the original study's, which takes the fan-in from the wrong axis; 1/√C and 1/√H would be usual.
func (n *Network) InitialWeights(key random.Key) Weights {
	return Weights{
		W1: UniformWeights(key.Derive("w1"), n.afferents, n.HiddenUnits, 1/math.Sqrt(float64(n.HiddenUnits))),
		W2: UniformWeights(key.Derive("w2"), n.HiddenUnits, n.Classes, 1/math.Sqrt(float64(n.Classes))),
	}
}

// UniformWeights draws a matrix of weights uniform in ±bound.
func UniformWeights(key random.Key, rows, columns int, bound float64) [][]float32 {
	rng := key.Rand()
	w := make([][]float32, rows)
	for i := range w {
		w[i] = make([]float32, columns)
		for j := range w[i] {
			w[i][j] = float32(bound * (2*rng.Float64() - 1))
		}
	}
	return w
}
