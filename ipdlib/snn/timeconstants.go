package snn

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// Each hidden layer, and the readout, has a membrane time constant τ. If time constants are learnt, the parameter is log τ,
// so that τ stays positive and a learning step changes it by a percentage, not by a number of milliseconds:
//
//	τ = exp(log τ)     α = exp(-dt/τ)
//
// Source of one time constant per layer, learnt with the weights: W. Fang et al., "Incorporating learnable membrane time
// constant to enhance learning of spiking neural networks", ICCV 2021, who learn log(τ/dt - 1).

// leak is the decay factor α of one layer's membrane potential per time step, given or learnt.
type leak struct {
	given  float64
	learnt *Node // [R, 1], of each row's network; nil if α is given
	dtTau  *Node // dt/τ [M], of each network; nil if α is given
}

// leak returns the decay factor of layer i: the hidden layers come first, then the readout.
func (p *pass) leak(i int, logTau *Node) leak {
	if logTau == nil {
		return leak{given: math.Exp(-p.in.TimeStep / p.tau[i])}
	}
	dtTau := Mul(num(logTau, p.in.TimeStep), Exp(Neg(Reshape(Slice(logTau, AxisRange(), AxisElem(i)), p.networks))))
	return leak{learnt: p.perRow(Exp(Neg(dtTau))), dtTau: dtTau}
}

// stopped is the same leak with GoMLX's gradient stopped.
func (l leak) stopped() leak {
	if l.learnt != nil {
		l.learnt, l.dtTau = StopGradient(l.learnt), StopGradient(l.dtTau)
	}
	return l
}

// nodes are the inputs that a loop needs for it; inside the loop's body, in returns α from them.
func (l leak) nodes() []*Node {
	if l.learnt == nil {
		return nil
	}
	return []*Node{l.learnt}
}

func (l leak) in(like *Node, nodes []*Node) *Node {
	if l.learnt == nil {
		return num(like, l.given)
	}
	return nodes[len(nodes)-1]
}

// decay is the share of a current at step τ that remains in the potential at step t: α^(t-1-τ) for τ < t, else 0. [1, T, T],
// or [M, T, T] if α is learnt.
func (l leak) decay(steps int, like *Node) *Node {
	if l.learnt == nil {
		left := make([]float64, steps*steps)
		for t := range steps {
			for tau := range t {
				left[t*steps+tau] = math.Pow(l.given, float64(t-1-tau))
			}
		}
		return ConvertDType(Reshape(Const(like.Graph(), left), 1, steps, steps), like.DType())
	}
	g := like.Graph()
	square := shapes.Make(dtypes.Int32, 1, steps, steps)
	age := Sub(Sub(Iota(g, square, 1), Iota(g, square, 2)), Const(g, int32(1))) // t-1-τ
	past := GreaterOrEqual(age, Const(g, int32(0)))
	age = ConvertDType(Where(past, age, ZerosLike(age)), like.DType())
	return Mul(Exp(Neg(Mul(Reshape(l.dtTau, -1, 1, 1), age))), ConvertDType(past, like.DType()))
}

// summed is gain · Σ_t decay[t, τ], the total contribution of a current at step τ to the sum over time: the geometric series
//
//	gain · (1 - α^(T-1-τ)) / (1 - α)
//
// It is added term by term, since the closed form is 0/0 without a leak, at α = 1. [T, 1], or [T, M].
func (l leak) summed(gain float64, steps int, like *Node) *Node {
	if l.learnt != nil {
		return Mul(num(like, gain), Transpose(ReduceSum(l.decay(steps, like), 1), 0, 1))
	}
	c := make([]float64, steps)
	left := 1.0                       // α^(T-2-τ)
	for t := steps - 2; t >= 0; t-- { // and nothing at T-1
		c[t] = c[t+1] + gain*left
		left *= l.given
	}
	return ConvertDType(Reshape(Const(like.Graph(), c), steps, 1), like.DType())
}
