package checks

import (
	"math"
	"slices"
	"testing"

	"ipd/ipdlib/teaching/course"
)

func TestByHand(t *testing.T) {
	meets(t, "by hand", ByHand, []any{-0.625, "-0.625", "-0,625", "−0.625", -5.0 / 8, "-5/8", "-0.62", -0.63, "about -0.625", " -0.625 ", -0.5 * 1.25, float32(-0.625), "= -0.625", "-.625"},
		[]any{0.625, -0.5, 1.25, -1, -0.75, -0.875, -1.25, -0.125, -0.25, 0.125, 0.5, 0, 1, 0.4, "down", nil, -6.25, math.NaN(), "1 or 2", 0.25, -0.6}, "0.625", "1.25", "5/8")
}

func TestThreeSteps(t *testing.T) {
	type f = func(x []float64, alpha, last float64) float64
	rev := func(x []float64) []float64 { y := slices.Clone(x); slices.Reverse(y); return y }
	// loop goes back from the last step: dv is changed by a rule.
	loop := func(rule func(dv, alpha float64) float64) f {
		return func(x []float64, alpha, last float64) float64 {
			dw, dv := 0.0, last
			for t := len(x) - 1; t >= 0; t-- {
				dw += dv * x[t]
				dv = rule(dv, alpha)
			}
			return dw
		}
	}
	leak := func(dv, alpha float64) float64 { return alpha * dv }
	right := loop(leak)
	meets(t, "backward", ThreeSteps, []f{
		right, loop(func(dv, alpha float64) float64 { return dv * alpha }), loop(func(dv, alpha float64) float64 { return dv / (1 / alpha) }),
		func(x []float64, alpha, last float64) float64 {
			dw := 0.0
			for t, in := range x {
				dw += last * math.Pow(alpha, float64(len(x)-1-t)) * in
			}
			return dw
		},
		func(x []float64, alpha, last float64) float64 { // forwards: how v changes with w
			dv := 0.0
			for _, in := range x {
				dv = alpha*dv + in
			}
			return last * dv
		},
		func(x []float64, alpha, last float64) float64 { // finite differences
			v := func(w float64) (v float64) {
				for _, in := range x {
					v = alpha*v + w*in
				}
				return v
			}
			return last * (v(1) - v(0))
		},
		func(x []float64, alpha, last float64) float64 {
			dw := 0.0
			for _, in := range rev(x) {
				dw += last * in
				last *= alpha
			}
			return dw
		},
		func(x []float64, alpha, last float64) float64 {
			dv := make([]float64, len(x))
			dv[len(x)-1] = last
			for t := len(x) - 2; t >= 0; t-- {
				dv[t] = alpha * dv[t+1]
			}
			dw := 0.0
			for t := range x {
				dw += dv[t] * x[t]
			}
			return dw
		},
		func(x []float64, alpha, last float64) float64 { return last * right(x, alpha, 1) },
		func(x []float64, alpha, last float64) float64 {
			if len(x) == 1 {
				return last * x[0]
			}
			return last*x[len(x)-1] + right(x[:len(x)-1], alpha, alpha*last)
		},
		func(x []float64, alpha, last float64) float64 {
			dw, factor := 0.0, 1.0
			for i := range x {
				dw += factor * x[len(x)-1-i]
				factor = factor * alpha
			}
			return dw * last
		},
	}, []f{
		loop(func(dv, alpha float64) float64 { return dv }), loop(func(dv, alpha float64) float64 { return dv / alpha }), loop(func(dv, alpha float64) float64 { return 0 }),
		loop(func(dv, alpha float64) float64 { return (1 - alpha) * dv }), loop(func(dv, alpha float64) float64 { return 0.5 * dv }),
		loop(func(dv, alpha float64) float64 { return alpha }), loop(func(dv, alpha float64) float64 { return dv + alpha }),
		func(x []float64, alpha, last float64) float64 { return right(rev(x), alpha, last) }, func(x []float64, alpha, last float64) float64 { return -right(x, alpha, last) },
		func(x []float64, alpha, last float64) float64 { return right(x, alpha, 1) }, func(x []float64, alpha, last float64) float64 { return right(x, alpha, alpha*last) },
		func(x []float64, alpha, last float64) float64 {
			return last * math.Pow(alpha, float64(len(x)-1)) * x[0]
		},
		func(x []float64, alpha, last float64) float64 { return last }, func(x []float64, alpha, last float64) float64 { return 0 }, func(x []float64, alpha, last float64) float64 { return -0.625 },
		func(x []float64, alpha, last float64) float64 { return x[3] }, func(x []float64, alpha, last float64) float64 { return math.NaN() },
		func(x []float64, alpha, last float64) float64 { return 2 * right(x, alpha, last) }, func(x []float64, alpha, last float64) float64 { return right(x, alpha, last*last) },
		func(x []float64, alpha, last float64) float64 { return right(x[1:], alpha, last) },
	}, "alpha*dv", "dv*alpha", "dv*x[t]", "dv*=alpha")
}

