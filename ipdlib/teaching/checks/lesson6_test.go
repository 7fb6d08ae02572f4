package checks

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
)

func TestSilenced(t *testing.T) {
	type f = func(w [][]float64, unit int) [][]float64
	zero := func(w [][]float64, unit int) [][]float64 {
		for k := range w[unit] {
			w[unit][k] = 0
		}
		return w
	}
	meets(t, "silence", Silenced, []f{
		zero, func(w [][]float64, u int) [][]float64 { clear(w[u]); return w },
		func(w [][]float64, u int) [][]float64 { w[u] = make([]float64, len(w[u])); return w },
		func(w [][]float64, u int) [][]float64 { floats.Scale(0, w[u]); return w },
		func(w [][]float64, u int) [][]float64 {
			for k := 0; k < len(w[u]); k++ {
				w[u][k] *= 0
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 {
			for i := range w {
				for k := range w[i] {
					if i == u {
						w[i][k] = 0
					}
				}
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 {
			row := w[u]
			for k := range row {
				row[k] = 0
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 {
			c := clone(w)
			return zero(c, u)
		},
		func(w [][]float64, u int) [][]float64 {
			for k, x := range w[u] {
				w[u][k] -= x
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 { floats.Sub(w[u], slices.Clone(w[u])); return w },
		func(w [][]float64, u int) [][]float64 {
			zeros := []float64{}
			for range w[u] {
				zeros = append(zeros, 0)
			}
			w[u] = zeros
			return w
		},
		func(w [][]float64, u int) [][]float64 { copy(w[u], make([]float64, len(w[u]))); return w },
	}, []f{
		func(w [][]float64, u int) [][]float64 { return w }, func(w [][]float64, u int) [][]float64 { return nil },
		func(w [][]float64, u int) [][]float64 {
			for i := range w {
				w[i][u%len(w[i])] = 0
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 { w[u][0] = 0; return w },
		func(w [][]float64, u int) [][]float64 { w[u][len(w[u])-1] = 0; return w },
		func(w [][]float64, u int) [][]float64 {
			for i := range w {
				clear(w[i])
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 { floats.Scale(-1, w[u]); return w },
		func(w [][]float64, u int) [][]float64 { floats.AddConst(1, w[u]); return w },
		func(w [][]float64, u int) [][]float64 {
			for k := range w[u] {
				w[u][k] = 1
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 {
			for _, x := range w[u] {
				x = 0
				_ = x
			}
			return w
		},
		func(w [][]float64, u int) [][]float64 { return append(w[:u], w[u+1:]...) }, func(w [][]float64, u int) [][]float64 { w[u] = nil; return w },
		func(w [][]float64, u int) [][]float64 { return zero(w, (u+1)%len(w)) }, func(w [][]float64, u int) [][]float64 { return zero(w, 0) },
		func(w [][]float64, u int) [][]float64 { return zero(w, u-1) }, func(w [][]float64, u int) [][]float64 { floats.Scale(0.01, w[u]); return w },
		func(w [][]float64, u int) [][]float64 { w[99][0] = 0; return w }, func(w [][]float64, u int) [][]float64 { w[u][0] = math.NaN(); return w },
		func(w [][]float64, u int) [][]float64 { zero(w, u); w[0][0] = 5; return w }, func(w [][]float64, u int) [][]float64 { return w[:1] },
		func(w [][]float64, u int) [][]float64 { w[0] = make([]float64, 9); return w },
	}, "w[u]", "weights[unit][class]=0", "clear(")
}

func TestHarm(t *testing.T) { choice(t, "harm", Harm, "B", "AC") }
func TestSay(t *testing.T)  { choice(t, "say", Say, "C", "AB") }
