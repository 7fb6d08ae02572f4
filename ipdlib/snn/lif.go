package snn

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// A leaky integrate-and-fire unit has a membrane potential v, which leaks with time constant τ, is driven by the current
// h, and is reset by the unit's own spikes s. With α = exp(-dt/τ), from v[0] = s[0] = 0, for t = 0 ... T-2:
//
//	v[t+1] = (α v[t] + h[t]) (1 - s[t])
//	s[t+1] = Θ(v[t] - 1)
//
// The spike is taken from the old potential: a unit crosses the threshold at t, spikes at t+1, and is reset at t+2. The
// potential stays above threshold for one more step, so spikes come in pairs, and the current of the reset step is lost.
// That is how the original study does it. The current of the last step is never used.
//
// advance is the first equation. All shapes [B, H].
func (n *Network) advance(v, s, h *Node) *Node {
	return Mul(Add(Mul(num(v, n.alpha), v), h), Sub(num(s, 1), s))
}

// Backpropagation through time runs the equations in reverse. Let av be the gradient of the loss by v[t+1], as that by
// s[t+1], and ds the part of the gradient by s[t] that comes from the readout. By the chain rule, line by line of the
// equations above, with Θ' replaced by the surrogate slope g:
//
//	by h[t]:  dh = av (1 - s[t])                       h[t] only drives v[t+1]
//	by v[t]:  α av (1 - s[t]) + as g(v[t])             v[t] leaks into v[t+1] and makes s[t+1] spike
//	by s[t]:  ds - av (α v[t] + h[t])                  s[t] is read out, and resets v[t+1]
//
// retreat is one such step. It takes the adjoints of step t+1 and gives dh and the adjoints of step t. All [B, H].
func (n *Network) retreat(av, as, v, s, h, ds *Node) (dh, avNew, asNew *Node) {
	alpha := num(v, n.alpha)
	dh = Mul(av, Sub(num(s, 1), s))
	avNew = Add(Mul(alpha, dh), Mul(as, n.slope(v)))
	asNew = Sub(ds, Mul(av, Add(Mul(alpha, v), h)))
	return dh, avNew, asNew
}

// silent is the potential that stands before the first step, so far below threshold that s[0] = Θ(silent - 1) = 0, as
// the equations begin. It has no other use.
const silent = -1e9

// The membrane's history is one tensor, [T+1, B, H]: row 0 is silent, row t+1 is v[t]. Spikes need no tensor of their
// own, since s[t] = Θ(row t - 1).

// spikesOf gives all spikes s, [T, B, H], of a membrane's history.
func (n *Network) spikesOf(history *Node) *Node {
	steps := history.Shape().Dimensions[0] - 1
	return n.spike(Slice(history, AxisRange(0, steps)))
}
