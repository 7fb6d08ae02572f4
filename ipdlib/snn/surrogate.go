package snn

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
)

// Threshold is the membrane potential above which a unit spikes; it is dimensionless.
const Threshold = 1

// spike is the step function Θ(v - 1): one where the membrane potential is above threshold, else zero.
//
// Its derivative is zero everywhere except at the threshold, where it doesn't exist: no gradient would ever get through a
// spike.
func (n *Network) spike(v *Node) *Node {
	if n.smooth {
		return Sigmoid(Mul(num(v, n.SurrogateSlope), Sub(v, num(v, Threshold))))
	}
	return ConvertDType(GreaterThan(v, num(v, Threshold)), v.DType())
}

// slope is the surrogate gradient, which backpropagation uses in place of that derivative: the slope of a smooth function
// that rises where the step does. A unit near its threshold learns, whether it spikes or not; a unit far from it doesn't.
// The forward pass still uses the step.
//
// With u = v - 1 and p = β/4 the surrogates are
//
//	sigmoid       β σ(βu) (1 - σ(βu))       the study's; σ(x) = 1 / (1 + exp(-x))
//	fast sigmoid  p / (1 + 2p|u|)²          SuperSpike
//	arctan        p / (1 + (πpu)²)
//	triangle      p max(0, 1 - p|u|)
//	Gaussian      p exp(-π (pu)²)
//
// In the papers each has a different scale. Here each is p at threshold and has area 1, like the slope of any function that
// rises from 0 to 1. They differ only in their tails: the triangle has none; the Gaussian's falls off fastest, then the
// sigmoid's; those of arctan and fast sigmoid fall off as 1/u², so that units far from threshold learn too. The result is
// multiplied by the surrogate's scale γ.
//
// Sources: surrogate gradients: E. Neftci, H. Mostafa, F. Zenke, "Surrogate gradient learning in spiking neural networks",
// IEEE Signal Processing Magazine 2019. Fast sigmoid: F. Zenke, S. Ganguli, "SuperSpike", Neural Computation 2018. Arctan:
// W. Fang et al., "Incorporating learnable membrane time constant", ICCV 2021. Triangle: S. Esser et al., "Convolutional
// networks for fast, energy-efficient neuromorphic computing", PNAS 2016; with γ = 0.3: G. Bellec et al., "Long short-term
// memory and learning-to-learn in networks of spiking neurons", NeurIPS 2018. Gaussian: B. Yin, F. Corradi, S. Bohté,
// "Accurate and efficient time-domain classification", Nature Machine Intelligence 2021. The shape matters little, the
// scale much: F. Zenke, T. Vogels, "The remarkable robustness of surrogate gradient learning", Neural Computation 2021.
func (n *Network) slope(v *Node) *Node {
	slope := surrogates.Of(string(n.Variant.Surrogate))(Sub(v, num(v, Threshold)), n.SurrogateSlope)
	if scale := n.Variant.SurrogateScale; scale != 0 && scale != 1 {
		slope = Mul(num(v, scale), slope)
	}
	return slope
}

// surrogates are the slopes at u = v - 1 for steepness β. To add one, add a row.
var surrogates = option.Table[func(u *Node, beta float64) *Node]{
	{Name: "sigmoid", Also: []string{"logistic"}, Value: func(u *Node, beta float64) *Node {
		b := num(u, beta)
		sigma := Sigmoid(Mul(b, u))
		return Mul(b, Mul(sigma, Sub(num(u, 1), sigma)))
	}},
	{Name: "fast_sigmoid", Also: []string{"superspike", "super"}, Value: func(u *Node, beta float64) *Node {
		below := Add(num(u, 1), Mul(num(u, beta/2), Abs(u)))
		return Div(num(u, beta/4), Mul(below, below))
	}},
	{Name: "arctan", Also: []string{"atan"}, Value: func(u *Node, beta float64) *Node {
		x := Mul(num(u, math.Pi*beta/4), u)
		return Div(num(u, beta/4), Add(num(u, 1), Mul(x, x)))
	}},
	{Name: "triangle", Also: []string{"triangular"}, Value: func(u *Node, beta float64) *Node {
		p := num(u, beta/4)
		return Mul(p, Max(num(u, 0), Sub(num(u, 1), Mul(p, Abs(u)))))
	}},
	{Name: "gaussian", Value: func(u *Node, beta float64) *Node {
		p := num(u, beta/4)
		x := Mul(p, u)
		return Mul(p, Exp(Mul(num(u, -math.Pi), Mul(x, x))))
	}},
}

// Surrogate is the name of a surrogate slope.
type Surrogate = option.Word[surrogateWords]

type surrogateWords struct{}

func (surrogateWords) Lexicon() option.Lexicon { return surrogates }

// The surrogates' names.
const (
	SigmoidSlope     Surrogate = ""
	FastSigmoidSlope Surrogate = "fast_sigmoid"
	ArctanSlope      Surrogate = "arctan"
	TriangleSlope    Surrogate = "triangle"
	GaussianSlope    Surrogate = "gaussian"
)

// Curves returns the spike function and the surrogate slope at some membrane potentials, computed by the same graph that
// training uses.
func Curves(backend compute.Backend, s Settings, membrane []float64) (spike, slope []float64, err error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	if len(membrane) == 0 {
		return nil, nil, fmt.Errorf("snn: curves: no membrane potentials; give one or more")
	}
	s.Variant = s.Variant.Normal()
	n := &Network{Settings: s}
	out, err := CallOnceN(backend, func(v *Node) []*Node { return []*Node{n.spike(v), n.slope(v)} }, membrane)
	if err != nil {
		return nil, nil, fmt.Errorf("snn: curves: %w", err)
	}
	return out[0].Value().([]float64), out[1].Value().([]float64), nil
}

// num is a constant of x's graph and type. It is always a new node: GoMLX caches its own scalars (OneMinus, MulScalar, ...)
// per graph, and one made inside a loop's body can't be used outside it.
func num(x *Node, value float64) *Node {
	return Const(x.Graph(), shapes.CastAsDType(value, x.DType()))
}
