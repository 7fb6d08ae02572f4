package checks

import (
	"math"
	"testing"
)

func TestTriangle(t *testing.T) {
	type f = func(v, p float64) float64
	abs := math.Abs
	meets(t, "triangle", Triangle, []f{
		func(v, p float64) float64 { return p * max(0, 1-p*abs(v-1)) },
		func(v, p float64) float64 { return max(0, p-p*p*abs(v-1)) },
		func(v, p float64) float64 { return p * math.Max(0, 1-p*abs(1-v)) },
		func(v, p float64) float64 { return p * max(0, 1-abs(v-1)/(1/p)) },
		func(v, p float64) float64 { return max(p*(1-p*abs(v-1)), 0) },
		func(v, p float64) float64 {
			d := abs(v - 1)
			if d > 1/p {
				return 0
			}
			return p * (1 - p*d)
		},
		func(v, p float64) float64 {
			if v < 1 {
				return max(0, p+p*p*(v-1))
			}
			return max(0, p-p*p*(v-1))
		},
		func(v, p float64) float64 { return max(0, min(p+p*p*(v-1), p-p*p*(v-1))) },
		func(v, p float64) float64 { y := p * (1 - p*abs(v-1)); return (y + abs(y)) / 2 },
		func(v, p float64) float64 {
			y := 1 - p*math.Sqrt((v-1)*(v-1))
			if y < 0 {
				y = 0
			}
			return y * p
		},
		func(v, p float64) float64 { return max(0, p-math.Pow(p, 2)*abs(v-1)) },
		func(v, p float64) float64 { width := 1 / p; return max(0, width-abs(v-1)) * p * p },
	}, []f{
		func(v, p float64) float64 { return p * (1 - p*abs(v-1)) }, func(v, p float64) float64 { return p * max(0, 1-abs(v-1)) },
		func(v, p float64) float64 { return p * max(0, 1-p*(v-1)) }, func(v, p float64) float64 { return p * max(0, 1-p*(1-v)) },
		func(v, p float64) float64 { return p * max(0, 1-p*abs(v)) }, func(v, p float64) float64 { return max(0, 1-p*abs(v-1)) },
		func(v, p float64) float64 { return p * max(0, 1-abs(v-1)/p) }, func(v, p float64) float64 { return max(0, p-abs(v-1)) },
		func(v, p float64) float64 { return max(0, p-p*abs(v-1)) }, func(v, p float64) float64 { return p * max(0, 1-2*p*abs(v-1)) },
		func(v, p float64) float64 { return p * max(0, 1-p*(v-1)*(v-1)) }, func(v, p float64) float64 { return p },
		func(v, p float64) float64 { return 0 }, func(v, p float64) float64 { return p * math.Exp(-p*abs(v-1)) },
		func(v, p float64) float64 { return p * max(0, 1+p*abs(v-1)) }, func(v, p float64) float64 { return -p * max(0, 1-p*abs(v-1)) },
		func(v, p float64) float64 { return p * p * max(0, 1-p*abs(v-1)) }, func(v, p float64) float64 { return p * min(0, 1-p*abs(v-1)) },
		func(v, p float64) float64 { return math.NaN() }, func(v, p float64) float64 { return 1.25 * max(0, 1-1.25*abs(v-1)) },
		func(v, p float64) float64 { return p * max(0, 1-0.5*p*abs(v-1)) },
	}, "math.Abs", "max(0", "p*max", "1-p")
}

func TestWhichLearns(t *testing.T)   { choice(t, "which", WhichLearns, "B", "ACD") }
func TestStrongestTail(t *testing.T) { choice(t, "tail", StrongestTail, "A", "BC") }
