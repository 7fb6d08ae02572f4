package fused

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"ipd/ipdlib/random"
)

// A problem is a network with weights and a data set.
type problem struct {
	network Network
	batch   int
	w1, w2  [][]float32
	x       []uint8 // spikes, a byte each, [N][T][C]
	labels  []int32
}

func (p problem) String() string {
	n := p.network
	return fmt.Sprintf("C=%d H=%d K=%d T=%d B=%d alpha=%.3g beta=%.3g dale=%v", n.Afferents, n.HiddenUnits, n.Classes, n.Steps, p.batch, n.Alpha, n.SurrogateSlope, n.DalesLaw)
}

func (p problem) packed() []uint8 {
	c := p.network.Afferents
	packed := make([]uint8, len(p.x)/c*bytesOf(c))
	for i, x := range p.x {
		packed[i/c*bytesOf(c)+i%c/8] |= x << (i % c % 8)
	}
	return packed
}

// newProblem draws weights and spikes. The weights' bound makes the potentials go up and down around the threshold.
func newProblem(n Network, batch, samples int, density float64, rng *rand.Rand) problem {
	p := problem{network: n, batch: batch}
	uniform := func(rows, columns int, bound float64) [][]float32 {
		w := newMatrix(rows, columns)
		for i := range w {
			for j := range w[i] {
				w[i][j] = float32(bound * (2*rng.Float64() - 1))
			}
		}
		return w
	}
	p.w1 = uniform(n.Afferents, n.HiddenUnits, 1.5/math.Sqrt(density*float64(n.Afferents)))
	p.w2 = uniform(n.HiddenUnits, n.Classes, 1)
	p.x = make([]uint8, samples*n.Steps*n.Afferents)
	for i := range p.x {
		if rng.Float64() < density {
			p.x[i] = 1
		}
	}
	p.labels = make([]int32, samples)
	for i := range p.labels {
		p.labels[i] = int32(rng.IntN(n.Classes))
	}
	return p
}

// randomProblem draws a network, too: sizes around multiples of 8, 16 and 32, and small ones.
func randomProblem(rng *rand.Rand) problem {
	size := func(most int) int {
		if rng.IntN(2) == 0 {
			return 1 + rng.IntN(most)
		}
		base := []int{8, 16, 32, 40, 64, 96}[rng.IntN(6)]
		return min(most, base-1+rng.IntN(3))
	}
	n := Network{
		Steps: 1 + size(40), Afferents: size(210), HiddenUnits: size(100), Classes: 1 + size(40),
		Alpha:          math.Exp(-1 / math.Exp(4*rng.Float64()-1)), // time constants of 0.4 to 20 steps
		SurrogateSlope: 1 + 20*rng.Float64(),
		DalesLaw:       rng.IntN(3) == 0, InhibitoryFraction: rng.Float64(),
	}
	batch := 1 + rng.IntN(20)
	return newProblem(n, batch, batch+rng.IntN(10), 0.05+0.5*rng.Float64(), rng)
}

// An answer is what the equations of package snn make of a batch, in double precision.
type answer struct {
	spikes, membrane [][][]float64 // [B][T][H]
	output           [][][]float64 // [B][T][K]
	logits           [][]float64
	loss             float64
	dW1, dW2         [][]float64
	nearest          float64 // least distance of a potential from the threshold, relative to what it is a sum of
}

func zeros(rows, columns int) [][]float64 {
	m := make([][]float64, rows)
	for i := range m {
		m[i] = make([]float64, columns)
	}
	return m
}

// effectiveWeights under Dale's law, and what a gradient by them is multiplied with.
func effectiveWeights(w [][]float32, dale bool, fraction float64) (effective, factor [][]float64) {
	effective, factor = zeros(len(w), len(w[0])), zeros(len(w), len(w[0]))
	for i := range w {
		sign := 1.0
		if float64(i) < math.Ceil(fraction*float64(len(w))) {
			sign = -1
		}
		for j := range w[i] {
			x := float64(w[i][j])
			effective[i][j], factor[i][j] = x, 1
			if dale {
				effective[i][j] = math.Abs(x) * sign
				factor[i][j] = sign
				if x < 0 {
					factor[i][j] = -sign
				} else if x == 0 {
					factor[i][j] = 0
				}
			}
		}
	}
	return effective, factor
}