// layerOf makes a layer of a rule for one unit.
func layerOf(rule func(v, h, s float64) (vNext, sNext float64)) func(x, w table) (v, s table) {
	return func(x, w table) (v, s table) {
		v, s = newTable(len(x), len(w[0])), newTable(len(x), len(w[0]))
		for t := range len(x) - 1 {
			for j, h := range times(x[t], w) {
				v[t+1][j], s[t+1][j] = rule(v[t][j], h, s[t][j])
			}
		}
		return v, s
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func TestLayer(t *testing.T) {
	a := decay
	above := func(v float64) float64 { return one(v > 1) }
	type rule = func(v, h, s float64) (float64, float64)
	type f = func(x, w table) (v, s table)
	var right, wrong []f
	for _, r := range []rule{
		func(v, h, s float64) (float64, float64) { return (a*v + h) * (1 - s), above(v) },
		func(v, h, s float64) (float64, float64) { return (1 - s) * (h + v*a), above(v) },
		func(v, h, s float64) (float64, float64) { return a*v*(1-s) + h*(1-s), above(v) },
		func(v, h, s float64) (float64, float64) { return a*v + h - s*(a*v+h), above(v) },
		func(v, h, s float64) (float64, float64) { return (math.Exp(-0.2)*v + h) * (1 - s), one(!(v <= 1)) },
		func(v, h, s float64) (float64, float64) { return map[bool]float64{false: a*v + h}[s == 1], above(v) },
		func(v, h, s float64) (float64, float64) { return (a*v + h) * one(s == 0), one(v-1 > 0) },
		func(v, h, s float64) (float64, float64) { return (a*v + h) * (1 - s*s), above(v) },
		func(v, h, s float64) (float64, float64) { return -(s - 1) * (a*v + h), above(v) },
	} {
		right = append(right, layerOf(r))
	}
	right = append(right, hiddenLayer, func(x, w table) (v, s table) { // unit by unit instead of step by step
		v, s = newTable(len(x), len(w[0])), newTable(len(x), len(w[0]))
		for j := range w[0] {
			for t := range len(x) - 1 {
				h := 0.0
				for i := range w {
					h += x[t][i] * w[i][j]
				}
				v[t+1][j], s[t+1][j] = (a*v[t][j]+h)*(1-s[t][j]), above(v[t][j])
			}
		}
		return v, s
	})
	for _, r := range []rule{
		func(v, h, s float64) (float64, float64) { return a*v + h, above(v) }, func(v, h, s float64) (float64, float64) { return (v + h) * (1 - s), above(v) },
		func(v, h, s float64) (float64, float64) { return a*v*(1-s) + h, above(v) }, func(v, h, s float64) (float64, float64) { return a * (v + h) * (1 - s), above(v) },
		func(v, h, s float64) (float64, float64) { return (a*v + h) * s, above(v) }, func(v, h, s float64) (float64, float64) { return a*v + h - s, above(v) },
		func(v, h, s float64) (float64, float64) { n := (a*v + h) * (1 - s); return n, above(n) }, func(v, h, s float64) (float64, float64) { return h * (1 - s), above(v) },
		func(v, h, s float64) (float64, float64) { return a * v * (1 - s), above(v) }, func(v, h, s float64) (float64, float64) { return (a*v + h) * (1 - s), v },
		func(v, h, s float64) (float64, float64) { return (a*v + h) * (1 - s), 1 - above(v) }, func(v, h, s float64) (float64, float64) { return (a*v + h) * (1 - s), one(v > 0) },
		func(v, h, s float64) (float64, float64) { return (a*v + h) * (1 - s), 0 }, func(v, h, s float64) (float64, float64) { return (a*v - h) * (1 - s), above(v) },
		func(v, h, s float64) (float64, float64) { return (0.9*v + h) * (1 - s), above(v) }, func(v, h, s float64) (float64, float64) { return 0, 0 },
		func(v, h, s float64) (float64, float64) { return math.NaN(), 0 }, func(v, h, s float64) (float64, float64) { panic("no") },
	} {
		wrong = append(wrong, layerOf(r))
	}
	wrong = append(wrong, func(x, w table) (v, s table) { return nil, nil }, func(x, w table) (v, s table) { v, s = hiddenLayer(x, w); return s, v },
		func(x, w table) (v, s table) { v, s = hiddenLayer(x, w); return v[1:], s[1:] })
	meets(t, "layer", Layer, right, wrong, "(1-s[t][j])", "alpha*v[t][j]+h")
}

func TestReadOut(t *testing.T) {
	a := decay
	type f = func(s, w table) []float64
	of := func(rule func(u, h float64) float64, add func(u, logit float64) float64) f {
		return func(s, w table) []float64 {
			u, logits := make([]float64, len(w[0])), make([]float64, len(w[0]))
			for t := range len(s) - 1 {
				for k, h := range times(s[t], w) {
					u[k] = rule(u[k], h)
					logits[k] = add(u[k], logits[k])
				}
			}
			return logits
		}
	}
	leaky, sum := func(u, h float64) float64 { return a*u + h }, func(u, m float64) float64 { return m + 0.01*u }
	meets(t, "readout", ReadOut, []f{
		leakyReadout, of(leaky, sum), of(func(u, h float64) float64 { return h + u*a }, sum), of(leaky, func(u, m float64) float64 { return u/100 + m }),
		of(func(u, h float64) float64 { return math.Exp(-0.2)*u + h }, sum), of(leaky, func(u, m float64) float64 { return m - -u*0.01 }),
		of(func(u, h float64) float64 { return a*u + h/100 }, func(u, m float64) float64 { return m + u }),
		func(s, w table) []float64 { // by the echo of each spike
			m := make([]float64, len(w[0]))
			for t := range s {
				for k, h := range times(s[t], w) {
					m[k] += echo(t, len(s)) * h
				}
			}
			return m
		},
		func(s, w table) []float64 { // weights last
			rate := make([]float64, len(w))
			for t := range s {
				for j := range rate {
					rate[j] += echo(t, len(s)) * s[t][j]
				}
			}
			return times(rate, w)
		},
		func(s, w table) []float64 { // all potentials first
			u := newTable(len(s), len(w[0]))
			for t := range len(s) - 1 {
				for k, h := range times(s[t], w) {
					u[t+1][k] = a*u[t][k] + h
				}
			}
			m := make([]float64, len(w[0]))
			for t := range u {
				for k := range m {
					m[k] += u[t][k]
				}
			}
			for k := range m {
				m[k] *= 0.01
			}
			return m
		},
	}, []f{
		of(func(u, h float64) float64 { return u + h }, sum), of(func(u, h float64) float64 { return h }, sum), of(leaky, func(u, m float64) float64 { return m + u }),
		of(leaky, func(u, m float64) float64 { return 0.01 * u }), of(func(u, h float64) float64 { return a * (u + h) }, sum), of(leaky, func(u, m float64) float64 { return max(m, 0.01*u) }),
		of(func(u, h float64) float64 { return a * u }, sum), of(leaky, func(u, m float64) float64 { return m + 0.1*u }), of(leaky, func(u, m float64) float64 { return m - 0.01*u }),
		of(func(u, h float64) float64 { return a*u - h }, sum), of(func(u, h float64) float64 { return 0.9*u + h }, sum), of(leaky, func(u, m float64) float64 { return m }),
		of(leaky, func(u, m float64) float64 { return math.NaN() }), of(func(u, h float64) float64 { return (a*u + h) * (1 - one(u > 1)) }, sum),
		func(s, w table) []float64 {
			return of(leaky, func(u, m float64) float64 { return m + u/float64(len(s)) })(s, w)
		},
		func(s, w table) []float64 { return nil }, func(s, w table) []float64 { return leakyReadout(s, w)[:1] }, func(s, w table) []float64 { panic("no") },
		func(s, w table) []float64 { return times(s[len(s)-1], w) },
	}, "alpha*v[k]+h", "0.01*v[k]", "alpha*")
}

func TestLoss(t *testing.T) {
	type f = func(m []float64, class int) (float64, []float64)
	shares := func(m []float64) []float64 { _, d := lossOf(m, 0); d[0]++; return d }
	ln := math.Log
	grad := func(m []float64, class int) []float64 { _, d := lossOf(m, class); return d }
	l := func(m []float64, class int) float64 { l, _ := lossOf(m, class); return l }
	meets(t, "loss", Loss, []f{
		lossOf, func(m []float64, c int) (float64, []float64) { p := shares(m); return -ln(p[c]), grad(m, c) },
		func(m []float64, c int) (float64, []float64) {
			p := shares(m)
			loss := -ln(p[c])
			p[c]--
			return loss, p
		},
		func(m []float64, c int) (float64, []float64) {
			p := shares(m)
			loss := ln(1 / p[c])
			p[c] -= 1
			return loss, p
		},
		func(m []float64, c int) (float64, []float64) {
			p := shares(m)
			d := make([]float64, len(p))
			for k := range p {
				d[k] = p[k]
				if k == c {
					d[k] = p[k] - 1
				}
			}
			return -ln(p[c]), d
		},
		func(m []float64, c int) (float64, []float64) {
			p := shares(m)
			d := make([]float64, len(p))
			for k := range p {
				d[k] = p[k] - one(k == c)
			}
			return -ln(p[c]), d
		},
		func(m []float64, c int) (float64, []float64) {
			sum := 0.0
			for _, x := range m {
				sum += math.Exp(x)
			}
			return ln(sum) - m[c], grad(m, c)
		},
		func(m []float64, c int) (float64, []float64) {
			p := shares(m)
			d := slices.Clone(p)
			d[c] = -(1 - p[c])
			return -ln(p[c]), d
		},
		func(m []float64, c int) (float64, []float64) { // finite differences
			var d []float64
			for k := range m {
				x := slices.Clone(m)
				x[k] += 1e-5
				up := l(x, c)
				x[k] -= 2e-5
				d = append(d, (up-l(x, c))/2e-5)
			}
			return l(m, c), d
		},
		func(m []float64, c int) (float64, []float64) {
			p := shares(m)
			return -math.Log2(p[c]) * math.Ln2, grad(m, c)
		},
		func(m []float64, c int) (float64, []float64) {
			sum := 0.0
			for k := range m {
				sum -= one(k == c) * ln(shares(m)[k])
			}
			return sum, grad(m, c)
		},
	}, []f{
		func(m []float64, c int) (float64, []float64) { return ln(shares(m)[c]), grad(m, c) }, func(m []float64, c int) (float64, []float64) { return shares(m)[c], grad(m, c) },
		func(m []float64, c int) (float64, []float64) { return 1 - shares(m)[c], grad(m, c) }, func(m []float64, c int) (float64, []float64) { return -math.Log2(shares(m)[c]), grad(m, c) },
		func(m []float64, c int) (float64, []float64) { return -math.Log10(shares(m)[c]), grad(m, c) }, func(m []float64, c int) (float64, []float64) { return -m[c], grad(m, c) },
		func(m []float64, c int) (float64, []float64) { return math.Pow(1-shares(m)[c], 2), grad(m, c) }, func(m []float64, c int) (float64, []float64) { return l(m, 0), grad(m, c) },
		func(m []float64, c int) (float64, []float64) { return l(m, c), shares(m) }, func(m []float64, c int) (float64, []float64) { return l(m, c), nil },
		func(m []float64, c int) (float64, []float64) {
			d := grad(m, c)
			for k := range d {
				d[k] = -d[k]
			}
			return l(m, c), d
		},
		func(m []float64, c int) (float64, []float64) { return l(m, c), grad(m, 0) }, func(m []float64, c int) (float64, []float64) { return l(m, c), make([]float64, len(m)) },
		func(m []float64, c int) (float64, []float64) { return l(m, c), m }, func(m []float64, c int) (float64, []float64) { return math.NaN(), grad(m, c) },
		func(m []float64, c int) (float64, []float64) { panic("no") }, func(m []float64, c int) (float64, []float64) { return 0, grad(m, c) },
		func(m []float64, c int) (float64, []float64) { return l(m, c), grad(m, c)[1:] },
	}, "-math.Log", "p[class]-1", "p[class]--", "-ln")
}

func TestBackward(t *testing.T) {
	a := decay
	type f = func(x, w, v, s, ds table) table
	type rule = func(dvn, dsn, v, s float64) (dh, dv float64)
	of := func(r rule) f {
		return func(x, w, v, s, ds table) table {
			dw, dv := newTable(len(w), len(w[0])), newTable(len(x), len(w[0]))
			for t := len(x) - 2; t >= 0; t-- {
				for j, h := range times(x[t], w) {
					var dh float64
					dh, dv[t][j] = r(dv[t+1][j], ds[t+1][j], v[t][j], s[t][j])
					ds[t][j] -= dv[t+1][j] * (a*v[t][j] + h)
					for i := range dw {
						dw[i][j] += x[t][i] * dh
					}
				}
			}
			return dw
		}
	}
	var right, wrong []f
	for _, r := range []rule{
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return dh, a*dh + dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) { return (1 - s) * dvn, a*(1-s)*dvn + surrogate(v)*dsn },
		func(dvn, dsn, v, s float64) (float64, float64) { return dvn - dvn*s, surrogate(v)*dsn + a*(dvn-s*dvn) },
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * one(s == 0)
			return dh, dsn*surrogate(v) + dh*math.Exp(-0.2)
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			if s == 1 {
				return 0, dsn * surrogate(v)
			}
			return dvn, a*dvn + dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := -dvn * (s - 1)
			return dh, a*dh - -dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			dv := a * dh
			dv += dsn * surrogate(v)
			return dh, dv
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			p := 1 / (1 + math.Exp(-5*(v-1)))
			dh := dvn * (1 - s)
			return dh, a*dh + dsn*5*p*(1-p)
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s*s)
			return dh, dsn*surrogate(v) + a*dh
		},
	} {
		right = append(right, of(r))
	}
	right = append(right, layerGradient, func(x, w, v, s, ds table) table {
		return layerGradient(clone(x), clone(w), clone(v), clone(s), clone(ds))
	})
	for _, r := range []rule{
		func(dvn, dsn, v, s float64) (float64, float64) { return dvn, a*dvn + dsn*surrogate(v) },
		func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, dh + dsn*surrogate(v) },
		func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, a * dh },
		func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, dsn * surrogate(v) },
		func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, a*dh + dsn },
		func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * s; return dh, a*dh + dsn*surrogate(v) },
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return a * dh, a*dh + dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return dh, a*dh - dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, a*dh + dsn*v },
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return dh, a*dvn + dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) { return 0, 0 },
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return dh, a*dh + dsn*surrogate(v-1)
		},
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return -dh, a*dh + dsn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) { return math.NaN(), 0 },
		func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dsn * (1 - s)
			return dh, a*dh + dvn*surrogate(v)
		},
		func(dvn, dsn, v, s float64) (float64, float64) { panic("no") },
	} {
		wrong = append(wrong, of(r))
	}
	wrong = append(wrong, func(x, w, v, s, ds table) table { return nil }, func(x, w, v, s, ds table) table { return w })
	meets(t, "backward", Backward, right, wrong, "(1-s[t][j])", "*slope(", "alpha*dh")
}

