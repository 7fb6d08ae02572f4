package snn

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
)

// A leaky integrate-and-fire (LIF) unit has a membrane potential v, which leaks with time constant τ, is driven by the
// current h, and is reset by the unit's own spikes s. With α = exp(-dt/τ), from v[0] = 0, for t = 0 ... T-2:
//
//	reset      potential                         spike               ∂v'/∂h  ∂v'/∂v   -∂v'/∂s   ∂v'/∂α
//	late       v[t+1] = (α v[t] + h[t])(1-s[t])  s[t+1] = Θ(v[t]-1)  1-s     α (1-s)  αv + h    v (1-s)
//	same step  v[t+1] = α v[t] (1-s[t]) + h[t]   s[t]   = Θ(v[t]-1)  1       α (1-s)  αv        v (1-s)
//	subtract   v[t+1] = α (v[t] - s[t]) + h[t]   s[t]   = Θ(v[t]-1)  1       α        α         v - s
//	none       v[t+1] = α v[t] + h[t]            s[t]   = Θ(v[t]-1)  1       α        0         v
//
// The late reset is the study's, with s[0] = 0: a unit crosses the threshold at t, spikes at t+1 and is reset at t+2. The
// potential stays above threshold for one more step, so spikes come in pairs, and the current of the reset step is lost.
// With the other resets a unit spikes in the step in which its potential is above threshold, so spikes come one by one and
// no current is lost. Without a reset a unit spikes at every step at which it is above threshold. The current of the last
// step is never used.

// unit is the state of a layer's units at one step t, [R, H] each; α is a scalar or [R, 1].
type unit struct{ v, s, h, alpha *Node }

// notReset is 1 - s[t]: 0 for a unit that is being reset, else 1.
func (u unit) notReset() *Node { return Sub(num(u.s, 1), u.s) }

// leaked is α v[t], the potential after the leak.
func (u unit) leaked() *Node { return Mul(u.alpha, u.v) }

// A reset is a row of the table above: the forward equation with its derivatives beside it.
type reset struct {
	late    bool                                                  // whether a unit spikes a step after crossing the threshold
	next    func(u unit) *Node                                    // v[t+1]
	adjoint func(av *Node, u unit) (byH, byV, lessByS, byA *Node) // av times the four derivatives; nil is 0
}

var resets = option.Table[reset]{
	{Name: "late", Value: reset{
		late: true,
		next: func(u unit) *Node { return Mul(Add(u.leaked(), u.h), u.notReset()) },
		adjoint: func(av *Node, u unit) (byH, byV, lessByS, byA *Node) {
			byH = Mul(av, u.notReset())
			return byH, Mul(u.alpha, byH), Mul(av, Add(u.leaked(), u.h)), Mul(byH, u.v)
		},
	}},
	{Name: "same_step", Also: []string{"zero"}, Value: reset{
		next: func(u unit) *Node { return Add(Mul(u.leaked(), u.notReset()), u.h) },
		adjoint: func(av *Node, u unit) (byH, byV, lessByS, byA *Node) {
			open := Mul(av, u.notReset())
			return av, Mul(u.alpha, open), Mul(av, u.leaked()), Mul(open, u.v)
		},
	}},
	{Name: "subtract", Value: reset{
		next: func(u unit) *Node { return Add(Mul(u.alpha, Sub(u.v, u.s)), u.h) },
		adjoint: func(av *Node, u unit) (byH, byV, lessByS, byA *Node) {
			byV = Mul(u.alpha, av)
			return av, byV, byV, Mul(av, Sub(u.v, u.s))
		},
	}},
	{Name: "none", Value: reset{
		next: func(u unit) *Node { return Add(u.leaked(), u.h) },
		adjoint: func(av *Node, u unit) (byH, byV, lessByS, byA *Node) {
			return av, Mul(u.alpha, av), nil, Mul(av, u.v)
		},
	}},
}

// Reset is the name of a reset: what a spike does to the membrane potential.
type Reset = option.Word[resetWords]

type resetWords struct{}

func (resetWords) Lexicon() option.Lexicon { return resets }

// The resets' names.
const (
	LateReset     Reset = ""          // to zero, a step late
	SameStepReset Reset = "same_step" // to zero at once
	SubtractReset Reset = "subtract"  // the threshold is subtracted
	NoReset       Reset = "none"
)

