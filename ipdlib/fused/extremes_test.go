package fused

import (
	"math"
	"math/rand/v2"
	"testing"

	"ipd/ipdlib/random"
)

// Small networks, those just around the widths of registers, and long ones.
func TestSizes(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	for _, n := range []Network{
		{Steps: 2, Afferents: 1, HiddenUnits: 1, Classes: 2},
		{Steps: 3, Afferents: 1, HiddenUnits: 1, Classes: 2},
		{Steps: 100, Afferents: 1, HiddenUnits: 1, Classes: 2},
		{Steps: 9, Afferents: 8, HiddenUnits: 7, Classes: 8},
		{Steps: 17, Afferents: 6, HiddenUnits: 15, Classes: 15},
		{Steps: 33, Afferents: 12, HiddenUnits: 16, Classes: 16},
		{Steps: 5, Afferents: 48, HiddenUnits: 17, Classes: 17},
		{Steps: 6, Afferents: 47, HiddenUnits: 31, Classes: 31},
		{Steps: 7, Afferents: 49, HiddenUnits: 32, Classes: 32},
		{Steps: 8, Afferents: 96, HiddenUnits: 33, Classes: 33},
		{Steps: 4, Afferents: 1000, HiddenUnits: 65, Classes: 3},
		{Steps: 700, Afferents: 5, HiddenUnits: 3, Classes: 2},
		{Steps: 3, Afferents: MostAfferents, HiddenUnits: 1, Classes: 2},
	} {
		n.Alpha, n.SurrogateSlope = 0.8, 5
		for _, batch := range []int{1, 3} {
			p := newProblem(n, batch, 4, 0.3, rng)
			comparePaths(t, p, 0, 1)
			comparePaths(t, p, 0.5, 2)
			samples := firstSamples(batch)
			want := p.solve(samples, 0, random.Key{})
			if want.nearest < 1e-6 {
				continue
			}
			e := engineOn(t, Paths()[0], p)
			loss := e.gradients(e.Prepare(p.packed()), samples, p.labels, 0, random.Key{})
			near(t, p.String()+": loss", [][]float32{{float32(loss)}}, [][]float64{{want.loss}}, 1e-5)
			d1, d2 := GradientsOf(e)
			near(t, p.String()+": dW1", d1, want.dW1, 1e-5)
			near(t, p.String()+": dW2", d2, want.dW2, 1e-5)
		}
	}
}

// A batch that goes forward and backward in several chunks has the gradients of the whole.
func TestChunks(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	p := newProblem(Network{Steps: 30, Afferents: 20, HiddenUnits: 35, Classes: 5, Alpha: 0.8, SurrogateSlope: 5}, 10, 10, 0.3, rng)
	samples, key := firstSamples(10), random.NewKey(3)
	want := p.solve(samples, 0.4, key)
	if want.nearest < 1e-6 {
		t.Fatal("choose another seed: rounding may decide about a spike")
	}
	for _, chunk := range []int{1, 3, 7, 10} {
		e := engineOn(t, Paths()[0], p)
		e.chunk = chunk
		loss := e.gradients(e.Prepare(p.packed()), samples, p.labels, 0.4, key)
		near(t, "loss", [][]float32{{float32(loss)}}, [][]float64{{want.loss}}, 1e-6)
		d1, d2 := GradientsOf(e)
		near(t, "dW1", d1, want.dW1, 1e-5)
		near(t, "dW2", d2, want.dW2, 1e-5)
	}
}

// Without spikes of the afferents, or with weights that are too small, nothing is learnt and nothing breaks: all classes stay equally
// likely, and the first one wins.
func TestSilence(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	n := Network{Steps: 20, Afferents: 30, HiddenUnits: 20, Classes: 7, Alpha: 0.8, SurrogateSlope: 5}
	deaf := newProblem(n, 5, 8, 0.3, rng)
	clear(deaf.x)
	zero := newProblem(n, 5, 8, 0.3, rng)
	zero.w1 = newMatrix(n.Afferents, n.HiddenUnits)
	tiny := newProblem(n, 5, 8, 0.3, rng)
	for i := range tiny.w1 {
		for j := range tiny.w1[i] {
			tiny.w1[i][j] *= 1e-42 // not normal numbers
		}
	}
	for name, p := range map[string]problem{"no input": deaf, "weights of zero": zero, "tiny weights": tiny} {
		comparePaths(t, p, 0.5, 1)
		for _, path := range Paths() {
			e := engineOn(t, path, p)
			s := e.Prepare(p.packed())
			loss, predicted := e.Evaluate(s, firstSamples(5), p.labels)
			if math.Abs(loss-math.Log(7)) > 1e-6 {
				t.Errorf("%s, %s: loss %v, want log 7", name, path, loss)
			}
			for _, k := range predicted {
				if k != 0 {
					t.Errorf("%s, %s: class %d, want 0", name, path, k)
				}
			}
		}
	}
}

