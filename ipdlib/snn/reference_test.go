package snn

import "math"

// This file says the network and its gradient once more, in plain loops over one sample: as teaching text, and for the
// tests to compare the graphs with. It shares no code with them. Everything is float64.
//
//	x     spikes of the afferents          [T][C]
//	h     current into the hidden units    [T][H]
//	v, s  their potential and spikes       [T][H]
//	keep  dropout mask, scaled; nil: none  [T][H]
//	out   potential of the readout         [T][K]
//	m     logits                           [K]

// reference is a network in plain Go.
type reference struct {
	alpha    float64 // exp(-dt/τ)
	beta     float64 // slope of the surrogate
	smooth   bool    // the sigmoid itself in place of the step
	dale     bool
	fraction float64 // of the units that are inhibitory under Dale's law
}

// answer is what the network made of a sample.
type answer struct {
	h, v, s, out [][]float64
	m            []float64
}

func zeros(rows, columns int) [][]float64 {
	a := make([][]float64, rows)
	for i := range a {
		a[i] = make([]float64, columns)
	}
	return a
}

func (r reference) sigmoid(v float64) float64 { return 1 / (1 + math.Exp(-r.beta*(v-1))) }

// spike is the step at threshold 1.
func (r reference) spike(v float64) float64 {
	switch {
	case r.smooth:
		return r.sigmoid(v)
	case v > 1:
		return 1
	}
	return 0
}

// slope is the surrogate for the step's derivative.
func (r reference) slope(v float64) float64 {
	sigma := r.sigmoid(v)
	return r.beta * sigma * (1 - sigma)
}

// effective weights are those of Dale's law: the sign belongs to the presynaptic unit, of which the first ⌈fraction·n⌉
// are inhibitory.
func (r reference) effective(w [][]float64) [][]float64 {
	if !r.dale {
		return w
	}
	e := zeros(len(w), len(w[0]))
	for i := range w {
		for j := range w[i] {
			e[i][j] = r.sign(i, len(w)) * math.Abs(w[i][j])
		}
	}
	return e
}

func (r reference) sign(i, n int) float64 {
	if i < int(math.Ceil(r.fraction*float64(n))) {
		return -1
	}
	return 1
}

// forward runs a sample through the network, step by step.
func (r reference) forward(x [][]float64, w1, w2, keep [][]float64) answer {
	w1, w2 = r.effective(w1), r.effective(w2)
	steps, units, classes := len(x), len(w2), len(w2[0])
	a := answer{h: zeros(steps, units), v: zeros(steps, units), s: zeros(steps, units), out: zeros(steps, classes), m: make([]float64, classes)}
	for t := range steps {
		for j := range units {
			for i := range x[t] {
				a.h[t][j] += x[t][i] * w1[i][j]
			}
		}
	}
	for t := range steps - 1 {
		for j := range units {
			a.v[t+1][j] = (r.alpha*a.v[t][j] + a.h[t][j]) * (1 - a.s[t][j])
			a.s[t+1][j] = r.spike(a.v[t][j])
		}
		for k := range classes { // the readout leaks, and never spikes
			a.out[t+1][k] = r.alpha * a.out[t][k]
			for j := range units {
				a.out[t+1][k] += kept(a.s, keep, t, j) * w2[j][k]
			}
		}
	}
	for t := range steps {
		for k := range classes {
			a.m[k] += 0.01 * a.out[t][k]
		}
	}
	return a
}

// kept is a spike on its way to the readout. The reset sees it before dropout.
func kept(s, keep [][]float64, t, j int) float64 {
	if keep == nil {
		return s[t][j]
	}
	return s[t][j] * keep[t][j]
}

// backward runs the same steps in reverse. From dm, the derivative of the loss by the logits, it adds to dW1 and dW2 the
// derivatives by the weights. Each line is the chain rule applied to one line of forward.
func (r reference) backward(x [][]float64, w1, w2, keep [][]float64, a answer, dm []float64, dW1, dW2 [][]float64) {
	e2 := r.effective(w2)
	steps, units, classes := len(x), len(w2), len(w2[0])
	dE1, dE2 := zeros(len(w1), units), zeros(units, classes) // by the effective weights
	dv, ds := zeros(steps, units), zeros(steps, units)
	dout := zeros(steps, classes)
	for t := steps - 1; t >= 0; t-- {
		for k := range classes { // m += 0.01 out[t]
			dout[t][k] += 0.01 * dm[k]
		}
		if t == steps-1 {
			continue // no step begins here
		}
		for k := range classes { // out[t+1] = α out[t] + Σ_j kept s[t][j] w2[j]
			dout[t][k] += r.alpha * dout[t+1][k]
			for j := range units {
				dE2[j][k] += kept(a.s, keep, t, j) * dout[t+1][k]
				weight := e2[j][k]
				if keep != nil {
					weight *= keep[t][j]
				}
				ds[t][j] += weight * dout[t+1][k]
			}
		}
		for j := range units {
			// v[t+1] = (α v[t] + h[t]) (1 - s[t])
			dh := dv[t+1][j] * (1 - a.s[t][j])
			dv[t][j] += r.alpha * dh
			ds[t][j] -= dv[t+1][j] * (r.alpha*a.v[t][j] + a.h[t][j])
			// s[t+1] = step(v[t] - 1), whose derivative is the surrogate
			dv[t][j] += ds[t+1][j] * r.slope(a.v[t][j])
			// h[t] = Σ_i x[t][i] w1[i]
			for i := range x[t] {
				dE1[i][j] += x[t][i] * dh
			}
		}
	}
	r.addWeights(w1, dE1, dW1)
	r.addWeights(w2, dE2, dW2)
}

// addWeights goes from derivatives by effective weights to such by the weights themselves. |w| has no derivative at 0;
// as in PyTorch, 0 is taken.
func (r reference) addWeights(w, dE, dW [][]float64) {
	for i := range w {
		for j := range w[i] {
			d := dE[i][j]
			if r.dale {
				d *= r.sign(i, len(w))
				switch {
				case w[i][j] < 0:
					d = -d
				case w[i][j] == 0:
					d = 0
				}
			}
			dW[i][j] += d
		}
	}
}