// solve computes the answer by automatic differentiation in reverse, written out: every variable of the forward equations has an adjoint,
// and the readout is a loop over time.
func (p problem) solve(samples []int32, dropout float64, key random.Key) answer {
	n := p.network
	T, C, H, K, B := n.Steps, n.Afferents, n.HiddenUnits, n.Classes, p.batch
	w1, factor1 := effectiveWeights(p.w1, n.DalesLaw, n.InhibitoryFraction)
	w2, factor2 := effectiveWeights(p.w2, n.DalesLaw, n.InhibitoryFraction)
	a := answer{dW1: zeros(C, H), dW2: zeros(H, K), nearest: math.Inf(1)}
	for b, sample := range samples {
		x := func(t, c int) float64 { return float64(p.x[(int(sample)*T+t)*C+c]) }
		keep := func(t, h int) float64 {
			if dropout == 0 {
				return 1
			}
			word, _ := random.Words(key, uint32(t*B+b), uint32(h))
			if float64(word>>8) < float64(float32(dropout))*(1<<24) {
				return 0
			}
			return 1 / (1 - dropout)
		}
		v, s, h, out := zeros(T, H), zeros(T, H), zeros(T, H), zeros(T, K)
		logits := make([]float64, K)
		for t := range T {
			for j := range H {
				scale := 1.0
				for c := range C {
					h[t][j] += x(t, c) * w1[c][j]
					scale += x(t, c) * math.Abs(w1[c][j])
				}
				if t == T-1 {
					continue
				}
				v[t+1][j] = (n.Alpha*v[t][j] + h[t][j]) * (1 - s[t][j])
				if v[t][j] > 1 {
					s[t+1][j] = 1
				}
				a.nearest = min(a.nearest, math.Abs(v[t+1][j]-1)/scale)
			}
			for k := range K {
				logits[k] += 0.01 * out[t][k]
				if t == T-1 {
					continue
				}
				out[t+1][k] = n.Alpha * out[t][k]
				for j := range H {
					out[t+1][k] += keep(t, j) * s[t][j] * w2[j][k]
				}
			}
		}
		var sum float64
		for _, m := range logits {
			sum += math.Exp(m)
		}
		label := p.labels[sample]
		a.loss += (math.Log(sum) - logits[label]) / float64(B)

		dOut, dv, ds := zeros(T, K), zeros(T, H), zeros(T, H)
		for t := T - 1; t >= 0; t-- {
			for k := range K {
				dm := math.Exp(logits[k]) / sum / float64(B)
				if k == int(label) {
					dm -= 1 / float64(B)
				}
				dOut[t][k] += 0.01 * dm
				if t == T-1 {
					continue
				}
				dOut[t][k] += n.Alpha * dOut[t+1][k]
				for j := range H {
					ds[t][j] += dOut[t+1][k] * keep(t, j) * w2[j][k]
					a.dW2[j][k] += dOut[t+1][k] * keep(t, j) * s[t][j] * factor2[j][k]
				}
			}
			if t == T-1 {
				continue
			}
			for j := range H {
				sigma := 1 / (1 + math.Exp(-n.SurrogateSlope*(v[t][j]-1)))
				dv[t][j] += ds[t+1][j] * n.SurrogateSlope * sigma * (1 - sigma)
				dv[t][j] += dv[t+1][j] * n.Alpha * (1 - s[t][j])
				ds[t][j] -= dv[t+1][j] * (n.Alpha*v[t][j] + h[t][j])
				dh := dv[t+1][j] * (1 - s[t][j])
				for c := range C {
					a.dW1[c][j] += x(t, c) * dh * factor1[c][j]
				}
			}
		}
		a.spikes, a.membrane, a.output, a.logits = append(a.spikes, s), append(a.membrane, v), append(a.output, out), append(a.logits, logits)
	}
	return a
}

// near compares float32 numbers with double ones: the difference may be tolerance times the largest of them.
func near(t *testing.T, what string, got [][]float32, want [][]float64, tolerance float64) {
	t.Helper()
	var worst, largest float64
	for i := range want {
		for j := range want[i] {
			largest = math.Max(largest, math.Abs(want[i][j]))
			worst = math.Max(worst, math.Abs(float64(got[i][j])-want[i][j]))
		}
	}
	if !(worst <= tolerance*largest+1e-12) {
		t.Errorf("%s: off by %.2g of the largest, %.2g; want %.2g", what, worst/largest, largest, tolerance)
	}
	observe(what, worst/math.Max(largest, 1e-7))
}

var observed = map[string]float64{}

func observe(what string, x float64) { observed[what] = math.Max(observed[what], x) }