// Huge, infinite and undefined weights don't crash, do the same on every path, and don't spread to units that have nothing to do with
// them. Where a potential is undefined, so is the gradient by its unit's weights.
func TestExplodingWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	n := Network{Steps: 20, Afferents: 30, HiddenUnits: 40, Classes: 7, Alpha: 0.8, SurrogateSlope: 5}
	for _, bad := range []float32{1e10, 1e30, math.MaxFloat32, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())} {
		p := newProblem(n, 5, 8, 0.3, rng)
		p.w1[3][17] = bad
		comparePaths(t, p, 0, 1)
		e := engineOn(t, Paths()[0], p)
		e.Step(e.Prepare(p.packed()), firstSamples(5), p.labels, 0, random.Key{})
		d1, _ := GradientsOf(e)
		for c := range d1 {
			for j, d := range d1[c] {
				if undefined := d != d; undefined && j != 17 || !undefined && j == 17 && bad != bad {
					t.Fatalf("weight %v: the gradient by w1[%d][%d] is %v", bad, c, j, d)
				}
			}
		}
		q := newProblem(n, 5, 8, 0.3, rng)
		q.w2[3][2] = bad
		comparePaths(t, q, 0.5, 1)
		for i := range p.w1 {
			for j := range p.w1[i] {
				p.w1[i][j] = bad
			}
		}
		comparePaths(t, p, 0, 1)
	}
}

// The loss of an undefined logit is undefined, and no class is more likely than the first.
func TestUndefinedLogits(t *testing.T) {
	for _, bad := range []float32{float32(math.NaN()), float32(math.Inf(1))} {
		logits, d := []float32{0, bad, 1}, make([]float32, 3)
		if loss := crossEntropy(logits, 0, 1, d, make([]float64, 3)); loss == loss || d[0] == d[0] {
			t.Errorf("logit %v: loss %v, gradient %v", bad, loss, d)
		}
	}
	d := make([]float32, 3)
	loss := crossEntropy([]float32{0, float32(math.Inf(-1)), 0}, 1, 1, d, make([]float64, 3))
	if !math.IsInf(loss, 1) || math.Abs(float64(d[0])-0.5) > 1e-6 || math.Abs(float64(d[1])+1) > 1e-6 {
		t.Errorf("the label's logit is -∞: loss %v, gradient %v", loss, d)
	}
}

// A training that runs twice, with others in between, gives the same weights: nothing is left of what went before.
func TestResetForgetsAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	p := newProblem(Network{Steps: 25, Afferents: 40, HiddenUnits: 30, Classes: 12, Alpha: 0.8, SurrogateSlope: 5}, 8, 20, 0.3, rng)
	for _, path := range Paths() {
		e := engineOn(t, path, p)
		s := e.Prepare(p.packed())
		train := func() []float32 {
			e.Reset(p.w1, p.w2, 0.005)
			for step := range 3 {
				e.Step(s, firstSamples(8), p.labels, 0.5, random.NewKey(uint64(step)))
				e.Evaluate(s, []int32{9, 9, 10, 11, 12, 13, 14, 15}, p.labels)
			}
			return append(append([]float32{}, e.blocks[0].weights.w...), e.readout.w...)
		}
		first := train()
		e.Values(s, firstSamples(8), p.labels)
		e.Step(s, firstSamples(8), p.labels, 0, random.Key{})
		same(t, path, train(), first)

		w1, w2 := e.Weights()
		e.SetWeights(p.w1, p.w2)
		before := append([]float32{}, e.blocks[0].weights.m...)
		e.SetWeights(w1, w2)
		same(t, path+": SetWeights", append(append([]float32{}, e.blocks[0].weights.w...), e.readout.w...), first)
		same(t, path+": moments", e.blocks[0].weights.m, before)
	}
}

// FuzzPaths compares the paths on shapes and data that a fuzzer chooses.
func FuzzPaths(f *testing.F) {
	for _, n := range []uint8{1, 7, 8, 9, 15, 16, 17, 31, 32, 33} {
		f.Add(uint64(n), n, n, n+1, n, uint8(3), uint8(128), n%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, steps, afferents, units, classes, batch, density uint8, dale bool) {
		n := Network{
			Steps: 2 + int(steps)%64, Afferents: 1 + int(afferents), HiddenUnits: 1 + int(units)%100, Classes: 2 + int(classes)%50,
			Alpha: 0.8, SurrogateSlope: 5, DalesLaw: dale, InhibitoryFraction: 0.3,
		}
		samples := 1 + int(batch)%16
		p := newProblem(n, samples, samples+2, (float64(density)+1)/257, rand.New(rand.NewPCG(seed, 1)))
		comparePaths(t, p, float64(seed%4)/4, seed)
	})
}
