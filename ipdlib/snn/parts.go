package snn

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// These are the parts of the study's network of which package variant builds networks with options. Each is explained
// where it is written.

// Product is spikes times weights: packed spikes x [T, B, G] and w [8G, H] give the currents [T, B, H] (product.go). It
// has no gradient of its own.
func Product(x, w *Node) *Node { return product(x, w) }

// UnpackRows gives packed spikes x [T, B, G] as a matrix of numbers, [T·B, 8G] (product.go).
func UnpackRows(x, like *Node) *Node { return unpackRows(x, like.DType()) }

// PadRows adds rows of zero weights: [C, H] → [rows, H] (network.go).
func PadRows(w *Node, rows int) *Node { return padRows(w, rows) }

// PadUnits adds silent units up to a whole number of vector registers: [C, H] → [C, H'] (readout.go).
func PadUnits(w *Node) *Node { return padUnits(w) }

// Num is a constant beside x, which may stand in a loop's body (surrogate.go).
func Num(x *Node, value float64) *Node { return num(x, value) }

// Unrolled reports whether a graph's backend needs loops unrolled (scan.go).
func Unrolled(g *Graph) bool { return unrolled(g) }

// OverTime loops, a While, t = from, from+1, ... to-1, or downwards from, from-1, ... to+1 (scan.go).
func OverTime(from, to int, state []*Node, body func(t *Node, state []*Node) []*Node) []*Node {
	return while(from, to, state, body)
}

// At gives row t+offset of x, without its first axis (scan.go).
func At(x, t *Node, offset int) *Node { return at(x, t, offset) }

// Put replaces row t+offset of x (scan.go).
func Put(x, row, t *Node, offset int) *Node { return put(x, row, t, offset) }

// Silent is a potential so far below threshold that nothing spikes (lif.go).
const Silent = silent
