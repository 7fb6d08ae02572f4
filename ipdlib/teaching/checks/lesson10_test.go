package checks

import (
	"math"
	"testing"
)

func TestTimeDifference(t *testing.T) {
	type f = func(r, a float64) float64
	sin := math.Sin
	meets(t, "itd", TimeDifference, []f{
		func(r, a float64) float64 { return r * (a + sin(a)) / 343 }, func(r, a float64) float64 { return r / 343 * (a + sin(a)) },
		func(r, a float64) float64 { return (r*a + r*sin(a)) / 343 }, func(r, a float64) float64 { return r*a/343 + r*sin(a)/343 },
		func(r, a float64) float64 { path := r * (sin(a) + a); return path / 343.0 }, func(r, a float64) float64 { return (a + sin(a)) * r * (1.0 / 343) },
		func(r, a float64) float64 { return r * (a + math.Cos(math.Pi/2-a)) / 343 }, func(r, a float64) float64 {
			const c = 343.0
			arc, straight := r*a, r*sin(a)
			return (arc + straight) / c
		},
		func(r, a float64) float64 { return r * (a + 2*sin(a/2)*math.Cos(a/2)) / 343 }, func(r, a float64) float64 { return -r * (-a - sin(a)) / 343 },
		func(r, a float64) float64 { return 1 / (343 / (r * (a + sin(a)))) }, func(r, a float64) float64 { return 2 * r * (a + sin(a)) / 686 },
	}, []f{
		func(r, a float64) float64 { return r * (a + sin(a)) }, func(r, a float64) float64 { return r * (a + sin(a)) * 343 }, func(r, a float64) float64 { return r * sin(a) / 343 },
		func(r, a float64) float64 { return r * a / 343 }, func(r, a float64) float64 { return (r*a + sin(a)) / 343 }, func(r, a float64) float64 { return r * (a + math.Cos(a)) / 343 },
		func(r, a float64) float64 { return 2 * r * (a + sin(a)) / 343 }, func(r, a float64) float64 { return r * (a - sin(a)) / 343 }, func(r, a float64) float64 { return r * (a + sin(a)) / 340 },
		func(r, a float64) float64 { return 1000 * r * (a + sin(a)) / 343 }, func(r, a float64) float64 { return 0.00066 }, func(r, a float64) float64 { return 0 },
		func(r, a float64) float64 { return 2 * r * sin(a) / 343 }, func(r, a float64) float64 { return 343 / (r * (a + sin(a))) }, func(r, a float64) float64 { return r * (a + math.Tan(a)) / 343 },
		func(r, a float64) float64 { return math.NaN() }, func(r, a float64) float64 { return -r * (a + sin(a)) / 343 }, func(r, a float64) float64 { return r * (a*math.Pi/180 + sin(a*math.Pi/180)) / 343 },
	}, "angle+", "sin(angle)", "radius*", "radius(angle")
}

func TestAmbiguous(t *testing.T) {
	meets(t, "ambiguous", Ambiguous, []any{758, 757.6, "758", "758 Hz", "about 760", 760, 750, 1 / (2 * 0.00066), "1/0.00132", 757.58, "757,6 Hz", 7.58e2},
		[]any{1515, 379, 0.758, 1.515, 0.00033, 0.00132, 1.32, 343, 0, 1400, 20, 500, "low", nil, -758, 7576, math.NaN(), "700 or 1400"}, "758", "757", "760")
}

func TestWhichTheory(t *testing.T) { choice(t, "theory", WhichTheory, "C", "AB") }
