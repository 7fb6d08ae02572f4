package fused

import "math"

// A parameter is an array of weights with its gradients and Adam's moments.
type parameter struct {
	w, d []float32 // weights, gradients of the loss with respect to them
	m, s []float32 // Adam's first and second moments
}

func newParameter(n int) parameter {
	return parameter{aligned[float32](n), aligned[float32](n), aligned[float32](n), aligned[float32](n)}
}

// reset sets the weights of a parameter and Adam's moments to zero.
func (p *parameter) reset() {
	for _, x := range [][]float32{p.w, p.d, p.m, p.s} {
		clear(x)
	}
}

// Adam's constants, PyTorch's defaults.
const (
	beta1   = 0.9
	beta2   = 0.999
	epsilon = 1e-8
)

// adam holds the constants of one step of Adam:
//
//	m ← β1 m + (1-β1) d
//	s ← β2 s + (1-β2) d²
//	w ← w - rate · m/(1-β1^n) / (√(s/(1-β2^n)) + ε)      n: number of the step, from 1
//
// Source: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015. The bias corrections are computed in double
// precision, as in PyTorch: in float32, 1 - 0.999 is accurate only to 6e-5.
type adam struct {
	beta1, rest1 float32 // β1, 1-β1
	beta2, rest2 float32 // β2, 1-β2
	correction1  float32 // 1/(1-β1^n)
	correction2  float32 // 1/(1-β2^n)
	rate, eps    float32
}

func newAdam(rate float64, n int) adam {
	return adam{
		beta1: beta1, rest1: 1 - beta1, beta2: beta2, rest2: 1 - beta2,
		correction1: float32(1 / (1 - math.Pow(beta1, float64(n)))),
		correction2: float32(1 / (1 - math.Pow(beta2, float64(n)))),
		rate:        float32(rate), eps: epsilon,
	}
}

func (portable) adam(p *parameter, a *adam) {
	w, d, m, s := p.w, p.d[:len(p.w)], p.m[:len(p.w)], p.s[:len(p.w)]
	for i := range w {
		m[i] = float32(a.beta1*m[i]) + float32(a.rest1*d[i])
		s[i] = float32(a.beta2*s[i]) + float32(a.rest2*float32(d[i]*d[i]))
		size := float32(math.Sqrt(float64(float32(s[i]*a.correction2)))) + a.eps
		w[i] -= float32(a.rate*float32(m[i]*a.correction1)) / size
	}
}
