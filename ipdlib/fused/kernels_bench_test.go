package fused

import (
	"testing"
	"time"
)

// BenchmarkKernels measures the parts of a step, each over a whole batch: min-µs, as [benchmark] does.
func BenchmarkKernels(b *testing.B) {
	p := studyProblem(256)
	samples := firstSamples(p.batch)
	for _, path := range Paths() {
		e, err := NewOn(path, p.network, p.batch)
		if err != nil {
			b.Fatal(err)
		}
		e.Reset(p.w1, p.w2, 0.005)
		s := e.Prepare(p.packed())
		e.Step(s, samples, p.labels, 0, [2]uint32{})
		e.gradients(s, samples, p.labels, 0, [2]uint32{})
		layer, steps := e.blocks[0], e.network.Steps-1
		dRate := row(e.dRate, 0)
		a := newAdam(1e-9, 1)
		each := func(f func(list []uint16, dh []vector)) func() {
			return func() {
				for i, sample := range samples {
					f(s.samples[sample], layer.dh[i*steps:][:steps])
				}
			}
		}
		for _, part := range []struct {
			name string
			run  func()
		}{
			{"tabulate", func() { e.tabulated = false; e.tabulate() }},
			{"forward", each(func(list []uint16, _ []vector) { e.kernels.forward(layer, list, e.scaled, e.allKept, 1) })},
			{"slopes", each(func([]uint16, []vector) {
				e.kernels.slopes(layer)
			})},
			{"backward", each(func(_ []uint16, dh []vector) { e.kernels.backward(layer, dRate, e.scaled, e.allKept, 1, dh) })},
			{"scatter", each(func(list []uint16, dh []vector) { e.kernels.scatter(layer, list, dh) })},
			{"sumUp", func() { e.sumUp(layer, s, samples, &[width]float64{1}) }},
			{"readout", e.readoutGradient},
			{"adam", func() { e.kernels.adam(&layer.weights, &a) }},
		} {
			b.Run(path+"/"+part.name, func(b *testing.B) {
				least := time.Hour
				for b.Loop() {
					start := time.Now()
					part.run()
					least = min(least, time.Since(start))
				}
				b.ReportMetric(least.Seconds()*1e6, "min-µs")
			})
		}
	}
}
