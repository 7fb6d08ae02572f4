package checks

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

type listToNumber = func(x []float64) float64

func TestMean(t *testing.T) {
	sum := floats.Sum
	meets(t, "mean", Mean, []listToNumber{
		func(x []float64) float64 { return sum(x) / float64(len(x)) },
		func(x []float64) float64 { n := float64(len(x)); return sum(x) / n },
		func(x []float64) float64 { return 1 / float64(len(x)) * sum(x) },
		func(x []float64) float64 { return stat.Mean(x, nil) },
		func(x []float64) float64 {
			m := 0.0
			for i, y := range x {
				m += (y - m) / float64(i+1)
			}
			return m
		},
		func(x []float64) float64 {
			m, n := 0.0, 0.0
			for _, y := range x {
				m, n = m+y, n+1
			}
			return m / n
		},
		func(x []float64) float64 {
			m := 0.0
			for i := 0; i < len(x); i++ {
				m = m + x[i]/float64(len(x))
			}
			return m
		},
		func(x []float64) float64 { y := slices.Clone(x); floats.Scale(1/float64(len(y)), y); return sum(y) },
		func(x []float64) float64 { return sum(x) * math.Pow(float64(len(x)), -1) },
		func(x []float64) float64 { return floats.Dot(x, slices.Repeat([]float64{1 / float64(len(x))}, len(x))) },
	}, []listToNumber{
		sum, func(x []float64) float64 { return float64(int(sum(x)) / len(x)) },
		func(x []float64) float64 { return math.Trunc(sum(x) / float64(len(x))) },
		func(x []float64) float64 { return math.Round(sum(x) / float64(len(x))) },
		func(x []float64) float64 { return sum(x) * float64(len(x)) },
		func(x []float64) float64 { return float64(len(x)) / sum(x) },
		func(x []float64) float64 { return sum(x) / float64(len(x)-1) },
		func(x []float64) float64 { return sum(x) / float64(len(x)+1) },
		func(x []float64) float64 { return sum(x) / 4 },
		func(x []float64) float64 { return sum(x) / 2 },
		func(x []float64) float64 { return x[0] },
		func(x []float64) float64 { return x[len(x)/2] },
		func(x []float64) float64 { return (floats.Max(x) + floats.Min(x)) / 2 },
		func(x []float64) float64 { return float64(len(x)) },
		func(x []float64) float64 { return 0 },
		func(x []float64) float64 { return math.Abs(sum(x)) / float64(len(x)) },
		func(x []float64) float64 { return sum(x[1:]) / float64(len(x)) },
		func(x []float64) float64 { return sum(x[:len(x)-1]) / float64(len(x)) },
		func(x []float64) float64 { return x[len(x)] },
		func(x []float64) float64 { y := slices.Clone(x); sort.Float64s(y); return y[len(y)/2] },
	}, "float64(len(x))")
}

func TestQuotient(t *testing.T) {
	type f = func(a, b int) float64
	meets(t, "quotient", Quotient, []f{
		func(a, b int) float64 { return float64(a) / float64(b) },
		func(a, b int) float64 { x, y := float64(a), float64(b); return x / y },
		func(a, b int) float64 { return float64(a) * (1 / float64(b)) },
		func(a, b int) float64 { return float64(a) * math.Pow(float64(b), -1) },
		func(a, b int) float64 { return float64(a/b) + float64(a%b)/float64(b) },
		func(a, b int) float64 { x := float64(a); x /= float64(b); return x },
		func(a, b int) float64 { var x = 1.0 * float64(a); return x / float64(b) },
		func(a, b int) float64 { return 1 / (float64(b) / float64(a)) },
		func(a, b int) float64 { return (float64(a) + 0.0) / (float64(b) + 0.0) },
		func(a, b int) float64 { return -float64(a) / -float64(b) },
		func(a, b int) float64 { return float64(2*a) / float64(2*b) },
	}, []f{
		func(a, b int) float64 { return float64(a / b) }, func(a, b int) float64 { return float64(a % b) },
		func(a, b int) float64 { return float64(b) / float64(a) }, func(a, b int) float64 { return float64(a * b) },
		func(a, b int) float64 { return math.Floor(float64(a) / float64(b)) },
		func(a, b int) float64 { return math.Round(float64(a) / float64(b)) },
		func(a, b int) float64 { return math.Ceil(float64(a) / float64(b)) },
		func(a, b int) float64 { return float64(a) }, func(a, b int) float64 { return 3.75 },
		func(a, b int) float64 { return 15.0 / 4 }, func(a, b int) float64 { return float64(a - b) },
		func(a, b int) float64 { return float64(b / a) }, func(a, b int) float64 { return math.Abs(float64(a) / float64(b)) },
		func(a, b int) float64 { return float64(a) / 4 }, func(a, b int) float64 { return float64(a+b) / 2 },
		func(a, b int) float64 { return math.Round(float64(a)/float64(b)*10) / 10 },
		func(a, b int) float64 { return math.Mod(float64(a), float64(b)) },
		func(a, b int) float64 { return float64(a/b) + 0.75 },
	}, "float64(a)/float64(b)")
}

