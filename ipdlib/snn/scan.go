package snn

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// scan is the loop over time, t = from, from+1, ... to-1, or downwards from, from-1, ... to+1, like JAX's lax.scan. It has
// two forms. On XLA it is a While loop, whose program has the same size for any number of steps: a training step compiles in
// 0.8 s, instead of 12 s or more when unrolled. The pure Go backend compiles nothing, and can't slice at a computed position;
// there the loop is unrolled.
type scan struct {
	from, to int
	rows     []series // step t gets row t + offset of each
	fixed    []*Node  // the same for all steps
	carry    []*Node  // passed from step to step
	out      series   // step t replaces row t + offset; optional

	// body is one step. out returns row t + offset of the output so far. It may use only its arguments: a captured node fails
	// on XLA, and has no gradient on any backend.
	body func(rows, fixed, carry []*Node, out func(offset int) *Node) (next []*Node, row *Node)
}

// series is a tensor with an axis of time, [T, ...].
type series struct {
	x      *Node
	offset int
}

// run returns the last carry and the output.
func (s scan) run(g *Graph) (carry []*Node, out *Node) {
	if unrolled(g) {
		return s.unroll()
	}
	var state []*Node
	for _, r := range s.rows {
		state = append(state, r.x)
	}
	fixed, carried := len(state), len(state)+len(s.fixed)
	state = append(append(state, s.fixed...), s.carry...)
	last := len(state)
	if s.out.x != nil {
		state = append(state, s.out.x)
	}
	state = while(s.from, s.to, state, func(t *Node, state []*Node) []*Node {
		rows := make([]*Node, len(s.rows))
		for i, r := range s.rows {
			rows[i] = at(state[i], t, r.offset)
		}
		next, row := s.body(rows, state[fixed:carried], state[carried:last], func(offset int) *Node { return at(state[last], t, offset) })
		all := append(append([]*Node{}, state[:carried]...), next...)
		if row != nil {
			all = append(all, put(state[last], row, t, s.out.offset))
		}
		return all
	})
	if s.out.x != nil {
		out = state[last]
	}
	return state[carried:last], out
}

// unroll is run without a While loop.
func (s scan) unroll() (carry []*Node, out *Node) {
	cut := func(x *Node) []*Node {
		rows := make([]*Node, x.Shape().Dimensions[0])
		for t := range rows {
			rows[t] = Reshape(Slice(x, AxisElem(t)), x.Shape().Dimensions[1:]...)
		}
		return rows
	}
	series := make([][]*Node, len(s.rows))
	for i, r := range s.rows {
		series[i] = cut(r.x)
	}
	var written []*Node
	if s.out.x != nil {
		written = cut(s.out.x)
	}
	carry = s.carry
	step := 1
	if s.to < s.from {
		step = -1
	}
	for t := s.from; t != s.to; t += step {
		rows := make([]*Node, len(series))
		for i := range series {
			rows[i] = series[i][t+s.rows[i].offset]
		}
		var row *Node
		carry, row = s.body(rows, s.fixed, carry, func(offset int) *Node { return written[t+offset] })
		if row != nil {
			written[t+s.out.offset] = row
		}
	}
	if written != nil {
		out = Stack(written, 0)
	}
	return carry, out
}

// unrolled reports whether a graph's backend needs the loop unrolled.
func unrolled(g *Graph) bool {
	operations := g.Backend().Capabilities().Operations
	return !operations[compute.OpTypeDynamicSlice] || !operations[compute.OpTypeDynamicUpdateSlice]
}

// while loops over t and returns the final state.
func while(from, to int, state []*Node, body func(t *Node, state []*Node) []*Node) []*Node {
	g := state[0].Graph()
	step := int32(1)
	if to < from {
		step = -1
	}
	parameters := func(g *Graph) (*Node, []*Node) {
		t := Parameter(g, "t", shapes.Make(dtypes.Int32))
		nodes := make([]*Node, len(state))
		for i, s := range state {
			nodes[i] = Parameter(g, fmt.Sprintf("state%d", i), s.Shape())
		}
		return t, nodes
	}
	condition := NewClosure(g, func(g *Graph) []*Node {
		t, _ := parameters(g)
		return []*Node{NotEqual(t, Const(g, int32(to)))}
	})
	loop := NewClosure(g, func(g *Graph) []*Node {
		t, nodes := parameters(g)
		return append([]*Node{Add(t, Const(g, step))}, body(t, nodes)...)
	})
	return While(condition, loop, append([]*Node{Const(g, int32(from))}, state...)...)[1:]
}

// at returns row t+offset of x [T, ...], without the first axis.
func at(x, t *Node, offset int) *Node {
	dims := append([]int{1}, x.Shape().Dimensions[1:]...)
	return Reshape(DynamicSlice(x, position(t, offset, len(dims)), dims), dims[1:]...)
}

// put replaces row t+offset of x.
func put(x, row, t *Node, offset int) *Node {
	dims := append([]int{1}, row.Shape().Dimensions...)
	return DynamicUpdateSlice(x, Reshape(row, dims...), position(t, offset, len(dims)))
}

// position is the index of row t+offset for a tensor of some rank.
func position(t *Node, offset, rank int) []*Node {
	p := []*Node{t}
	if offset != 0 {
		p[0] = Add(t, Const(t.Graph(), int32(offset)))
	}
	for len(p) < rank {
		p = append(p, Const(t.Graph(), int32(0)))
	}
	return p
}
