package checks

import (
	"math"
	"slices"
	"testing"
)

func TestSigns(t *testing.T) {
	type f = func(n int, share float64) []float64
	// mask makes a list of a rule for each unit.
	mask := func(inhibits func(i, n int, share float64) bool) f {
		return func(n int, share float64) []float64 {
			m := make([]float64, n)
			for i := range m {
				m[i] = 1
				if inhibits(i, n, share) {
					m[i] = -1
				}
			}
			return m
		}
	}
	up := func(n int, share float64) float64 { return math.Ceil(share * float64(n)) }
	right := mask(func(i, n int, share float64) bool { return float64(i) < up(n, share) })
	map_ := func(g func(x float64) float64) f {
		return func(n int, share float64) []float64 {
			m := right(n, share)
			for i := range m {
				m[i] = g(m[i])
			}
			return m
		}
	}
	meets(t, "mask", Signs, []f{
		right, mask(func(i, n int, share float64) bool { return i < int(up(n, share)) }), mask(func(i, n int, share float64) bool { return float64(i) < share*float64(n) }),
		mask(func(i, n int, share float64) bool { return float64(i)/float64(n) < share }), mask(func(i, n int, share float64) bool { return i <= int(up(n, share))-1 }),
		mask(func(i, n int, share float64) bool { return !(float64(i) >= up(n, share)) }), mask(func(i, n int, share float64) bool { return i+1 <= int(up(n, share)) }),
		func(n int, share float64) []float64 {
			m := make([]float64, n)
			for i := range m {
				if float64(i) < up(n, share) {
					m[i] = -1
				} else {
					m[i] = 1
				}
			}
			return m
		},
		func(n int, share float64) []float64 {
			k := int(up(n, share))
			return append(slices.Repeat([]float64{-1}, k), slices.Repeat([]float64{1}, n-k)...)
		},
		func(n int, share float64) []float64 {
			var m []float64
			for i := 0; i < n; i++ {
				if i < int(up(n, share)) {
					m = append(m, -1)
				} else {
					m = append(m, 1)
				}
			}
			return m
		},
		func(n int, share float64) []float64 {
			m := make([]float64, n)
			for i := range m {
				m[i] = math.Copysign(1, float64(i)+0.5-up(n, share))
			}
			return m
		},
		mask(func(i, n int, share float64) bool { return -float64(i) > math.Floor(-share*float64(n)) }),
	}, []f{
		map_(func(x float64) float64 { return -x }), map_(func(x float64) float64 { return 2 * x }), map_(func(x float64) float64 { return min(x, 0) }),
		map_(func(x float64) float64 { return max(x, 0) }), map_(math.Abs), map_(func(float64) float64 { return -1 }), map_(func(float64) float64 { return 0 }),
		map_(func(float64) float64 { return math.NaN() }), mask(func(i, n int, share float64) bool { return i < int(share*float64(n)) }),
		mask(func(i, n int, share float64) bool { return i < int(math.Round(share*float64(n))) }), mask(func(i, n int, share float64) bool { return float64(i) <= up(n, share) }),
		mask(func(i, n int, share float64) bool { return float64(i) >= float64(n)-up(n, share) }), mask(func(i, n int, share float64) bool { return float64(i) > up(n, share) }),
		mask(func(i, n int, share float64) bool { return float64(i) < share }), mask(func(i, n int, share float64) bool { return i < n/2 }),
		mask(func(i, n int, share float64) bool { return i < int(math.Ceil(share))*n }), mask(func(i, n int, share float64) bool { return i%2 == 0 }),
		func(n int, share float64) []float64 { return nil }, func(n int, share float64) []float64 { return right(n, share)[:n-1] },
		func(n int, share float64) []float64 { return append(right(n, share), 1) }, func(n int, share float64) []float64 { return right(n, 1-share) },
		func(n int, share float64) []float64 { panic("no") },
	}, "math.Ceil", "float64(i)<", "share*float64(n)")
}

func TestInhibited(t *testing.T) {
	meets(t, "inhibited", Inhibited, []any{8.3, 8.33, 8, 8.333333, "8.3", "8,3 %", "8.3%", 100.0 / 12, 0.083, 0.0833, 1.0 / 12, "1/12", "100/12", "about 8 %", "8.3 percent"},
		[]any{0, 50, 30, 12, 100, 1, 0.5, 0.3, 3.3, "3.3 %", 92, "none", nil, -8.3, 25, 83, 0.0083, 16.7, "1/30", math.NaN(), "1 in 12"}, "8.3", "1/12", "one in twelve", "0.083")
}

func TestMemory(t *testing.T) {
	meets(t, "memory", Memory, []any{60.7, 60.65, 61, 60, "60.7", "60,7 %", 0.607, 0.61, "0.6", "about 61 percent", 100 * math.Exp(-0.5), math.Exp(-0.5), "60.653", "61 %"},
		[]any{50, 13.5, 39.3, 90, 36.8, 99, 164.9, 70.7, -0.5, 0, 100, 0.5, 0.135, 0.393, 8, "half", nil, 6.07, math.NaN(), -60.7, "50 %", 25}, "60.7", "0.607", "61", "exp(-50/100)", "exp(-")
}
