package checks

import (
	"math"

	"ipd/ipdlib/snn"
)

// Here is the study's network once more, in plain Go and for one sound at a time, as a student writes it in lesson 9. Tests
// compare it with package snn, spike by spike and gradient by gradient.

// A table has rows of numbers: spikes [time][unit] or weights [from][to].
type table = [][]float64

// decay is the decay factor of a membrane potential per time step.
var decay = math.Exp(-0.001 / 0.005)

func newTable(rows, columns int) table {
	t := make(table, rows)
	for i := range t {
		t[i] = make([]float64, columns)
	}
	return t
}

// times is a row of spikes or gradients times a table of weights: y[j] = Σ_i x[i] w[i][j].
func times(x []float64, w table) []float64 {
	y := make([]float64, len(w[0]))
	for i, row := range w {
		for j := range row {
			y[j] += x[i] * row[j]
		}
	}
	return y
}

// surrogate is the slope of the sigmoid with the study's steepness of 5, around the threshold.
func surrogate(v float64) float64 {
	const steepness = 5
	p := 1 / (1 + math.Exp(-steepness*(v-snn.Threshold)))
	return steepness * p * (1 - p)
}

// hiddenLayer gives the potentials and the spikes [time][unit]:
//
//	v[t+1] = (α v[t] + x[t]·w) (1 - s[t])
//	s[t+1] = [v[t] > 1]
func hiddenLayer(x, w table) (v, s table) {
	v, s = newTable(len(x), len(w[0])), newTable(len(x), len(w[0]))
	for t := range len(x) - 1 {
		for j, h := range times(x[t], w) {
			v[t+1][j] = (decay*v[t][j] + h) * (1 - s[t][j])
			if v[t][j] > snn.Threshold {
				s[t+1][j] = 1
			}
		}
	}
	return v, s
}

// leakyReadout gives the logits: the sum of u over time, times 0.01, with u[t+1] = α u[t] + s[t]·w.
func leakyReadout(s, w table) []float64 {
	u, logits := make([]float64, len(w[0])), make([]float64, len(w[0]))
	for t := range len(s) - 1 {
		for k, h := range times(s[t], w) {
			u[k] = decay*u[k] + h
			logits[k] += 0.01 * u[k]
		}
	}
	return logits
}

// echo is what a spike at time t of a sound of some steps adds to a logit, per weight: 0.01 (1 + α + α² + ...).
func echo(t, steps int) float64 {
	return 0.01 * (1 - math.Pow(decay, float64(steps-1-t))) / (1 - decay)
}

// lossOf is the cross-entropy -ln p of the true class and its gradient by the logits, p - 1 for the true class and p for the
// others, with the softmax p.
func lossOf(logits []float64, class int) (loss float64, d []float64) {
	sum := 0.0
	for _, m := range logits {
		d = append(d, math.Exp(m))
		sum += math.Exp(m)
	}
	for k := range d {
		d[k] /= sum
	}
	loss = -math.Log(d[class])
	d[class]--
	return loss, d
}

// readoutGradients go back through the readout: to the spikes [time][unit], and to its weights.
func readoutGradients(d []float64, s, w table) (ds, dw table) {
	ds, dw = newTable(len(s), len(w)), newTable(len(w), len(w[0]))
	for t := range s {
		for j := range w {
			for k := range d {
				ds[t][j] += echo(t, len(s)) * d[k] * w[j][k]
				dw[j][k] += echo(t, len(s)) * d[k] * s[t][j]
			}
		}
	}
	return ds, dw
}

// layerGradient goes back through time, from the gradient by the spikes to the one by the weights:
//
//	dh[t] = dv[t+1] (1 - s[t])
//	ds[t] = ... - dv[t+1] (α v[t] + h[t])                 through the reset
//	dv[t] = α dh[t] + ds[t+1] surrogate(v[t])
func layerGradient(x, w, v, s, ds table) table {
	dw, dv := newTable(len(w), len(w[0])), newTable(len(x), len(w[0]))
	for t := len(x) - 2; t >= 0; t-- {
		for j, h := range times(x[t], w) {
			dh := dv[t+1][j] * (1 - s[t][j])
			dv[t][j] = decay*dh + ds[t+1][j]*surrogate(v[t][j])
			ds[t][j] -= dv[t+1][j] * (decay*v[t][j] + h)
			for i := range dw {
				dw[i][j] += x[t][i] * dh
			}
		}
	}
	return dw
}

// networkGradients are the loss of a sound and the gradients of both tables of weights.
func networkGradients(x table, class int, w1, w2 table) (loss float64, dw1, dw2 table) {
	v, s := hiddenLayer(x, w1)
	loss, d := lossOf(leakyReadout(s, w2), class)
	ds, dw2 := readoutGradients(d, s, w2)
	return loss, layerGradient(x, w1, v, s, ds), dw2
}

// descend moves weights against their gradients.
func descend(w, dw table, rate float64) {
	for i := range w {
		for j := range w[i] {
			w[i][j] -= rate * dw[i][j]
		}
	}
}