func (n *Network) reset() reset { return resets.Of(string(n.Variant.Reset)) }

// The membrane's history is one tensor, [T+1, R, H]: row 0 is far below threshold, so that s[0] = Θ(row 0 - 1) = 0 with late
// spikes, and row t+1 is v[t]. Spikes need no tensor of their own: s[t] = Θ(row t - 1) with late spikes, else
// Θ(row t+1 - 1).
const farBelow = -1e9

// spikeRow is the row of the history that determines the spikes of step t.
func (n *Network) spikeRow(t int) int {
	if n.reset().late {
		return t
	}
	return t + 1
}

// membrane computes a layer forward in time: current h [T, R, H] → the membrane's history [T+1, R, H].
func (n *Network) membrane(h *Node, alpha leak) *Node {
	g, dims := h.Graph(), h.Shape().Dimensions
	steps := dims[0]
	row := shapes.Make(h.DType(), 1, dims[1], dims[2])
	before := Mul(Ones(g, row), num(h, farBelow))
	rest := Zeros(g, shapes.Make(h.DType(), steps, dims[1], dims[2])) // v[0] = 0, and room for the other steps
	_, history := scan{
		to:    steps - 1,
		rows:  []series{{h, 0}},
		fixed: alpha.nodes(),
		out:   series{Concatenate([]*Node{before, rest}, 0), 2},
		body: func(rows, fixed, _ []*Node, history func(offset int) *Node) ([]*Node, *Node) {
			v := history(1)
			return nil, n.reset().next(unit{v, n.spike(history(n.spikeRow(0))), rows[0], alpha.in(v, fixed)})
		},
	}.run(g)
	return history
}

// spikes returns the spikes s, [T, R, H], that follow from a membrane's history.
func (n *Network) spikes(history *Node) *Node {
	steps := history.Shape().Dimensions[0] - 1
	return n.spike(Slice(history, AxisRange(n.spikeRow(0), n.spikeRow(steps))))
}

// Backpropagation through time runs the equations in reverse: the adjoint method. Let av be the adjoint of v[t+1], which is
// the gradient of the loss with respect to it; as the adjoint of s[t+1]; and ds the part of the gradient with respect to s[t]
// that comes from the following layers. By the chain rule, for each row of the table above, with Θ' replaced by the surrogate
// slope g, the gradient with respect to
//
//	h[t] is  dh = av ∂v'/∂h
//	α    is  dα = av ∂v'/∂α                     for each unit and step, to be summed
//	s[t] is  as = ds + av ∂v'/∂s                without the second term if the reset is detached
//	v[t] is  av = av ∂v'/∂v + as g(v[t])        with as of this step, or of step t+1 if spikes are late
//
// adjointStep is one such step: from the adjoints of step t+1 to dh, dα and the adjoints of step t. All are [R, H].
func (n *Network) adjointStep(av, as *Node, u unit, ds *Node) (dh, dAlpha, avNew, asNew *Node) {
	dh, byV, lessByS, dAlpha := n.reset().adjoint(av, u)
	asNew = ds
	if lessByS != nil && !n.Variant.DetachReset {
		asNew = Sub(ds, lessByS)
	}
	ofSpike := asNew // the adjoint of the spike that v[t] causes
	if n.reset().late {
		ofSpike = as
	}
	return dh, dAlpha, Add(byV, Mul(ofSpike, n.slope(u.v))), asNew
}

// upstream is ds, the gradient with respect to the spikes that comes from the following layers. It has three forms:
//
//	ds[t] = d[t]              d [T, R, H]
//	ds[t] = c[t]·d            c [T, 1, 1], d [R, H]
//	ds[t] = c[t]·d·keep[t]    with a dropout mask keep [T, R, H] or [1, R, H]
type upstream struct{ d, c, keep *Node }

// rows and fixed are the inputs that the loop needs for it; inside the loop's body, at computes ds[t] from them.
func (u upstream) rows() []series {
	switch {
	case u.c == nil:
		return []series{{u.d, 0}}
	case u.keep == nil || u.kept():
		return []series{{u.c, 0}}
	}
	return []series{{u.c, 0}, {u.keep, 0}}
}

func (u upstream) fixed() []*Node {
	switch {
	case u.c == nil:
		return nil
	case u.kept():
		return []*Node{u.d, Squeeze(u.keep, 0)}
	}
	return []*Node{u.d}
}