func TestTrained(t *testing.T) {
	type f = func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64
	// of makes a loop with a rule for a sound.
	of := func(learn func(s course.Sound, w1, w2 table, rate float64) float64) f {
		return func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) (losses []float64) {
			for range epochs {
				sum := 0.0
				for _, s := range sounds {
					sum += learn(s, w1, w2, rate)
				}
				losses = append(losses, sum/float64(len(sounds)))
			}
			return losses
		}
	}
	online := of(func(s course.Sound, w1, w2 table, rate float64) float64 {
		l, d1, d2 := networkGradients(s.Spikes, s.Class, w1, w2)
		descend(w1, d1, rate)
		descend(w2, d2, rate)
		return l
	})
	batch := func(factor float64) f {
		return func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) (losses []float64) {
			for range epochs {
				sum, a, b := 0.0, newTable(len(w1), len(w1[0])), newTable(len(w2), len(w2[0]))
				for _, s := range sounds {
					l, d1, d2 := networkGradients(s.Spikes, s.Class, w1, w2)
					sum += l
					descend(a, d1, -1)
					descend(b, d2, -1)
				}
				descend(w1, a, rate*factor)
				descend(w2, b, rate*factor)
				losses = append(losses, sum/float64(len(sounds)))
			}
			return losses
		}
	}
	reversed := func(g f) f {
		return func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 {
			s := slices.Clone(sounds)
			slices.Reverse(s)
			return g(s, w1, w2, epochs, rate)
		}
	}
	scaled := func(g func(rate float64) float64) f {
		return func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 {
			return online(sounds, w1, w2, epochs, g(rate))
		}
	}
	losses := func(g func(l []float64) []float64) f {
		return func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 {
			return g(online(sounds, w1, w2, epochs, rate))
		}
	}
	meets(t, "train", Trained, []f{
		online, batch(1), reversed(online), reversed(batch(1)), scaled(func(rate float64) float64 { return 1 * rate }), losses(slices.Clone[[]float64]),
		of(func(s course.Sound, w1, w2 table, rate float64) float64 {
			v, h := hiddenLayer(s.Spikes, w1)
			l, d := lossOf(leakyReadout(h, w2), s.Class)
			ds, dw2 := readoutGradients(d, h, w2)
			descend(w2, dw2, rate)
			descend(w1, layerGradient(s.Spikes, w1, v, h, ds), rate)
			return l
		}),
		of(func(s course.Sound, w1, w2 table, rate float64) float64 {
			l, d1, d2 := networkGradients(s.Spikes, s.Class, w1, w2)
			descend(w1, d1, rate/2)
			descend(w1, d1, rate/2)
			descend(w2, d2, rate)
			return l
		}),
		func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 {
			losses := make([]float64, epochs)
			for e := range losses {
				losses[e] = online(sounds, w1, w2, 1, rate)[0]
			}
			return losses
		},
		func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 { // loss measured before the epoch's steps
			losses := make([]float64, epochs)
			for e := range losses {
				losses[e] = online(sounds, w1, w2, 1, 0)[0]
				online(sounds, w1, w2, 1, rate)
			}
			return losses
		},
	}, []f{
		scaled(func(rate float64) float64 { return -rate }), scaled(func(rate float64) float64 { return 0 }), scaled(func(rate float64) float64 { return 1 }),
		scaled(func(rate float64) float64 { return rate / 10 }), scaled(func(rate float64) float64 { return 0.1 }), losses(func(l []float64) []float64 { return nil }),
		losses(func(l []float64) []float64 { return l[:1] }), losses(func(l []float64) []float64 { return append(l, 0) }),
		losses(func(l []float64) []float64 {
			for i := range l {
				l[i] *= 3
			}
			return l
		}),
		losses(func(l []float64) []float64 { return make([]float64, len(l)) }),
		losses(func(l []float64) []float64 {
			for i := 1; i < len(l); i++ {
				l[i] += l[i-1]
			}
			return l
		}),
		of(func(s course.Sound, w1, w2 table, rate float64) float64 {
			l, _, d2 := networkGradients(s.Spikes, s.Class, w1, w2)
			descend(w2, d2, rate)
			return l
		}),
		of(func(s course.Sound, w1, w2 table, rate float64) float64 {
			l, d1, _ := networkGradients(s.Spikes, s.Class, w1, w2)
			descend(w1, d1, rate)
			return l
		}),
		of(func(s course.Sound, w1, w2 table, rate float64) float64 {
			l, d1, d2 := networkGradients(s.Spikes, 0, w1, w2)
			descend(w1, d1, rate)
			descend(w2, d2, -rate)
			return l
		}),
		of(func(s course.Sound, w1, w2 table, rate float64) float64 {
			_, d1, d2 := networkGradients(s.Spikes, s.Class, w1, w2)
			descend(w1, d1, rate)
			descend(w2, d2, rate)
			return math.NaN()
		}),
		batch(0.1), func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 { panic("no") },
		func(sounds []course.Sound, w1, w2 table, epochs int, rate float64) []float64 { // on copies
			return online(sounds, clone(w1), clone(w2), epochs, rate)
		},
	}, "descend(w1,dw1", "sum/float64", "losses=append")
}
