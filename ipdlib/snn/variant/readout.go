package variant

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
)

// The output gets the current s[t]·W2 from the last hidden layer. It is read off in one of three ways:
//
//	mean         m = 0.01 Σ_t v_out[t]    the study's: v_out a leaky integrator, v_out[t+1] = α v_out[t] + s[t]·W2
//	maximum      m = max_t v_out[t]       the same integrator
//	spike count  m = 0.1 Σ_t s_out[t]     output units that spike and are reset, as hidden ones (lif.go)
//
// m are the logits. The maximum lets a class win by one good moment, and its gradient reaches only the spikes before that
// moment. For counts the factor keeps the first losses of a training in the range of the other readouts': a unit of 10 ms
// can't spike more often than at every step, and a difference of 10 spikes between classes is a factor of e in probability.
const (
	meanGain  = 0.01
	countGain = 0.1
)

// decay is what is left at step t of a current at step τ: α^(t-1-τ) for τ < t, else 0. [T, T]
func decay(steps int, rate *Node) *Node {
	g := rate.Graph()
	square := shapes.Make(dtypes.Int32, steps, steps)
	age := Sub(Sub(Iota(g, square, 0), Iota(g, square, 1)), Const(g, int32(1))) // t-1-τ
	past := GreaterOrEqual(age, Const(g, int32(0)))
	age = ConvertDType(Where(past, age, ZerosLike(age)), rate.DType())
	return Mul(Exp(Neg(Mul(rate, age))), ConvertDType(past, rate.DType()))
}

// integrate gives v_out [T, B, K] of currents [T, B, K].
func integrate(current, rate *Node) *Node {
	dims := current.Shape().Dimensions
	v := Dot(decay(dims[0], rate), Reshape(current, dims[0], dims[1]*dims[2])).Product()
	return Reshape(v, dims...)
}

// read gives the logits [B, K'] of the last layer's spikes s [T, B, H'] and weights w [H', K'], and what becomes of the
// output in time, v_out [T, B, K'].
func (n *Network) read(s, w, rate *Node) (logits *Node, output func() *Node) {
	dims := s.Shape().Dimensions
	current := func() *Node {
		return Reshape(Dot(Reshape(s, dims[0]*dims[1], dims[2]), w).Product(), dims[0], dims[1], -1)
	}
	switch n.Variant.Readout {
	case snn.MeanReadout:
		// Summed up over time before the weights, which is less to compute: m = (Σ_t c[t] s[t])·W2, where c[t] is all that a
		// spike at t leaves in 0.01 Σ v_out (snn/readout.go).
		c := MulScalar(ReduceSum(decay(dims[0], rate), 0), meanGain)
		return Dot(ReduceSum(Mul(s, Reshape(c, -1, 1, 1)), 0), w).Product(), func() *Node { return integrate(current(), rate) }
	case snn.MaximumReadout:
		out := integrate(current(), rate)
		return ReduceMax(out, 0), func() *Node { return out }
	case snn.SpikeCountReadout:
		spikes, v := n.layer(current(), leak(rate))
		return MulScalar(ReduceSum(spikes, 0), countGain), func() *Node { return v }
	}
	panic("variant: no such readout: " + n.Variant.Readout)
}
