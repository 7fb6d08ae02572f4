package snn

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
)

// TestCulledWeights looks at the slope of the effective weight: sign·sgn(w), so that a weight of exactly zero has none.
func TestCulledWeights(t *testing.T) {
	d, err := device.Open(t.Context(), device.Options{Backend: "go"})
	if err != nil {
		t.Fatal(err)
	}
	s := Default()
	s.DalesLaw = true
	n := &Network{Settings: s}
	out, err := CallOnceN(d.Backend, func(w *Node) []*Node {
		effective := n.effective(w, nil)
		return []*Node{effective, Gradient(ReduceAllSum(effective), w)[0]}
	}, [][][]float32{{{-2, 0, 3}, {-2, 0, 3}}}) // the first unit inhibits, the second excites
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2][3]float32{{{-2, 0, -3}, {2, 0, 3}}, {{1, 0, -1}, {-1, 0, 1}}} {
		got := out[i].Value().([][][]float32)[0]
		for unit := range want {
			for j := range want[unit] {
				if got[unit][j] != want[unit][j] {
					t.Errorf("%s: %v, want %v", []string{"weights", "slopes"}[i], got, want)
				}
			}
		}
	}
}
