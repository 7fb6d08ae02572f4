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
		func(r, a float64) float64 { return r*sin(a) + r*a/343 }, func(r, a float64) float64 { return r*a + r*sin(a)/343 }, func(r, a float64) float64 { return r * sin(a*math.Pi/180) / 343 },
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

func TestPhaseOf(t *testing.T) {
	type f = func(itd, hz float64) float64
	remainder, mod, pi := math.Remainder, math.Mod, math.Pi
	meets(t, "phase", PhaseOf, []f{
		func(itd, hz float64) float64 { return remainder(360*itd*hz, 360) }, func(itd, hz float64) float64 { return remainder(itd*hz*360, 360) },
		func(itd, hz float64) float64 { return 360 * remainder(itd*hz, 1) }, func(itd, hz float64) float64 { return remainder(2*pi*itd*hz, 2*pi) * 180 / pi },
		func(itd, hz float64) float64 { return 360 * remainder(itd, 1/hz) * hz }, func(itd, hz float64) float64 { p := itd * hz; return 360 * (p - math.Round(p)) },
		func(itd, hz float64) float64 { p := itd * hz; return 360 * (p - math.Floor(p+0.5)) },
		func(itd, hz float64) float64 {
			s, c := math.Sincos(2 * pi * itd * hz)
			return math.Atan2(s, c) * 180 / pi
		},
		func(itd, hz float64) float64 {
			x := 360 * itd * hz
			for x > 180 {
				x -= 360
			}
			for x < -180 {
				x += 360
			}
			return x
		},
		func(itd, hz float64) float64 {
			x := mod(360*itd*hz, 360)
			if x > 180 {
				return x - 360
			} else if x < -180 {
				return x + 360
			}
			return x
		},
		func(itd, hz float64) float64 { return mod(mod(360*itd*hz+180, 360)+360, 360) - 180 },
	}, []f{
		func(itd, hz float64) float64 { return 360 * itd * hz }, func(itd, hz float64) float64 { return itd * hz }, func(itd, hz float64) float64 { return remainder(itd*hz, 1) },
		func(itd, hz float64) float64 { return remainder(itd*hz, 360) }, func(itd, hz float64) float64 { return -remainder(360*itd*hz, 360) },
		func(itd, hz float64) float64 { return remainder(2*pi*itd*hz, 2*pi) }, func(itd, hz float64) float64 { return remainder(360*itd/hz, 360) },
		func(itd, hz float64) float64 { return remainder(180*itd*hz, 360) }, func(itd, hz float64) float64 { return remainder(360*itd*hz, 180) },
		func(itd, hz float64) float64 { return mod(360*itd*hz, 360) }, func(itd, hz float64) float64 { return mod(mod(360*itd*hz, 360)+360, 360) },
		func(itd, hz float64) float64 { return max(-180, min(180, 360*itd*hz)) }, func(itd, hz float64) float64 { return math.Abs(remainder(360*itd*hz, 360)) },
		func(itd, hz float64) float64 { return remainder(360*itd, 360) * hz }, func(itd, hz float64) float64 { return remainder(360*itd*hz*1000, 360) },
		func(itd, hz float64) float64 { return remainder(2*pi*itd*hz, 360) }, func(itd, hz float64) float64 { return 0 }, func(itd, hz float64) float64 { return math.NaN() },
		func(itd, hz float64) float64 { return remainder(360, itd*hz) }, func(itd, hz float64) float64 { return 90 }, func(itd, hz float64) float64 { return mod(360*itd*hz, 180) },
	}, "360*itd", "itd*frequency", "remainder(")
}

func TestPhantoms(t *testing.T) {
	meets(t, "phantoms", Phantoms, []any{3, "3", "≈ 3", 3.0, "3 directions", " 3 ", "about 3", "3.", "6/2", "3,0", "03"},
		[]any{1, 2, 5, 4, 0, 1.5, 0.125, 8, 8000, -3, "many", nil, math.NaN(), 7, "two", 1.496, 10}, "3", "three")
}

func TestWhichTheory(t *testing.T) { choice(t, "theory", WhichTheory, "C", "AB") }
