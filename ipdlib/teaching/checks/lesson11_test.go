package checks

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

func TestBestDelay(t *testing.T) {
	meets(t, "delay", BestDelay, []any{0.25, "0.25", "0.25 ms", "1/4", "0,25", "about 0.25", .25, 0.125 * 2, 45.0 / 360 / 500 * 1000, "0.250 ms", "2/8", 2.5e-1},
		[]any{2, 0.00025, 250, 0.5, 1, 0.125, 4, 0.09, 0, -0.25, 45, 500, "a quarter", nil, math.NaN(), 25, 0.2, 0.11, 22.5}, "0.25", "1/4", "eighth")
}

func TestPeak(t *testing.T) {
	type f = func(counts, best []float64) float64
	meets(t, "peak", Peak, []f{
		func(c, b []float64) float64 {
			k := 0
			for u := range c {
				if c[u] > c[k] {
					k = u
				}
			}
			return b[k]
		},
		func(c, b []float64) float64 { return b[floats.MaxIdx(c)] },
		func(c, b []float64) float64 { return b[slices.Index(c, slices.Max(c))] },
		func(c, b []float64) float64 {
			most, at := -1.0, 0.0
			for u, n := range c {
				if n > most {
					most, at = n, b[u]
				}
			}
			return at
		},
		func(c, b []float64) float64 {
			most, at := c[0], b[0]
			for u := 1; u < len(c); u++ {
				if most < c[u] {
					most, at = c[u], b[u]
				}
			}
			return at
		},
		func(c, b []float64) float64 {
			for u := range c {
				if c[u] == floats.Max(c) {
					return b[u]
				}
			}
			return 0
		},
		func(c, b []float64) float64 {
			at := b[0]
			for u := len(c) - 1; u >= 0; u-- {
				if c[u] >= floats.Max(c) {
					at = b[u]
				}
			}
			return at
		},
		func(c, b []float64) float64 {
			most := 0.0
			for _, n := range c {
				most = max(most, n)
			}
			for u, n := range c {
				if n == most {
					return b[u]
				}
			}
			return math.NaN()
		},
		func(c, b []float64) float64 {
			order := make([]int, len(c))
			for u := range order {
				order[u] = u
			}
			slices.SortStableFunc(order, func(u, v int) int { return int(c[v] - c[u]) })
			return b[order[0]]
		},
		func(c, b []float64) float64 {
			k := len(c) - 1
			for u := k; u >= 0; u-- {
				if !(c[u] < c[k]) {
					k = u
				}
			}
			return b[k]
		},
	}, []f{
		func(c, b []float64) float64 { return floats.Max(c) }, func(c, b []float64) float64 { return floats.Max(b) },
		func(c, b []float64) float64 { return float64(floats.MaxIdx(c)) }, func(c, b []float64) float64 { return b[floats.MinIdx(c)] },
		func(c, b []float64) float64 { return b[0] }, func(c, b []float64) float64 { return b[len(b)-1] }, func(c, b []float64) float64 { return 0 },
		func(c, b []float64) float64 { return stat.Mean(b, c) }, func(c, b []float64) float64 { return stat.Mean(b, nil) },
		func(c, b []float64) float64 { return floats.Dot(b, c) }, func(c, b []float64) float64 { return -b[floats.MaxIdx(c)] },
		func(c, b []float64) float64 { return b[floats.MaxIdx(b)] }, func(c, b []float64) float64 { return b[floats.MaxIdx(c)+1] },
		func(c, b []float64) float64 { return b[int(floats.Max(c))] }, func(c, b []float64) float64 { return c[floats.MaxIdx(b)] },
		func(c, b []float64) float64 {
			k := 0
			for u := range c {
				if c[u] >= c[k] {
					k = u
				}
			}
			return b[k]
		},
		func(c, b []float64) float64 {
			k := 0
			for u := range c {
				if c[u] > c[k] {
					k := u
					_ = k
				}
			}
			return b[k]
		},
		func(c, b []float64) float64 { return math.NaN() }, func(c, b []float64) float64 { return b[floats.MaxIdx(c)] * math.Pi / 180 },
		func(c, b []float64) float64 { return math.Abs(b[floats.MaxIdx(c)]) }, func(c, b []float64) float64 { return b[99] },
	}, "best[", "counts[u]>", "MaxIdx")
}

