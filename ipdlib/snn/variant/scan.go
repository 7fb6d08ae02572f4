package variant

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
)

// As in package snn, the loop over time is one While where the backend has it, else unrolled. The history of the
// potential is one tensor, [T+1, B, H]: row 0 is far below threshold, row t+1 is v[t]. Spikes need no tensor of their own:
// s[t] = Θ(row t - 1) where spikes are late, else Θ(row t+1 - 1).

// spikeRow is the row of the history that step t spikes from.
func (n *Network) spikeRow(t int) int {
	if n.late() {
		return t
	}
	return t + 1
}

// layer is a layer of LIF units as a function of its current h [T, B, H] and its leak α, a scalar. It gives the spikes s
// and the potential v, both [T, B, H]. GoMLX can differentiate the spikes, by h and by α.
func (n *Network) layer(h, alpha *Node) (s, v *Node) {
	steps := h.Shape().Dimensions[0]
	history := StopGradient(n.history(StopGradient(h), StopGradient(alpha)))
	s = n.spike(Slice(history, AxisRange(n.spikeRow(0), n.spikeRow(steps))))
	v = Slice(history, AxisRange(1))

	// The value of what follows is s. Its gradient is that of the carrier, a zero whose gradient is the reverse loop. The
	// carrier has one input, and so α comes along as a last row of h.
	input := h
	if n.Variant.LearnTimeConstants {
		input = Concatenate([]*Node{h, BroadcastToDims(Reshape(alpha, 1, 1, 1), 1, h.Shape().Dimensions[1], h.Shape().Dimensions[2])}, 0)
	}
	carrier := IdentityWithCustomGradient(input, func(_, ds *Node) *Node {
		dh, dAlpha := n.reverse(StopGradient(h), history, StopGradient(alpha), Slice(ds, AxisRange(0, steps)))
		if n.Variant.LearnTimeConstants {
			return Concatenate([]*Node{dh, InsertAxes(dAlpha, 0)}, 0)
		}
		return dh
	})
	return Add(StopGradient(s), Sub(Slice(carrier, AxisRange(0, steps)), StopGradient(h))), v
}

// history runs the layer's equations forward. h: [T, B, H]; the result: [T+1, B, H].
func (n *Network) history(h, alpha *Node) *Node {
	g := h.Graph()
	dims := h.Shape().Dimensions
	steps := dims[0]
	row := shapes.Make(h.DType(), 1, dims[1], dims[2])
	before := Mul(Ones(g, row), snn.Num(h, snn.Silent))
	first := Zeros(g, row) // v[0]

	if snn.Unrolled(g) {
		rows := []*Node{before, first}
		for t := range steps - 1 {
			rows = append(rows, n.advance(rows[t+1], n.spike(rows[n.spikeRow(t)]), Slice(h, AxisElem(t)), alpha))
		}
		return Concatenate(rows, 0)
	}
	rest := Zeros(g, shapes.Make(h.DType(), steps-1, dims[1], dims[2]))
	state := []*Node{Concatenate([]*Node{before, first, rest}, 0), h, alpha}
	return snn.OverTime(0, steps-1, state, func(t *Node, state []*Node) []*Node {
		history, h, alpha := state[0], state[1], state[2]
		next := n.advance(snn.At(history, t, 1), n.spike(snn.At(history, t, n.spikeRow(0))), snn.At(h, t, 0), alpha)
		return []*Node{snn.Put(history, next, t, 2), h, alpha}
	})[0]
}

// reverse runs them backward, from the gradient by the spikes, ds [T, B, H], to those by the current, dh [T, B, H], and by
// α, [B, H], which is nil where time constants are not learnt.
func (n *Network) reverse(h, history, alpha, ds *Node) (dh, dAlpha *Node) {
	g := h.Graph()
	dims := h.Shape().Dimensions
	steps := dims[0]
	zero := Zeros(g, shapes.Make(h.DType(), dims[1], dims[2]))

	if snn.Unrolled(g) {
		row := func(x *Node, t int) *Node { return Reshape(Slice(x, AxisElem(t)), dims[1:]...) }
		a, sum := adjoints{zero, zero}, zero
		dhs := make([]*Node, steps)
		for t := steps - 1; t >= 0; t-- {
			var dAlpha *Node
			dhs[t], dAlpha, a = n.retreat(a, row(history, t+1), n.spike(row(history, n.spikeRow(t))), row(h, t), alpha, row(ds, t))
			sum = Add(sum, dAlpha)
		}
		if !n.Variant.LearnTimeConstants {
			sum = nil
		}
		return Stack(dhs, 0), sum
	}

	state := []*Node{Zeros(g, h.Shape()), zero, zero, h, history, alpha, ds}
	if n.Variant.LearnTimeConstants {
		state = append(state, zero)
	}
	state = snn.OverTime(steps-1, -1, state, func(t *Node, state []*Node) []*Node {
		h, history, alpha, ds := state[3], state[4], state[5], state[6]
		dh, dAlpha, a := n.retreat(adjoints{state[1], state[2]}, snn.At(history, t, 1), n.spike(snn.At(history, t, n.spikeRow(0))),
			snn.At(h, t, 0), alpha, snn.At(ds, t, 0))
		next := []*Node{snn.Put(state[0], dh, t, 0), a.v, a.s, h, history, alpha, ds}
		if n.Variant.LearnTimeConstants {
			next = append(next, Add(state[7], dAlpha))
		}
		return next
	})
	if n.Variant.LearnTimeConstants {
		dAlpha = state[7]
	}
	return state[0], dAlpha
}