// kept reports whether one mask serves all steps.
func (u upstream) kept() bool { return u.keep != nil && u.keep.Shape().Dimensions[0] == 1 }

func (u upstream) at(rows, fixed []*Node) *Node {
	ds := rows[0]
	if u.c == nil {
		return ds
	}
	ds = Mul(ds, fixed[0])
	switch {
	case u.keep == nil:
		return ds
	case u.kept():
		return Mul(ds, fixed[1])
	}
	return Mul(ds, rows[1])
}

// reverse computes a layer backward in time, from t = T-1 to 0. It returns the gradients with respect to its current, dh
// [T, R, H], and to α, dα [R, H], which is nil if time constants are not learnt.
//
// With x, the input of the layer, it returns instead of dh the gradient with respect to the input weights (see input.go).
func (n *Network) reverse(h, history *Node, ds upstream, alpha leak, x *input) (gradient, dAlpha *Node) {
	g, dims := h.Graph(), h.Shape().Dimensions
	steps := dims[0]
	zero := Zeros(g, shapes.Make(h.DType(), dims[1], dims[2]))
	s := scan{
		from: steps - 1, to: -1,
		rows:  append([]series{{h, 0}, {history, 1}, {history, n.spikeRow(0)}}, ds.rows()...),
		fixed: append(ds.fixed(), alpha.nodes()...),
		carry: []*Node{zero, zero},
	}
	inLoop := x != nil && !unrolled(g)
	if inLoop {
		s.rows = append(s.rows, series{x.byStep(), 0})
		s.carry = append(s.carry, x.noGradient(h))
	} else {
		s.out = series{Zeros(g, h.Shape()), 0}
	}
	if alpha.learnt != nil {
		s.carry = append(s.carry, zero)
	}
	s.body = func(rows, fixed, carry []*Node, _ func(int) *Node) (next []*Node, out *Node) {
		v := rows[1]
		u := unit{v, n.spike(rows[2]), rows[0], alpha.in(v, fixed)}
		dh, dAlpha, av, as := n.adjointStep(carry[0], carry[1], u, ds.at(rows[3:], fixed))
		next = []*Node{av, as}
		if inLoop {
			next = append(next, Add(carry[2], x.gradient(rows[len(rows)-1], dh)))
		} else {
			out = dh
		}
		if alpha.learnt != nil {
			next = append(next, Add(carry[len(carry)-1], dAlpha))
		}
		return next, out
	}
	carry, dh := s.run(g)
	if alpha.learnt != nil {
		dAlpha = carry[len(carry)-1]
	}
	switch {
	case inLoop:
		return carry[2], dAlpha
	case x != nil:
		return x.gradientOfAll(dh), dAlpha
	}
	return dh, dAlpha
}

// layer is a layer of LIF units as a function that GoMLX can differentiate with respect to h and α: current h [T, R, H] →
// spikes s and potential v, [T, R, H] each. The first hidden layer doesn't need it, see [Network.Backward].
func (n *Network) layer(h *Node, alpha leak) (s, v *Node) {
	steps := h.Shape().Dimensions[0]
	fixed := alpha.stopped()
	history := StopGradient(n.membrane(StopGradient(h), fixed))
	s, v = StopGradient(n.spikes(history)), Slice(history, AxisRange(1))

	// GoMLX can't differentiate a While loop. So the result is s + (carrier - h): its value is s, since the carrier's is h, and
	// its gradient is that of the carrier, which is the reverse loop. The carrier has only one input, so a learnt α is
	// appended to h as a last row.
	input := h
	if alpha.learnt != nil {
		row := BroadcastToDims(InsertAxes(alpha.learnt, 0), 1, h.Shape().Dimensions[1], h.Shape().Dimensions[2])
		input = Concatenate([]*Node{h, row}, 0)
	}
	carrier := IdentityWithCustomGradient(input, func(_, ds *Node) *Node {
		dh, dAlpha := n.reverse(StopGradient(h), history, upstream{d: Slice(ds, AxisRange(0, steps))}, fixed, nil)
		if dAlpha == nil {
			return dh
		}
		return Concatenate([]*Node{dh, InsertAxes(dAlpha, 0)}, 0)
	})
	return Add(s, Sub(Slice(carrier, AxisRange(0, steps)), StopGradient(h))), v
}
