package checks

import (
	"math"
	"testing"
)

func TestGap(t *testing.T)      { choice(t, "gap", Gap, "C", "AB") }
func TestControl(t *testing.T)  { choice(t, "control", Control, "A", "BC") }
func TestConclude(t *testing.T) { choice(t, "conclude", Conclude, "D", "ABC") }

func TestNeeded(t *testing.T) {
	type f = func(s, half float64) float64
	up, square := math.Ceil, func(x float64) float64 { return x * x }
	meets(t, "needed", Needed, []f{
		func(s, half float64) float64 { return up(math.Pow(2*s/half, 2)) },
		func(s, half float64) float64 { return up(square(2 * s / half)) },
		func(s, half float64) float64 { return up(4 * s * s / half / half) },
		func(s, half float64) float64 { return up(4 * s * s / (half * half)) },
		func(s, half float64) float64 { return up(math.Pow(half/(2*s), -2)) },
		func(s, half float64) float64 { return up(math.Pow(1.96*s/half, 2)) },
		func(s, half float64) float64 { return up(3.8416 * s * s / half / half) },
		func(s, half float64) float64 { root := 2 * s / half; return up(root * root) },
		func(s, half float64) float64 { return math.Trunc(square(2*s/half)) + 1 },
		func(s, half float64) float64 { return -math.Floor(-square(2 * s / half)) },
		func(s, half float64) float64 {
			n := 1.0
			for 2*s/math.Sqrt(n) > half {
				n++
			}
			return n
		},
		func(s, half float64) float64 { return up(math.Pow(s/(half/2), 2)) },
		func(s, half float64) float64 { return float64(int(up(square(2 * s / half)))) },
	}, []f{
		func(s, half float64) float64 { return up(2 * s / half) }, func(s, half float64) float64 { return up(math.Sqrt(2 * s / half)) },
		func(s, half float64) float64 { return up(2 * square(s/half)) }, func(s, half float64) float64 { return up(square(s / half)) },
		func(s, half float64) float64 { return up(square(4 * s / half)) }, func(s, half float64) float64 { return up(square(half / (2 * s))) },
		func(s, half float64) float64 { return square(up(2 * s / half)) }, func(s, half float64) float64 { return square(2 * s / half) },
		func(s, half float64) float64 { return math.Floor(square(2 * s / half)) }, func(s, half float64) float64 { return math.Round(square(2 * s / half)) },
		func(s, half float64) float64 { return up(square(2*s/half)) + 1 }, func(s, half float64) float64 { return 64 },
		func(s, half float64) float64 { return 3 }, func(s, half float64) float64 { return 0 }, func(s, half float64) float64 { return up(2 * s / half / half) },
		func(s, half float64) float64 { return up(2.58 * 2.58 * square(s/half)) }, func(s, half float64) float64 { return -64 },
		func(s, half float64) float64 { return math.Inf(1) }, func(s, half float64) float64 { return math.NaN() }, func(s, half float64) float64 { return up(square(2 * s * half)) },
		func(s, half float64) float64 { return up(1.645 * 1.645 * square(s/half)) },
	}, "math.Ceil", "2*s/half", "2s/half", "(2·s")
}
