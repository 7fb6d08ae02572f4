package snn

import (
	"math"

	"ipd/ipdlib/random"
)

// This file says the network with options once more, in plain loops over one sample. It shares no code with the graphs, and
// gets gradients in another way: by dual numbers (x, dx), which carry the derivative by one parameter forward through the
// loops, where the graphs go backward. A spike's dx is its surrogate slope times that of the potential.

type dual struct{ x, d float64 }

func number(x float64) dual          { return dual{x, 0} }
func (a dual) plus(b dual) dual      { return dual{a.x + b.x, a.d + b.d} }
func (a dual) minus(b dual) dual     { return dual{a.x - b.x, a.d - b.d} }
func (a dual) times(b dual) dual     { return dual{a.x * b.x, a.x*b.d + a.d*b.x} }
func (a dual) scaled(k float64) dual { return dual{k * a.x, k * a.d} }
func (a dual) exp() dual             { return dual{math.Exp(a.x), math.Exp(a.x) * a.d} }

// reference is a network in plain Go.
type reference struct {
	Settings
	in     Input
	smooth bool
	p      float64 // of dropout; 0 is none
	key    random.Key
	signs  [][]float64 // of a random mask under Dale's law
}

// answer is what the network made of a sample.
type answer struct {
	logits   []dual
	rateCost dual
	s, v     [][][]float64 // [layer][T][H]
	out      [][]float64   // [T][K]
}

// slopeOf are the closed forms of the surrogates.
func slopeOf(s Settings, u float64) float64 {
	beta, p := s.SurrogateSlope, s.SurrogateSlope/4
	var slope float64
	switch s.Variant.Surrogate.String() {
	case "sigmoid":
		slope = beta / (4 * math.Pow(math.Cosh(beta*u/2), 2))
	case "fast_sigmoid":
		slope = p / math.Pow(1+2*p*math.Abs(u), 2)
	case "arctan":
		slope = p / (1 + math.Pow(math.Pi*p*u, 2))
	case "triangle":
		slope = p * math.Max(0, 1-p*math.Abs(u))
	case "gaussian":
		slope = p * math.Exp(-math.Pi*p*p*u*u)
	}
	if k := s.Variant.SurrogateScale; k != 0 {
		slope *= k
	}
	return slope
}

func (r reference) spike(v dual) dual {
	u := v.x - 1
	if r.smooth {
		x := 1 / (1 + math.Exp(-r.SurrogateSlope*u))
		return dual{x, r.SurrogateSlope * x * (1 - x) * v.d}
	}
	s := dual{0, slopeOf(r.Settings, u) * v.d}
	if u > 0 {
		s.x = 1
	}
	return s
}

// lif runs one layer of units. h: [T][H].
func (r reference) lif(h [][]dual, alpha dual) (s, v [][]dual) {
	steps, units := len(h), len(h[0])
	s, v = duals(steps, units), duals(steps, units)
	one := number(1)
	for j := range units {
		for t := range steps {
			late := r.Variant.Reset.String() == "late"
			if late && t > 0 {
				s[t][j] = r.spike(v[t-1][j])
			}
			if !late {
				s[t][j] = r.spike(v[t][j])
			}
			if t == steps-1 {
				break
			}
			reset := s[t][j]
			if r.Variant.DetachReset {
				reset.d = 0
			}
			leaky := alpha.times(v[t][j])
			switch r.Variant.Reset.String() {
			case "late":
				v[t+1][j] = leaky.plus(h[t][j]).times(one.minus(reset))
			case "same_step":
				v[t+1][j] = leaky.times(one.minus(reset)).plus(h[t][j])
			case "subtract":
				v[t+1][j] = alpha.times(v[t][j].minus(reset)).plus(h[t][j])
			case "none":
				v[t+1][j] = leaky.plus(h[t][j])
			}
		}
	}
	return s, v
}

// keep draws one entry of a dropout mask, scaled, by the counter (row, column) and the index of the layer or matrix.
func (r reference) keep(index, row, column int) float64 {
	if r.p == 0 {
		return 1
	}
	word, _ := random.Words(r.key, uint32(row), uint32(column+index<<20))
	if float64(word>>8) < float64(float32(r.p)*(1<<24)) {
		return 0
	}
	return 1 / (1 - r.p)
}

