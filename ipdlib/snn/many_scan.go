package snn

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// The loop over time, for many networks. On CPUs it is Network's, with M·B samples in place of B. On a GPU each turn of a
// loop is a handful of launches, some microseconds each, that take longer than what they compute; there a turn makes several
// steps, which XLA joins into one kernel, and the gradient of the input weights is one product after the loop instead of one
// in each turn.

// mostInTurn bounds the steps in a turn: joined steps may be computed again for each of their results.
const mostInTurn = 12

// inTurn is the largest number of steps, up to mostInTurn, of which n steps are a whole number of turns.
func inTurn(n int) int {
	for k := min(mostInTurn, n); ; k-- {
		if n%k == 0 {
			return k
		}
	}
}

// inTurns reports whether a graph's loop makes several steps in a turn.
func (n *Many) inTurns(g *Graph) bool { return n.dense && !unrolled(g) }

// membraneHistories is Network's membraneHistory: [T, M·B, H'] → [T+1, M·B, H'].
func (n *Many) membraneHistories(h *Node) *Node {
	g := h.Graph()
	if !n.inTurns(g) {
		return n.membraneHistory(h)
	}
	dims := h.Shape().Dimensions
	steps := dims[0]
	k := inTurn(steps - 1)
	row := shapes.Make(h.DType(), 1, dims[1], dims[2])
	before := Mul(Ones(g, row), num(h, silent))
	history := Concatenate([]*Node{before, Zeros(g, shapes.Make(h.DType(), steps, dims[1], dims[2]))}, 0)
	return while(0, (steps-1)/k, []*Node{history, h}, func(turn *Node, state []*Node) []*Node {
		history, h := state[0], state[1]
		t := Mul(turn, Const(turn.Graph(), int32(k)))
		rows := rowsAt(history, t, 2)
		for j, current := range rowsAt(h, t, k) {
			rows = append(rows, n.advance(rows[j+1], n.spike(rows[j]), current))
		}
		return []*Node{DynamicUpdateSlice(history, Stack(rows[2:], 0), position(t, 2, 3)), h}
	})[0]
}

// inputGradients is Network's inputGradient: [M, 8G, H'], from dRate [M·B, H'].
func (n *Many) inputGradients(trace *ManyTrace, dRate *Node) *Node {
	x, h := trace.x, trace.current
	dims := x.Shape().Dimensions
	steps, many, batch := dims[0], dims[1], dims[2]
	units := dRate.Shape().Dimensions[1]
	if n.dense || unrolled(h.Graph()) {
		dh := Reshape(n.currentGradient(trace, dRate), steps-1, many, batch, units)
		spikes := unpack(Slice(x, AxisRange(0, steps-1)), 3, h.DType())
		return DotGeneral(spikes, []int{0, 2}, []int{1}, dh, []int{0, 2}, []int{1})
	}

	zero := Zeros(h.Graph(), dRate.Shape())
	byTime := TransposeAllDims(x, 0, 1, 3, 2) // [T, M, G, B]
	gradient := Zeros(h.Graph(), shapes.Make(h.DType(), many, byTime.Shape().Dimensions[2]*8, units))
	state := []*Node{h, trace.history, Reshape(trace.weights, steps, 1, 1), dRate, byTime, zero, zero, gradient}
	if trace.keep != nil {
		state = append(state, trace.keep, trace.undropped)
	}
	return while(steps-2, -1, state, func(t *Node, state []*Node) []*Node {
		h, history, column, dRate, byTime, av, as, gradient := state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
		weight := BroadcastToShape(at(column, t, 0), dRate.Shape())
		ds := Mul(weight, dRate)
		if len(state) > 8 {
			// Weight, gradient and mask are multiplied, but those of a network without dropout as two factors, as in a
			// program without masks: the compiler puts the last product and retreat's subtraction into one instruction,
			// which rounds once.
			keep, undropped := state[8], state[9]
			ds = Mul(Where(undropped, weight, ds), Where(undropped, dRate, at(keep, t, 0)))
		}
		dh, avNew, asNew := n.retreat(av, as, at(history, t, 1), n.spike(at(history, t, 0)), at(h, t, 0), ds)
		product := DotGeneral(unpack(at(byTime, t, 0), 1, h.DType()), []int{2}, []int{0}, Reshape(dh, many, batch, units), []int{1}, []int{0})
		return append([]*Node{h, history, column, dRate, byTime, avNew, asNew, Add(gradient, product)}, state[8:]...)
	})[7]
}

// currentGradient runs the LIF equations in reverse and gives dh of all steps but the last, whose current is never used:
// [T-1, M·B, H'].
func (n *Many) currentGradient(trace *ManyTrace, dRate *Node) *Node {
	g := dRate.Graph()
	steps := trace.current.Shape().Dimensions[0]
	zero := Zeros(g, dRate.Shape())

	// several steps, from the last of those given to the first; h, weight and keep are a row each, history is a row more
	retreat := func(av, as *Node, history, h, weight, keep []*Node, dRate *Node) (dhs []*Node, avNew, asNew *Node) {
		dhs = make([]*Node, len(h))
		for t := len(h) - 1; t >= 0; t-- {
			ds := Mul(weight[t], dRate)
			if keep != nil {
				ds = Mul(ds, keep[t])
			}
			dhs[t], av, as = n.retreat(av, as, history[t+1], n.spike(history[t]), h[t], ds)
		}
		return dhs, av, as
	}
	column := Reshape(trace.weights, steps, 1, 1)

	if unrolled(g) {
		rows := func(x *Node, count int) (rows []*Node) {
			for t := range count {
				rows = append(rows, Reshape(Slice(x, AxisElem(t)), x.Shape().Dimensions[1:]...))
			}
			return rows
		}
		var keep []*Node
		if trace.keep != nil {
			keep = rows(trace.keep, steps-1)
		}
		dhs, _, _ := retreat(zero, zero, rows(trace.history, steps), rows(trace.current, steps-1), rows(column, steps-1), keep, dRate)
		return Stack(dhs, 0)
	}

	k := inTurn(steps - 1)
	dh := Zeros(g, shapes.Make(dRate.DType(), steps-1, dRate.Shape().Dimensions[0], dRate.Shape().Dimensions[1]))
	state := []*Node{trace.current, trace.history, column, dRate, zero, zero, dh}
	if trace.keep != nil {
		state = append(state, trace.keep)
	}
	return while((steps-1)/k-1, -1, state, func(turn *Node, state []*Node) []*Node {
		h, history, column, dRate, av, as, dh := state[0], state[1], state[2], state[3], state[4], state[5], state[6]
		t := Mul(turn, Const(turn.Graph(), int32(k)))
		var keep []*Node
		if len(state) > 7 {
			keep = rowsAt(state[7], t, k)
		}
		dhs, av, as := retreat(av, as, rowsAt(history, t, k+1), rowsAt(h, t, k), rowsAt(column, t, k), keep, dRate)
		dh = DynamicUpdateSlice(dh, Stack(dhs, 0), position(t, 0, 3))
		return append([]*Node{h, history, column, dRate, av, as, dh}, state[7:]...)
	})[6]
}

// rowsAt gives rows t, t+1, ... t+count-1 of x [T, ...], each without its first axis.
func rowsAt(x, t *Node, count int) []*Node {
	dims := append([]int{count}, x.Shape().Dimensions[1:]...)
	block := DynamicSlice(x, position(t, 0, len(dims)), dims)
	rows := make([]*Node, count)
	for i := range rows {
		rows[i] = Reshape(Slice(block, AxisElem(i)), dims[1:]...)
	}
	return rows
}
