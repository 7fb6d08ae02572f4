package parity

import "math"

// Adam divides the mean of the gradients by their size. So the rounding error of a tiny gradient can become as large as a
// whole step: in one of the study's records one weight of 6360 ends up a sixth of a step from the original's. In the next
// step all gradients of its unit differ slightly, and so on. So each weight has its own allowance: the effect, after Adam, of
// gradients that deviate by their own tolerance, and by the effect of the weights' allowances so far.

// layer tracks the gradients of one layer's weights, and how far they may deviate, through the steps.
type layer struct {
	columns      int // postsynaptic units
	learningRate float64
	gradients    [][]float64 // at each step, of each weight
	noise        [][]float64 // at each step, of each column: how far its gradients may deviate
}

// observe adds the gradients of a step, and those with weights that deviate as far as allowed.
func (l *layer) observe(gradients []float64, aside [][]float64) {
	noise := make([]float64, l.columns)
	for _, other := range aside {
		for i := range gradients {
			c := i % l.columns
			noise[c] = math.Max(noise[c], safety*math.Abs(other[i]-gradients[i]))
		}
	}
	tolerance := gradientTolerance * largest(gradients)
	for c := range noise {
		noise[c] += tolerance
	}
	l.gradients, l.noise = append(l.gradients, gradients), append(l.noise, noise)
}

// allowance is how far weight i may deviate after the steps so far, in learning rates: the maximum over all combinations of
// larger and smaller gradients at each step.
func (l *layer) allowance(i int) (most float64) {
	steps := len(l.gradients)
	g, other := make([]float64, steps), make([]float64, steps)
	for t := range g {
		g[t] = l.gradients[t][i]
	}
	middle := displacement(g)
	for signs := range 1 << steps {
		for t := range g {
			noise := l.noise[t][i%l.columns]
			if signs>>t&1 == 1 {
				noise = -noise
			}
			other[t] = g[t] + noise
		}
		most = math.Max(most, math.Abs(displacement(other)-middle))
	}
	return most + stepTolerance
}

// reach is how far weight i may deviate after the steps so far, in its own unit.
func (l *layer) reach(i int) float64 {
	if len(l.gradients) == 0 {
		return 0
	}
	return l.learningRate * l.allowance(i)
}

// displacement is how far Adam moves a weight whose gradients are g, in units of the learning rate:
//
//	m ← β1 m + (1-β1) g      v ← β2 v + (1-β2) g²
//	step = (m / (1-β1^t)) / (√(v / (1-β2^t)) + ε)
//
// Source: D. Kingma, J. Ba, "Adam", ICLR 2015, algorithm 1; betas and ε as in the study.
func displacement(g []float64) (moved float64) {
	const beta1, beta2, epsilon = 0.9, 0.999, 1e-8
	var m, v float64
	for i := range g {
		t := float64(i + 1)
		m = beta1*m + (1-beta1)*g[i]
		v = beta2*v + (1-beta2)*g[i]*g[i]
		moved -= m / (1 - math.Pow(beta1, t)) / (math.Sqrt(v/(1-math.Pow(beta2, t))) + epsilon)
	}
	return moved
}
