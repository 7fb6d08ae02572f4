package checks

import (
	"math"
	"strings"
	"testing"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func TestChance(t *testing.T) {
	type f = func(phase, maximal, power, dt float64) float64
	rate := raisedRate
	meets(t, "chance", Chance, []f{
		func(p, m, n, dt float64) float64 { return rate(p, m, n) * dt },
		func(p, m, n, dt float64) float64 { return dt * rate(p, m, n) },
		func(p, m, n, dt float64) float64 { return rate(p, m*dt, n) },
		func(p, m, n, dt float64) float64 { return rate(p, m, n) / (1 / dt) },
		func(p, m, n, dt float64) float64 { return m * math.Pow((1+math.Sin(p))/2, n) * dt },
		func(p, m, n, dt float64) float64 { return 1 - math.Exp(-rate(p, m, n)*dt) },
		func(p, m, n, dt float64) float64 { return -math.Expm1(-dt * rate(p, m, n)) },
		func(p, m, n, dt float64) float64 { return min(1, rate(p, m, n)*dt) },
		func(p, m, n, dt float64) float64 { r := rate(p, m, n); return r * dt },
		func(p, m, n, dt float64) float64 { return max(0, min(rate(p, m, n)*dt, 1)) },
		func(p, m, n, dt float64) float64 { return dt * m * math.Pow(0.5+0.5*math.Sin(p), n) },
		func(p, m, n, dt float64) float64 { return rate(p+2*math.Pi, m, n) * dt },
		func(p, m, n, dt float64) float64 { return rate(p, m, n) * (1000 * dt) / 1000 },
	}, []f{
		rateOnly, func(p, m, n, dt float64) float64 { return rate(p, m, n) / dt }, func(p, m, n, dt float64) float64 { return rate(p, m, 1) * dt },
		func(p, m, n, dt float64) float64 { return rate(p, m, 2) * dt }, func(p, m, n, dt float64) float64 { return rate(-p, m, n) * dt },
		func(p, m, n, dt float64) float64 { return rate(p, 600, n) * dt }, func(p, m, n, dt float64) float64 { return rate(p, m, n) * 0.001 },
		func(p, m, n, dt float64) float64 { return m * dt }, func(p, m, n, dt float64) float64 { return math.Exp(-rate(p, m, n) * dt) },
		func(p, m, n, dt float64) float64 { return 1 - rate(p, m, n)*dt }, func(p, m, n, dt float64) float64 { return 100 * rate(p, m, n) * dt },
		func(p, m, n, dt float64) float64 { return rate(p, m, n) / m }, func(p, m, n, dt float64) float64 { return rate(p, m, n) + dt },
		func(p, m, n, dt float64) float64 { return rate(p*dt, m, n) }, func(p, m, n, dt float64) float64 { return dt },
		func(p, m, n, dt float64) float64 { return 0.6 }, func(p, m, n, dt float64) float64 { return 0 }, func(p, m, n, dt float64) float64 { return rate(p, m, n) * dt * dt },
		func(p, m, n, dt float64) float64 { return rate(p, m, n) * dt / 2 }, func(p, m, n, dt float64) float64 { return -rate(p, m, n) * dt },
		func(p, m, n, dt float64) float64 { return math.NaN() }, func(p, m, n, dt float64) float64 { return math.Round(rate(p, m, n) * dt) },
	}, "power)*dt", "rate*dt", "r·dt")
}

func rateOnly(p, m, n, dt float64) float64 { return raisedRate(p, m, n) }

func TestExpectedSpikes(t *testing.T) {
	meets(t, "expected", ExpectedSpikes, []any{10.9, 11, "10.9", "10,9", 10.9375, "about 11", "11 spikes", 400 * 0.1 * 35.0 / 128, "164/15", 164.0 * 400 / 600 / 10, 1.09e1, "10.94", float32(10.9)},
		[]any{40, 15, 16.4, 109, 109.4, 5.5, 2.5, 20, 0, 1, 1000, "many", nil, -11, 60, 22, 27, 8.3, "10 or 11", math.NaN(), 0.0109, true}, "10.9", "109", "11spikes")
}

func TestFinerSteps(t *testing.T) {
	choice(t, "finer", FinerSteps, "C", "AB")
}
