package fused

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"ipd/ipdlib/random"
)

// studyProblem is the study's network with stimuli like the study's: 100 afferents an ear, with delays from 0 to π/2, fire with the
// probability 0.6 (½ (1 + sin θ))², θ = 2π·20 Hz·t + delay + jitter, and the interaural phase difference in the right ear.
func studyProblem(samples int) problem {
	rng := rand.New(rand.NewPCG(7, 7))
	n := Network{Steps: 100, Afferents: 200, HiddenUnits: 30, Classes: 12, Alpha: math.Exp(-0.2), SurrogateSlope: 5}
	p := newProblem(n, 64, samples, 0.2, rng)
	for i := range p.w1 {
		for j := range p.w1[i] {
			p.w1[i][j] = float32((2*rng.Float64() - 1) / math.Sqrt(30))
		}
	}
	for i := range p.w2 {
		for j := range p.w2[i] {
			p.w2[i][j] = float32((2*rng.Float64() - 1) / math.Sqrt(12))
		}
	}
	jitter := make([]float64, n.Afferents)
	for c := range jitter {
		jitter[c] = float64(c%100)/99*math.Pi/2 + 0.2*rng.NormFloat64()
	}
	phase := rng.Float64()
	for i := range samples {
		ipd := (rng.Float64() - 0.5) * math.Pi
		p.labels[i] = int32((ipd + math.Pi/2) / math.Pi * 12)
		for t := range n.Steps {
			for c := range n.Afferents {
				theta := 2*math.Pi*(20*float64(t)*1e-3+phase) + jitter[c]
				if c >= 100 {
					theta += ipd
				}
				half := 0.5 * (1 + math.Sin(theta))
				x := uint8(0)
				if rng.Float64() < 0.6*half*half {
					x = 1
				}
				p.x[(i*n.Steps+t)*n.Afferents+c] = x
			}
		}
	}
	return p
}

const benchSamples = 1024 // as large a data set as the study's would be 80 MB unpacked

// benchmark runs one batch after the other on every path. min-ms is the fastest of them: on a busy machine, what others disturb least.
func benchmark(b *testing.B, run func(e *Engine, s *Spikes, p problem, samples []int32)) {
	p := studyProblem(benchSamples)
	for _, path := range Paths() {
		b.Run(path, func(b *testing.B) {
			e, err := NewOn(path, p.network, p.batch)
			if err != nil {
				b.Fatal(err)
			}
			e.Reset(p.w1, p.w2, 0.005)
			s := e.Prepare(p.packed())
			samples := rand.New(rand.NewPCG(1, 1)).Perm(benchSamples)
			batch := make([]int32, p.batch)
			i, least := 0, time.Hour
			for b.Loop() {
				for j := range batch {
					batch[j] = int32(samples[(i*p.batch+j)%benchSamples])
				}
				i++
				start := time.Now()
				run(e, s, p, batch)
				least = min(least, time.Since(start))
			}
			b.ReportMetric(least.Seconds()*1e3, "min-ms")
		})
	}
}

func BenchmarkStep(b *testing.B) {
	benchmark(b, func(e *Engine, s *Spikes, p problem, samples []int32) {
		e.Step(s, samples, p.labels, 0, random.Key{})
	})
}

func BenchmarkStepDropout(b *testing.B) {
	key := random.NewKey(1)
	benchmark(b, func(e *Engine, s *Spikes, p problem, samples []int32) {
		key[0]++
		e.Step(s, samples, p.labels, 0.5, key)
	})
}

// BenchmarkEvaluate is a validation batch; the tables are built anew once an epoch only.
func BenchmarkEvaluate(b *testing.B) {
	benchmark(b, func(e *Engine, s *Spikes, p problem, samples []int32) {
		e.Evaluate(s, samples, p.labels)
	})
}

func BenchmarkPrepare(b *testing.B) {
	p := studyProblem(benchSamples)
	e, err := New(p.network, p.batch)
	if err != nil {
		b.Fatal(err)
	}
	packed := p.packed()
	least := time.Hour
	for b.Loop() {
		start := time.Now()
		e.Prepare(packed[:len(packed)/16]) // 64 samples
		least = min(least, time.Since(start))
	}
	b.ReportMetric(least.Seconds()*1e3, "min-ms")
}
