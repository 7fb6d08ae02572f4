package checks

import (
	"math"
	"testing"
)

func TestWeakest(t *testing.T) {
	type f = func(dt, tau float64) float64
	alpha := func(dt, tau float64) float64 { return math.Exp(-dt / tau) }
	meets(t, "weakest", Weakest, []f{
		func(dt, tau float64) float64 { return 1 - math.Exp(-dt/tau) },
		func(dt, tau float64) float64 { a := math.Exp(-dt / tau); h := 1 - a; return h },
		func(dt, tau float64) float64 { return -math.Expm1(-dt / tau) },
		func(dt, tau float64) float64 { return 1 - 1/math.Exp(dt/tau) },
		func(dt, tau float64) float64 { return 1 - math.Pow(math.E, -dt/tau) },
		func(dt, tau float64) float64 { return (math.Exp(dt/tau) - 1) / math.Exp(dt/tau) },
		func(dt, tau float64) float64 { return 1 - 1*math.Exp(-(dt/tau)) },
		func(dt, tau float64) float64 { rate := 1 / tau; return 1 - math.Exp(-dt*rate) },
		func(dt, tau float64) float64 { return -(math.Exp(-dt/tau) - 1) },
		func(dt, tau float64) float64 { return 1 - math.Exp2(-dt/tau*math.Log2E) },
		func(dt, tau float64) float64 { return math.Exp(-dt/tau) * (math.Exp(dt/tau) - 1) },
		func(dt, tau float64) float64 { return 1 - math.Exp(-1000*dt/(1000*tau)) },
	}, []f{
		func(dt, tau float64) float64 { return 1 - math.Exp(dt/tau) }, func(dt, tau float64) float64 { return math.Exp(-dt/tau) - 1 },
		func(dt, tau float64) float64 { return -0.1 }, func(dt, tau float64) float64 { return 0 }, func(dt, tau float64) float64 { return 1 },
		func(dt, tau float64) float64 { return 0.181 }, alpha, func(dt, tau float64) float64 { return dt / tau }, func(dt, tau float64) float64 { return tau / dt },
		func(dt, tau float64) float64 { return 1 - math.Exp(-1/tau) }, func(dt, tau float64) float64 { return 1 - math.Exp(-tau/dt) },
		func(dt, tau float64) float64 { return 1 - math.Exp(-dt*tau) }, func(dt, tau float64) float64 { return 1 + math.Exp(-dt/tau) },
		func(dt, tau float64) float64 { return 1 / (1 - alpha(dt, tau)) }, func(dt, tau float64) float64 { return 1 - math.Log(-dt/tau) },
		func(dt, tau float64) float64 { return 1 - math.Exp(-dt) }, func(dt, tau float64) float64 { return 1 / alpha(dt, tau) },
		func(dt, tau float64) float64 { return math.Exp(dt / tau) }, func(dt, tau float64) float64 { return 1 - dt/tau }, func(dt, tau float64) float64 { return math.Inf(1) },
		func(dt, tau float64) float64 { panic("no") },
	}, "dt/tau)", "1-exp", "1 - α", "dt/tau")
	for name, c := range map[string]struct{ answer, never float64 }{"0": {0, 0}, "-0.1": {-0.1, 0}, "1": {1, 0}} {
		if r := Weakest(func(_, _ float64) float64 { return c.answer }); !contains(r.Hint, "the same number for all inputs") || contains(r.Hint, "exponent") {
			t.Errorf("always %s: %s", name, r)
		}
	}
	if r := Weakest(func(dt, tau float64) float64 { return math.Exp(-dt/tau) - 1 }); !contains(r.Hint, "positive") || contains(r.Hint, "exponent") {
		t.Error(r)
	}
}

func TestPatience(t *testing.T) {
	meets(t, "patience", Patience, []any{0, 0.0, "0", "0 spikes", "0.0", " 0 ", math.Copysign(0, -1), int64(0), uint8(0), float32(0), "0,0", "about 0", "0/100"},
		[]any{100, 1, 2, 55, 10_000, "many", "none at all?", "1 or 2", -1, 0.99, "∞", math.Inf(1), math.NaN(), nil, true, "100 spikes", "1e4", 9900}, "0spikes", "nospike")
}

func TestFire(t *testing.T) {
	type f = func(v float64) (left, spike float64)
	meets(t, "fire", Fire, []f{
		func(v float64) (left, spike float64) {
			if v > 1 {
				return 0, 1
			}
			return v, 0
		},
		func(v float64) (left, spike float64) {
			if v <= 1 {
				return v, 0
			}
			return 0, 1
		},
		func(v float64) (left, spike float64) {
			left = v
			if v > 1 {
				left, spike = 0, 1
			}
			return left, spike
		},
		func(v float64) (left, spike float64) {
			if v > 1 {
				spike = 1
			}
			return v * (1 - spike), spike
		},
		func(v float64) (left, spike float64) {
			if v > 1 {
				spike++
			}
			left = v - spike*v
			return
		},
		func(v float64) (left, spike float64) {
			switch {
			case v > 1:
				return 0, 1
			default:
				return v, 0
			}
		},
		func(v float64) (left, spike float64) {
			if 1 < v {
				return 0, 1
			} else {
				return v, 0
			}
		},
		func(v float64) (left, spike float64) {
			if v-1 > 0 {
				v, spike = 0, 1
			}
			return v, spike
		},
		func(v float64) (left, spike float64) {
			if !(v > 1) {
				return v, 0
			}
			return 0, 1
		},
		func(v float64) (left, spike float64) {
			spike = map[bool]float64{true: 1}[v > 1]
			return (1 - spike) * v, spike
		},
		func(v float64) (left, spike float64) {
			const threshold = 1.0
			if v > threshold {
				return 0.0, 1.0
			}
			return v, 0.0
		},
	}, []f{
		fires(func(v float64) bool { return v > 1 }, func(v float64) float64 { return v }),
		fires(func(v float64) bool { return v > 1 }, func(v float64) float64 { return v - 1 }),
		fires(func(v float64) bool { return v > 1 }, func(v float64) float64 { return 1 }),
		fires(func(v float64) bool { return v >= 1 }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return math.Abs(v) > 1 }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return v < 1 }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return v <= 1 }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return v > 0 }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return v > 1.1 }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return true }, func(v float64) float64 { return 0 }),
		fires(func(v float64) bool { return false }, func(v float64) float64 { return 0 }),
		func(v float64) (float64, float64) {
			l, s := fires(func(v float64) bool { return v > 1 }, func(float64) float64 { return 0 })(v)
			return s, l
		},
		func(v float64) (float64, float64) { return 0, 1 }, func(v float64) (float64, float64) { return v, v }, func(v float64) (float64, float64) { return 0, 0 },
		func(v float64) (float64, float64) {
			if v > 1 {
				return 0, 1
			}
			return 0, 0
		},
		func(v float64) (float64, float64) {
			if v > 1 {
				return 0, v
			}
			return v, 0
		},
		func(v float64) (float64, float64) {
			if v > 1 {
				return 0, 1
			}
			return max(v, 0), 0
		},
		func(v float64) (float64, float64) {
			if v > 1 {
				return 0, 1
			}
			return v, 1
		},
		func(float64) (float64, float64) { return math.NaN(), math.NaN() },
	}, "v>1", ">=", "return")
}

// fires is a neuron with any threshold and any reset.
func fires(when func(v float64) bool, reset func(v float64) float64) func(v float64) (left, spike float64) {
	return func(v float64) (left, spike float64) {
		if when(v) {
			return reset(v), 1
		}
		return v, 0
	}
}
