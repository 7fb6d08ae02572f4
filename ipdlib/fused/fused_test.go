package fused

import (
	"math/rand/v2"
	"testing"

	"ipd/ipdlib/random"
)

func engineOn(t *testing.T, path string, p problem) *Engine {
	t.Helper()
	e, err := NewOn(path, p.network, p.batch)
	if err != nil {
		t.Fatal(err)
	}
	e.Reset(p.w1, p.w2, 0.005)
	return e
}

func firstSamples(n int) []int32 {
	samples := make([]int32, n)
	for i := range samples {
		samples[i] = int32(i)
	}
	return samples
}

// Every path computes what double-precision loops compute, for networks of any shape, with and without dropout.
func TestAgainstDoublePrecision(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		p := randomProblem(rng)
		dropout, key := 0.0, random.NewKey(rng.Uint64())
		if rng.IntN(2) == 0 {
			dropout = rng.Float64()
		}
		samples := make([]int32, p.batch)
		for i := range samples {
			samples[i] = int32(rng.IntN(len(p.labels)))
		}
		want := p.solve(samples, dropout, key)
		if want.nearest < 1e-6 {
			continue // rounding may decide about a spike
		}
		for _, path := range Paths() {
			t.Run(p.String()+"/"+path, func(t *testing.T) {
				e := engineOn(t, path, p)
				s := e.Prepare(p.packed())
				loss := e.gradients(s, samples, p.labels, dropout, key)
				near(t, "loss", [][]float32{{float32(loss)}}, [][]float64{{want.loss}}, 1e-6)
				d1, d2 := e.matrices(func(p *parameter) []float32 { return p.d })
				near(t, "dW1", d1, want.dW1, 1e-5)
				near(t, "dW2", d2, want.dW2, 1e-5)
				if dropout > 0 {
					return
				}
				v := e.Values(s, samples, p.labels)
				near(t, "logits", v.Logits, want.logits, 1e-5)
				for step := range v.Spikes {
					for b := range samples {
						near(t, "spikes", v.Spikes[step][b:b+1], want.spikes[b][step:step+1], 0)
						near(t, "output membrane", v.OutputMembrane[step][b:b+1], want.output[b][step:step+1], 1e-5)
					}
				}
				loss, predicted := e.Evaluate(s, samples, p.labels)
				near(t, "loss of evaluation", [][]float32{{float32(loss)}}, [][]float64{{want.loss}}, 1e-6)
				for b, k := range predicted {
					if k != best(v.Logits[b]) {
						t.Errorf("sample %d: class %d predicted; logits %v", b, k, v.Logits[b])
					}
				}
			})
		}
	}
	t.Log(observed)
}