// forward shows sample b, x [T][C], to the network.
func (r reference) forward(b, batch int, x [][]float64, matrices [][][]dual, logTau []dual) answer {
	kind := r.Variant.DropoutKind.String()
	steps := len(x)
	var a answer
	alphas := make([]dual, len(matrices))
	for i, tau := range r.LayerTimeConstants() {
		alphas[i] = number(math.Exp(-r.in.TimeStep / tau))
		if logTau != nil {
			alphas[i] = logTau[i].scaled(-1).exp().scaled(-r.in.TimeStep).exp()
		}
	}
	used := make([][][]dual, len(matrices))
	for i, m := range matrices {
		used[i] = duals(len(m), len(m[0]))
		for j := range m {
			for k, w := range m[j] {
				if r.DalesLaw {
					sign := 1.0
					if j < int(math.Ceil(r.InhibitoryFraction*float64(len(m)))) {
						sign = -1
					}
					if r.signs != nil {
						sign = r.signs[i][j]
					}
					if w.x < 0 {
						w = w.scaled(-1)
					}
					w = w.scaled(sign)
				}
				if kind == "connections" {
					w = w.scaled(r.keep(i, j, k))
				}
				used[i][j][k] = w
			}
		}
	}

	signal := duals(steps, len(x[0])) // what a matrix gets: first the inputs, then the spikes of each layer
	for t := range x {
		for i := range x[t] {
			signal[t][i] = number(x[t][i])
			if kind == "inputs" {
				signal[t][i] = signal[t][i].scaled(r.keep(0, b, i))
			}
		}
	}
	for layer := range r.HiddenLayers() {
		s, v := r.lif(product(signal, used[layer]), alphas[layer])
		a.s, a.v = append(a.s, values(s)), append(a.v, values(v))
		signal = duals(steps, len(s[0]))
		for j := range s[0] {
			count := number(0)
			for t := range s {
				count = count.plus(s[t][j])
			}
			seconds := float64(steps) * r.in.TimeStep
			share := 1 / float64(batch*len(s[0])) // of a mean over samples and units
			if missing := number(r.Variant.RateLowerBound * seconds).minus(count); missing.x > 0 {
				a.rateCost = a.rateCost.plus(missing.times(missing).scaled(share * r.Variant.RateLowerStrength))
			}
			if over := count.minus(number(r.Variant.RateUpperBound * seconds)); over.x > 0 {
				a.rateCost = a.rateCost.plus(over.times(over).scaled(share * r.Variant.RateUpperStrength))
			}
			for t := range s {
				k := 1.0
				switch kind {
				case "hidden_spikes":
					k = r.keep(layer, t*batch+b, j)
				case "hidden_units":
					k = r.keep(layer, b, j)
				case "spiking_units":
					if count.x > 0 {
						k = r.keep(layer, b, j)
					}
				}
				signal[t][j] = s[t][j].scaled(k)
			}
		}
	}
	last := len(matrices) - 1
	current := product(signal, used[last])
	classes := len(current[0])
	a.logits = make([]dual, classes)
	out := duals(steps, classes)
	if r.Variant.Readout.String() == "spike_count" {
		var s [][]dual
		s, out = r.lif(current, alphas[last])
		for t := range s {
			for k := range a.logits {
				a.logits[k] = a.logits[k].plus(s[t][k].scaled(0.1))
			}
		}
	} else {
		for t := range steps - 1 {
			for k := range a.logits {
				out[t+1][k] = alphas[last].times(out[t][k]).plus(current[t][k])
			}
		}
		for k := range a.logits {
			if r.Variant.Readout.String() == "maximum" {
				a.logits[k] = out[0][k]
			}
			for t := range out {
				switch {
				case r.Variant.Readout.String() == "mean":
					a.logits[k] = a.logits[k].plus(out[t][k].scaled(0.01))
				case out[t][k].x > a.logits[k].x:
					a.logits[k] = out[t][k]
				}
			}
		}
	}
	a.out = values(out)
	return a
}

func product(signal, w [][]dual) [][]dual {
	h := duals(len(signal), len(w[0]))
	for t := range signal {
		for i, x := range signal[t] {
			for j := range w[i] {
				h[t][j] = h[t][j].plus(x.times(w[i][j]))
			}
		}
	}
	return h
}

func duals(rows, columns int) [][]dual {
	a := make([][]dual, rows)
	for i := range a {
		a[i] = make([]dual, columns)
	}
	return a
}

func values(a [][]dual) [][]float64 {
	b := make([][]float64, len(a))
	for i := range a {
		for _, x := range a[i] {
			b[i] = append(b[i], x.x)
		}
	}
	return b
}
