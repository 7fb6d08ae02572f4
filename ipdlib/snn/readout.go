package snn

import (
	"math"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// readoutGain is the factor of the logits, m = 0.01 Σ_t v_out[t]. In the original it was the mean over 100 steps.
const readoutGain = 0.01

// The readout is a leaky integrator without threshold, one for each class. With v_out[0] = 0,
//
//	v_out[t+1] = α v_out[t] + s[t]·W2
//	m          = 0.01 Σ_t v_out[t]          the logits
//
// It is linear, so it needs no loop. A spike at step t stays in v_out[t+1] as 1, in v_out[t+2] as α, and so on to the
// last step; all in all it weighs, by the geometric series,
//
//	c[t] = 0.01 (1 - α^(T-1-t)) / (1 - α)   (0 at t = T-1)
//
// and the logits are m = (Σ_t c[t] s[t])·W2 = rate·W2, exactly.
func (n *Network) readoutWeights(like *Node) *Node {
	c := make([]float64, n.steps)
	left := 1.0                         // α^(T-2-t)
	for t := n.steps - 2; t >= 0; t-- { // the series itself, term by term: its closed form is 0/0 without a leak, at α = 1
		c[t] = c[t+1] + readoutGain*left
		left *= n.alpha
	}
	return ConvertDType(Const(like.Graph(), c), like.DType())
}

// rateOf is Σ_t c[t] s[t], [B, H], from spikes s [T, B, H] and weights c [T].
func rateOf(s, c *Node) *Node {
	return ReduceSum(Mul(s, Reshape(c, -1, 1, 1)), 0)
}

// OutputMembrane gives the readout's potential v_out at every step, [T, B, K], for plots: as a product with the matrix
// of what is left at step t of a spike at step τ, α^(t-1-τ) for τ < t.
func (n *Network) OutputMembrane(trace *Trace) *Node {
	left := make([]float64, n.steps*n.steps)
	for t := range n.steps {
		for tau := range t {
			left[t*n.steps+tau] = math.Pow(n.alpha, float64(t-1-tau))
		}
	}
	s := trace.Spikes
	dims := s.Shape().Dimensions
	decay := ConvertDType(Reshape(Const(s.Graph(), left), n.steps, n.steps), s.DType())
	filtered := Dot(decay, Reshape(s, dims[0], dims[1]*dims[2])).Product()
	out := Dot(Reshape(filtered, dims[0]*dims[1], dims[2]), n.effective(trace.w2)).Product()
	return Reshape(out, dims[0], dims[1], n.Classes)
}

// padUnits adds silent hidden units up to a whole number of vector registers: w [.., H] → [.., H'] with zero weights.
// XLA's loops are a third faster over 32 units than over 30. A padded unit has no input and never spikes.
func padUnits(w *Node) *Node {
	dims := w.Shape().Dimensions
	extra := paddedUnits(dims[1]) - dims[1]
	if extra == 0 {
		return w
	}
	return Concatenate([]*Node{w, Zeros(w.Graph(), shapes.Make(w.DType(), dims[0], extra))}, 1)
}

// paddedUnits is H' of H units.
func paddedUnits(units int) int {
	const lanes = 16 // float32 numbers of an AVX-512 register
	return (units + lanes - 1) / lanes * lanes
}
