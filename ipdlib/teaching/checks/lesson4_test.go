package checks

import (
	"math"
	"testing"

	g "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/teaching/exercise"
)

// smoothSpike is the lesson's spike: a step with the slope of a sigmoid.
func smoothSpike(v *g.Node) *g.Node {
	one := g.OnesLike(v)
	hard := g.ConvertDType(g.GreaterThan(v, one), v.DType())
	smooth := g.Sigmoid(g.MulScalar(g.Sub(v, one), 5.0))
	return g.Add(g.StopGradient(hard), g.Sub(smooth, g.StopGradient(smooth)))
}

func TestPromptStep(t *testing.T) {
	d := devicetest.Open(t)
	type node = *g.Node
	type f = func(v, h node) (vNext, sNext node)
	alpha, spike := promptAlpha, smoothSpike
	hard := func(v node) node { return g.ConvertDType(g.GreaterThan(v, g.OnesLike(v)), v.DType()) }
	raise := func(v, h node) node { return g.Add(g.MulScalar(v, alpha), h) }
	// with makes a step of a rule for the spike and one for what is kept.
	with := func(spikeOf func(v, h node) node, keep func(raised, s node) node) f {
		return func(v, h node) (node, node) {
			s := spikeOf(v, h)
			return keep(raise(v, h), s), s
		}
	}
	right := func(v, h node) node { return spike(raise(v, h)) }
	keep := func(raised, s node) node { return g.Mul(raised, g.OneMinus(s)) }
	meets(t, "prompt", func(step f) exercise.Result { return PromptStep(d.Backend, step) }, []f{
		with(right, keep),
		with(right, func(raised, s node) node { return g.Sub(raised, g.Mul(raised, s)) }),
		with(right, func(raised, s node) node { return g.Mul(g.OneMinus(s), raised) }),
		with(right, func(raised, s node) node { return g.Mul(raised, g.Sub(g.OnesLike(s), s)) }),
		with(right, func(raised, s node) node { return g.Mul(raised, g.OneMinus(g.StopGradient(s))) }),
		with(right, func(raised, s node) node {
			return g.Where(g.GreaterThan(raised, g.OnesLike(raised)), g.ZerosLike(raised), raised)
		}),
		func(v, h node) (node, node) {
			raised := g.Add(h, g.Mul(v, g.Scalar(v.Graph(), v.DType(), alpha)))
			s := spike(raised)
			return g.Mul(raised, g.OneMinus(s)), s
		},
		func(v, h node) (node, node) { return keep(raise(v, h), right(v, h)), right(v, h) },
		func(v, h node) (node, node) {
			v = g.MulScalar(v, math.Exp(-0.2))
			v = g.Add(v, h)
			s := spike(v)
			v = g.Mul(v, g.OneMinus(s))
			return v, s
		},
		func(v, h node) (node, node) {
			raised := raise(v, h)
			s := spike(raised)
			return g.Add(g.MulScalar(g.Mul(v, g.OneMinus(s)), alpha), g.Mul(h, g.OneMinus(s))), s
		},
		func(v, h node) (node, node) {
			raised := g.Sub(g.MulScalar(v, alpha), g.Neg(h))
			s := spike(raised)
			return g.Mul(raised, g.AddScalar(g.Neg(s), 1)), s
		},
	}, []f{
		with(func(v, h node) node { return hard(raise(v, h)) }, keep),
		with(func(v, h node) node { return g.StopGradient(right(v, h)) }, keep),
		with(func(v, h node) node { return spike(g.StopGradient(raise(v, h))) }, keep),
		with(func(v, h node) node { return spike(raise(g.StopGradient(v), h)) }, keep),
		with(right, func(raised, s node) node { return g.StopGradient(g.Mul(raised, g.OneMinus(s))) }),
		with(func(v, h node) node { return spike(v) }, keep),
		with(func(v, h node) node { return spike(h) }, keep),
		with(func(v, h node) node { return spike(g.Add(v, h)) }, keep),
		with(right, func(raised, s node) node { return raised }),
		with(right, func(raised, s node) node { return g.Mul(raised, s) }),
		with(right, func(raised, s node) node { return g.Sub(raised, s) }),
		with(right, func(raised, s node) node { return g.OneMinus(s) }),
		func(v, h node) (node, node) { raised := g.Add(v, h); s := spike(raised); return keep(raised, s), s },
		func(v, h node) (node, node) {
			s := right(v, h)
			return g.Add(g.Mul(g.MulScalar(v, alpha), g.OneMinus(s)), h), s
		},
		func(v, h node) (node, node) { s := right(v, h); return g.Mul(v, g.OneMinus(s)), s },
		func(v, h node) (node, node) { s := right(v, h); return s, keep(raise(v, h), s) },
		func(v, h node) (node, node) { s := g.OneMinus(right(v, h)); return keep(raise(v, h), s), s },
		func(v, h node) (node, node) { return g.Sigmoid(v), g.Sigmoid(h) },
		func(v, h node) (node, node) { return nil, nil },
		func(v, h node) (node, node) { panic("no") },
		func(v, h node) (node, node) { return g.ReduceAllSum(v), h },
		func(v, h node) (node, node) { return g.Add(v, g.Einsum("bh,hk->bk", v, h)), spike(v) },
		func(v, h node) (node, node) { return g.ConvertDType(v, 3), h },
		with(right, func(raised, s node) node { return g.MulScalar(g.Mul(raised, g.OneMinus(s)), 0.9) }),
	}, "g.Mul(raised", "g.OneMinus(", "raised*(1-s)")
}

func TestNumberOfWeights(t *testing.T) {
	meets(t, "weights", NumberOfWeights, []any{6360, 6360.0, "6360", "6,360", "6.360", "6 360", "6'360", "6360 weights", 200*30 + 30*12, "6_360", 6.36e3, " 6360 "},
		[]any{72000, 242, 6000, 360, 272, 6402, 8400, 3180, 3360, 2, 6361, 6359, 6300, 0, -6360, "many", nil, "6 000 or so", 636, 63600}, "6360", "6,360", "200·30", "6000+")
}

func TestBestError(t *testing.T) {
	meets(t, "best", BestError, []any{3.75, 3.8, "3.75", "3,75", "3.75°", "3.75 deg", "3.8 degrees", 15.0 / 4, "15/4", float32(3.75), "about 3.75", 3.7},
		[]any{7.5, 0, 15, 4, 15 / 4, 4.33, 45, 90, 30, 1, 3.5, 3.2, -3.75, "small", nil, math.NaN(), 8.3, 10, 37.5, "3 or 4"}, "3.75", "quarter")
}