func TestBalance(t *testing.T) {
	type f = func(counts, best []float64) float64
	sides := func(c, b []float64) (right, left float64) {
		for u := range c {
			if b[u] > 0 {
				right += c[u]
			} else {
				left += c[u]
			}
		}
		return right, left
	}
	of := func(then func(r, l float64) float64) f {
		return func(c, b []float64) float64 {
			if floats.Sum(c) == 0 {
				return 0
			}
			return then(sides(c, b))
		}
	}
	units := func(c, b []float64) (right, left float64) {
		ones := make([]float64, len(c))
		floats.AddConst(1, ones)
		return sides(ones, b)
	}
	meets(t, "balance", Balance, []f{
		of(func(r, l float64) float64 { return (r - l) / (r + l) }), of(func(r, l float64) float64 { return -(l - r) / (l + r) }),
		of(func(r, l float64) float64 { return r/(r+l) - l/(r+l) }), of(func(r, l float64) float64 { return 2*r/(r+l) - 1 }),
		of(func(r, l float64) float64 { return 1 - 2*l/(r+l) }), of(func(r, l float64) float64 { sum := r + l; return (r - l) / sum }),
		of(func(r, l float64) float64 {
			if r == 0 {
				return -1
			}
			return (1 - l/r) / (1 + l/r)
		}),
		func(c, b []float64) float64 {
			d, s := 0.0, 0.0
			for u, n := range c {
				s += n
				if b[u] < 0 {
					n = -n
				}
				d += n
			}
			if s > 0 {
				return d / s
			}
			return 0
		},
		func(c, b []float64) float64 {
			d := 0.0
			for u := range c {
				d += c[u] * math.Copysign(1, b[u])
			}
			return d / max(floats.Sum(c), 1e-300)
		},
		func(c, b []float64) float64 {
			r, l := sides(c, b)
			if r == l {
				return 0
			}
			return (r - l) / (r + l)
		},
		func(c, b []float64) float64 {
			r, l := sides(c, b)
			x := (r - l) / (r + l)
			if math.IsNaN(x) {
				return 0
			}
			return x
		},
	}, []f{
		of(func(r, l float64) float64 { return r - l }), of(func(r, l float64) float64 { return (l - r) / (r + l) }), of(func(r, l float64) float64 { return r / (r + l) }),
		of(func(r, l float64) float64 { return r / l }), of(func(r, l float64) float64 { return r - l/(r+l) }), of(func(r, l float64) float64 { return (r-l)/r + l }),
		of(func(r, l float64) float64 { return (r + l) / (r - l) }), of(func(r, l float64) float64 { return math.Abs(r-l) / (r + l) }), of(func(r, l float64) float64 { return 0 }),
		of(func(r, l float64) float64 { return (r - l) / max(r, l) }), of(func(r, l float64) float64 { return (r - l) / 2 }), of(func(r, l float64) float64 { return l / (r + l) }),
		func(c, b []float64) float64 { r, l := units(c, b); return (r - l) / (r + l) }, func(c, b []float64) float64 { r, l := sides(c, b); return (r - l) / (r + l) },
		func(c, b []float64) float64 { r, l := sides(b, b); return (r - l) / (r + l) }, func(c, b []float64) float64 { return stat.Mean(b, c) },
		func(c, b []float64) float64 { return (c[0] - c[1]) / (c[0] + c[1]) }, func(c, b []float64) float64 { return math.NaN() }, func(c, b []float64) float64 { return c[99] },
		func(c, b []float64) float64 { r, l := sides(c, b); return 1000 * (r - l) / (r + l + 1) },
	}, "right-left", "(r-l)", "right+left")
}

func TestPeakOrBalance(t *testing.T) { choice(t, "better", PeakOrBalance, "C", "AB") }
func TestSilenceASide(t *testing.T)  { choice(t, "side", SilenceASide, "C", "AB") }