func TestSide(t *testing.T) {
	type f = func(ipd float64) string
	three := func(right, left, ahead string) f {
		return func(ipd float64) string {
			if ipd > 0 {
				return right
			} else if ipd < 0 {
				return left
			} else {
				return ahead
			}
		}
	}
	meets(t, "side", Side, []f{
		three("right", "left", "ahead"),
		func(ipd float64) string {
			switch {
			case ipd > 0:
				return "right"
			case ipd < 0:
				return "left"
			default:
				return "ahead"
			}
		},
		func(ipd float64) string {
			if ipd == 0 {
				return "ahead"
			}
			if ipd > 0 {
				return "right"
			}
			return "left"
		},
		func(ipd float64) string {
			side := "ahead"
			if ipd > 0 {
				side = "right"
			}
			if ipd < 0 {
				side = "left"
			}
			return side
		},
		func(ipd float64) string {
			return map[bool]string{true: "ahead", false: three("right", "left", "")(ipd)}[ipd == 0]
		},
		func(ipd float64) string {
			var side string
			if 0 < ipd {
				side = "right"
			} else if 0 > ipd {
				side = "left"
			} else {
				side = "ahead"
			}
			return side
		},
		func(ipd float64) string { return []string{"left", "ahead", "right"}[sign(ipd)+1] },
		func(ipd float64) string { return map[int]string{-1: "left", 0: "ahead", 1: "right"}[sign(ipd)] },
		func(ipd float64) string {
			if !(ipd > 0) && !(ipd < 0) {
				return "ahead"
			}
			return three("right", "left", "")(ipd)
		},
		func(ipd float64) string {
			if ipd < 0 {
				return "left"
			}
			if ipd > 0 {
				return "ri" + "ght"
			}
			return "ahead"
		},
	}, []f{
		three("left", "right", "ahead"), three("Right", "Left", "Ahead"), three("right", "left", "right"), three("right", "left", "left"),
		three("right", "left", ""), three("r", "l", "a"), three("right ", "left ", "ahead "), three("right", "left", "centre"), three("right", "right", "ahead"),
		three("ahead", "left", "right"), three("right", "ahead", "left"), func(float64) string { return "ahead" }, func(float64) string { return "" },
		func(ipd float64) string { return fmt.Sprint(ipd) },
		func(ipd float64) string {
			if ipd > 1 {
				return "right"
			} else if ipd < -1 {
				return "left"
			}
			return "ahead"
		},
		func(ipd float64) string {
			if ipd >= 0 {
				return "right"
			}
			return "left"
		},
		func(ipd float64) string { panic("no") },
	})
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func TestLargest(t *testing.T) {
	from := func(start func(x []float64) float64, take func(y, best float64) bool) listToNumber {
		return func(x []float64) float64 {
			best := start(x)
			for _, y := range x {
				if take(y, best) {
					best = y
				}
			}
			return best
		}
	}
	first := func(x []float64) float64 { return x[0] }
	greater := func(y, best float64) bool { return y > best }
	meets(t, "largest", Largest, []listToNumber{
		from(first, greater), from(func([]float64) float64 { return math.Inf(-1) }, greater), from(first, func(y, best float64) bool { return y >= best }),
		from(func(x []float64) float64 { return x[len(x)-1] }, greater), from(func([]float64) float64 { return -1e9 }, greater),
		slices.Max[[]float64], floats.Max,
		func(x []float64) float64 { y := slices.Sorted(slices.Values(x)); return y[len(y)-1] },
		func(x []float64) float64 { return x[floats.MaxIdx(x)] },
		func(x []float64) float64 {
			best := x[0]
			for i := 1; i < len(x); i++ {
				best = math.Max(best, x[i])
			}
			return best
		},
		func(x []float64) float64 {
			best := x[0]
			for i := range x {
				best = max(best, x[i])
			}
			return best
		},
	}, []listToNumber{
		from(func([]float64) float64 { return 0 }, greater), from(first, func(y, best float64) bool { return y < best }), floats.Min,
		func(x []float64) float64 { return x[len(x)-1] }, first, func(x []float64) float64 { return float64(len(x)) },
		func(x []float64) float64 { return float64(len(x) - 1) }, func(x []float64) float64 { return float64(floats.MaxIdx(x)) },
		floats.Sum, func([]float64) float64 { return 5 }, func([]float64) float64 { return 0 }, func(x []float64) float64 { return x[len(x)] },
		func(x []float64) float64 { y := slices.Clone(x); slices.Sort(y); return y[0] },
		func(x []float64) float64 { return math.Abs(floats.Max(x)) }, func(x []float64) float64 { return max(x[0], x[len(x)-1]) },
		func(x []float64) float64 { return floats.Max(x) + 1 }, from(func([]float64) float64 { return math.Inf(1) }, greater),
		func([]float64) float64 { return math.NaN() },
	})
}

func TestDoubled(t *testing.T) {
	type f = func(x []float64) []float64
	each := func(of func(y float64) float64) f {
		return func(x []float64) (all []float64) {
			for _, y := range x {
				all = append(all, of(y))
			}
			return all
		}
	}
	twice := func(y float64) float64 { return 2 * y }
	meets(t, "doubled", Doubled, []f{
		each(twice), each(func(y float64) float64 { return y + y }), each(func(y float64) float64 { return y / 0.5 }),
		func(x []float64) []float64 {
			for i := range x {
				x[i] = 2 * x[i]
			}
			return x
		},
		func(x []float64) []float64 {
			for i, y := range x {
				x[i] = y * 2
			}
			return x
		},
		func(x []float64) []float64 {
			for i := range x {
				x[i] *= 2
			}
			return x
		},
		func(x []float64) []float64 {
			y := make([]float64, len(x))
			for i := range y {
				y[i] = x[i] + x[i]
			}
			return y
		},
		func(x []float64) []float64 { floats.Scale(2, x); return x },
		func(x []float64) []float64 { return floats.ScaleTo(make([]float64, len(x)), 2, x) },
		func(x []float64) []float64 { floats.Add(x, slices.Clone(x)); return x },
		func(x []float64) []float64 {
			y := []float64{}
			for i := 0; i < len(x); i++ {
				y = append(y, 2*x[i])
			}
			return y
		},
		func(x []float64) []float64 {
			var y []float64
			for len(x) > 0 {
				y, x = append(y, 2*x[0]), x[1:]
			}
			return y
		},
	}, []f{
		func(x []float64) []float64 { return x },
		func(x []float64) []float64 {
			for _, y := range x {
				y *= 2
				_ = y
			}
			return x
		},
		func(x []float64) []float64 { return append(x, x...) }, each(func(y float64) float64 { return y * y }), func([]float64) []float64 { return nil },
		func([]float64) []float64 { return []float64{} },
		func(x []float64) []float64 {
			y := make([]float64, len(x))
			for _, z := range x {
				y = append(y, 2*z)
			}
			return y
		},
		func(x []float64) []float64 { return make([]float64, len(x)) }, each(func(y float64) float64 { return y / 2 }),
		each(func(y float64) float64 { return y + 2 }), func(x []float64) []float64 { return x[1:] }, func(x []float64) []float64 { return []float64{2, 4, 8} },
		func(x []float64) []float64 { x[0] *= 2; return x }, func(x []float64) []float64 { return each(twice)(x[:len(x)-1]) },
		func(x []float64) []float64 { y := each(twice)(x); slices.Reverse(y); return append(y, 0)[:len(x)] }, each(func(y float64) float64 { return -2 * y }),
		func(x []float64) []float64 { return []float64{2 * floats.Sum(x)} }, func(x []float64) []float64 { x[len(x)] = 1; return x },
		each(func(float64) float64 { return math.NaN() }),
	}, "2*x[i]", "x[i]*2")
}

func TestLetter(t *testing.T) {
	type f = func(n int) string
	all := []string{"A", "B", "C", "D"}
	meets(t, "letter", Letter, []f{
		func(n int) string { return all[n] }, func(n int) string { return "ABCD"[n : n+1] }, func(n int) string { return string("ABCD"[n]) },
		func(n int) string { return string(rune('A' + n)) }, func(n int) string { return string([]byte{byte('A' + n)}) },
		func(n int) string { return fmt.Sprintf("%c", 'A'+n) },
		func(n int) string {
			switch n {
			case 0:
				return "A"
			case 1:
				return "B"
			case 2:
				return "C"
			}
			return "D"
		},
		func(n int) string { return map[int]string{0: "A", 1: "B", 2: "C", 3: "D"}[n] },
		func(n int) string {
			if n == 0 {
				return "A"
			} else if n == 1 {
				return "B"
			} else if n == 2 {
				return "C"
			}
			return "D"
		},
		func(n int) string { return `ABCD`[n:][:1] }, func(n int) string { return string([]rune("ABCD")[n]) },
	}, []f{
		func(n int) string { return "A" }, func(n int) string { return "ABCD" }, func(n int) string { return string(rune('a' + n)) },
		func(n int) string { return fmt.Sprint('A' + n) }, func(n int) string { return fmt.Sprint(n) }, func(n int) string { return string(rune(n)) },
		func(n int) string { return string(rune('A' + n + 1)) }, func(n int) string { return all[3-n] }, func(n int) string { return all[n] + " " },
		func(n int) string { return "'" + all[n] + "'" }, func(n int) string { return `"` + all[n] + `"` }, func(n int) string { return "" },
		func(n int) string { return all[n+1] }, func(n int) string { return "ABC"[n : n+1] }, func(n int) string { return "n" },
		func(n int) string { return string(rune('A')) + string(rune('0'+n)) }, func(n int) string { return "Β" },
	})
}
