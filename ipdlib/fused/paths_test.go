package fused

import (
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
