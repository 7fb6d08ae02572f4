package variant

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
)

// The spike is the step Θ(v - 1), as in package snn.
func (n *Network) spike(v *Node) *Node {
	if n.smooth {
		return Sigmoid(Mul(snn.Num(v, n.SurrogateSlope), Sub(v, snn.Num(v, snn.Threshold))))
	}
	return ConvertDType(GreaterThan(v, snn.Num(v, snn.Threshold)), v.DType())
}

// slope is what backpropagation uses in place of the step's derivative. In the papers each surrogate has a scale of its
// own. Here all are brought to one: with u = v - 1 and p = β/4,
//
//	sigmoid       β σ(βu) (1 - σ(βu))       the study's
//	fast sigmoid  p / (1 + 2p|u|)²          SuperSpike
//	arctan        p / (1 + (πpu)²)
//	triangle      p max(0, 1 - p|u|)
//	Gaussian      p exp(-π (pu)²)
//
// so that each is p at threshold and has the area 1, as the slope of a function has that rises from 0 to 1. They differ in
// their tails only: the triangle has none; the Gaussian's falls off fastest, then the sigmoid's; those of arctan and fast
// sigmoid fall off as 1/u², so that units far from threshold learn too. The result is times the scale γ.
//
// Sources: fast sigmoid: F. Zenke, S. Ganguli, "SuperSpike", Neural Computation 2018. Arctan: W. Fang et al.,
// "Incorporating learnable membrane time constant", ICCV 2021. Triangle: S. Esser et al., "Convolutional networks for fast,
// energy-efficient neuromorphic computing", PNAS 2016; with a scale γ = 0.3: G. Bellec et al., "Long short-term memory and
// learning-to-learn in networks of spiking neurons", NeurIPS 2018. Gaussian: B. Yin, F. Corradi, S. Bohté, "Accurate and
// efficient time-domain classification", Nature Machine Intelligence 2021. That the shape matters little and the scale
// does: F. Zenke, T. Vogels, "The remarkable robustness of surrogate gradient learning", Neural Computation 2021.
func (n *Network) slope(v *Node) *Node {
	num := func(x float64) *Node { return snn.Num(v, x) }
	u := Sub(v, num(snn.Threshold))
	p := n.SurrogateSlope / 4
	one := num(1)
	var slope *Node
	switch surrogate := n.Variant.Surrogate; surrogate {
	case snn.SigmoidSlope:
		beta := num(n.SurrogateSlope)
		sigma := Sigmoid(Mul(beta, u))
		slope = Mul(beta, Mul(sigma, Sub(one, sigma)))
	case snn.FastSigmoidSlope:
		below := Add(one, Mul(num(2*p), Abs(u)))
		slope = Div(num(p), Mul(below, below))
	case snn.ArctanSlope:
		x := Mul(num(math.Pi*p), u)
		slope = Div(num(p), Add(one, Mul(x, x)))
	case snn.TriangleSlope:
		slope = Mul(num(p), Max(num(0), Sub(one, Mul(num(p), Abs(u)))))
	case snn.GaussianSlope:
		x := Mul(num(p), u)
		slope = Mul(num(p), Exp(Mul(num(-math.Pi), Mul(x, x))))
	default:
		panic("variant: no such surrogate: " + surrogate)
	}
	if scale := n.Variant.SurrogateScale; scale != 0 && scale != 1 {
		slope = Mul(num(scale), slope)
	}
	return slope
}
