package variant

import (
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
)

// A layer of LIF units gets the current h[t] and has the potential v[t] and the spikes s[t]. From v[0] = 0, for
// t = 0 ... T-2, with α = exp(-dt/τ):
//
//	reset      potential                         spike                 ∂v'/∂h  ∂v'/∂v     ∂v'/∂s     ∂v'/∂α
//	late       v[t+1] = (α v[t] + h[t])(1-s[t])  s[t+1] = Θ(v[t]-1)    1-s     α (1-s)    -(αv + h)  v (1-s)
//	same step  v[t+1] = α v[t] (1-s[t]) + h[t]   s[t]   = Θ(v[t]-1)    1       α (1-s)    -αv        v (1-s)
//	subtract   v[t+1] = α (v[t] - s[t]) + h[t]   s[t]   = Θ(v[t]-1)    1       α          -α         v - s
//	none       v[t+1] = α v[t] + h[t]            s[t]   = Θ(v[t]-1)    1       α          0          v
//
// The first is the study's: the spike comes a step after the crossing, and the reset one more step after that. With the
// others a unit spikes in the step in which its potential is above threshold, so that spikes come one by one, and no
// current is lost: what is taken away is the potential that has been (1 of it, where it is subtracted). Without a reset a
// unit spikes at each step that it is above threshold.
//
// advance gives v[t+1]. All shapes [B, H]; α is a scalar.
func (n *Network) advance(v, s, h, alpha *Node) *Node {
	rest := Sub(snn.Num(v, 1), s) // what the reset leaves of 1
	switch n.Variant.Reset {
	case snn.LateReset:
		return Mul(Add(Mul(alpha, v), h), rest)
	case snn.SameStepReset:
		return Add(Mul(Mul(alpha, v), rest), h)
	case snn.SubtractReset:
		return Add(Mul(alpha, Sub(v, s)), h)
	default:
		return Add(Mul(alpha, v), h)
	}
}

// adjoints are the gradients of the loss by a layer's state after some step: by v[t+1], and, where spikes are late, by
// s[t+1].
type adjoints struct{ v, s *Node }

// retreat is one step in reverse: the chain rule, line by line of the table above, with Θ' replaced by the surrogate slope
// g. It takes the adjoints of step t+1 and ds, the gradient by s[t] from everything outside the layer, and gives those by
// h[t] and α, and the adjoints of step t:
//
//	by h[t]:  dh = av ∂v'/∂h
//	by α:     dα = av ∂v'/∂α                     one for each sample and unit, to be summed up
//	by s[t]:  as = ds + av ∂v'/∂s                without the second part where the reset is detached
//	by v[t]:  av = av ∂v'/∂v + as g(v[t])        as of this step, or of step t+1 where spikes are late
func (n *Network) retreat(a adjoints, v, s, h, alpha, ds *Node) (dh, dAlpha *Node, before adjoints) {
	rest := Sub(snn.Num(v, 1), s)
	var byH, byV, byS, byAlpha *Node // times a.v
	switch n.Variant.Reset {
	case snn.LateReset:
		byH = Mul(a.v, rest)
		byV = Mul(alpha, byH)
		byS = Neg(Mul(a.v, Add(Mul(alpha, v), h)))
		byAlpha = Mul(byH, v)
	case snn.SameStepReset:
		byH = a.v
		byV = Mul(alpha, Mul(a.v, rest))
		byS = Neg(Mul(a.v, Mul(alpha, v)))
		byAlpha = Mul(a.v, Mul(v, rest))
	case snn.SubtractReset:
		byH = a.v
		byV = Mul(alpha, a.v)
		byS = Neg(byV)
		byAlpha = Mul(a.v, Sub(v, s))
	default:
		byH = a.v
		byV = Mul(alpha, a.v)
		byAlpha = Mul(a.v, v)
	}
	before.s = ds
	if byS != nil && !n.Variant.DetachReset {
		before.s = Add(ds, byS)
	}
	spiked := before.s // the gradient by the spike that v[t] makes
	if n.late() {
		spiked = a.s
	}
	before.v = Add(byV, Mul(spiked, n.slope(v)))
	return byH, byAlpha, before
}

// late reports whether a unit spikes a step after it has crossed the threshold.
func (n *Network) late() bool { return n.Variant.Reset.IsZero() }
