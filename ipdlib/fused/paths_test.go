package fused

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"ipd/ipdlib/random"
)

// same compares bit by bit; all NaN are alike.
func same(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) && !(got[i] != got[i] && want[i] != want[i]) {
			t.Errorf("%s: number %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}

// All paths leave the same weights, bit for bit, after several steps with other samples and dropout.
func TestPathsAreEqual(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		p := randomProblem(rng)
		dropout := 0.0
		if rng.IntN(2) == 0 {
			dropout = rng.Float64()
		}
		seed := rng.Uint64()
		comparePaths(t, p, dropout, seed)
	}
}

func comparePaths(t *testing.T, p problem, dropout float64, seed uint64) {
	t.Helper()
	type result struct {
		numbers   []float32
		predicted []int32
	}
	run := func(path string) (r result) {
		rng := rand.New(rand.NewPCG(seed, 0))
		e := engineOn(t, path, p)
		s := e.Prepare(p.packed())
		samples := make([]int32, p.batch)
		for step := range 4 {
			for i := range samples {
				samples[i] = int32(rng.IntN(s.Len()))
			}
			loss := e.Step(s, samples, p.labels, dropout, random.NewKey(seed+uint64(step)))
			v, predicted := e.Evaluate(s, samples, p.labels)
			r.numbers = append(r.numbers, float32(loss), float32(v))
			r.predicted = append(r.predicted, predicted...)
		}
		for _, b := range e.blocks {
			r.numbers = append(r.numbers, b.weights.w...)
			r.numbers = append(r.numbers, b.weights.d...)
		}
		r.numbers = append(r.numbers, e.readout.w...)
		r.numbers = append(r.numbers, e.readout.d...)
		return r
	}
	want := run("portable")
	for _, path := range Paths() {
		got := run(path)
		same(t, path+": "+p.String(), got.numbers, want.numbers)
		for i, k := range want.predicted {
			if got.predicted[i] != k {
				t.Errorf("%s: %v: class %d predicted, want %d", path, p, got.predicted[i], k)
			}
		}
	}
}

// A training gives the same weights on every machine, of whatever kind: here is what they come to.
func TestSameOnEveryMachine(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 62))
	n := Network{Steps: 50, Afferents: 70, HiddenUnits: 40, Classes: 12, Alpha: 0.8125, SurrogateSlope: 5}
	p := newProblem(n, 16, 64, 0.25, rng)
	e := engineOn(t, Paths()[0], p)
	s := e.Prepare(p.packed())
	for step := range 8 {
		samples := make([]int32, p.batch)
		for i := range samples {
			samples[i] = int32((step*16 + i) % 64)
		}
		e.Step(s, samples, p.labels, 0.5, random.NewKey(uint64(step)))
	}
	digest := fnv.New64a()
	for _, numbers := range [][]float32{e.blocks[0].weights.w, e.blocks[1].weights.w, e.readout.w} {
		for _, x := range numbers {
			binary.Write(digest, binary.LittleEndian, math.Float32bits(x))
		}
	}
	const want = 0x73d549cc8e09cb44
	if got := digest.Sum64(); got != want {
		t.Errorf("digest of the weights %#x, want %#x", got, uint64(want))
	}
}
