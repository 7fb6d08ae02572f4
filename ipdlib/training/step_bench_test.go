package training

import (
	"context"
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

func cpuSeconds() float64 {
	var r unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec+r.Stime.Sec) + 1e-6*float64(r.Utime.Usec+r.Stime.Usec)
}

// BenchmarkEpoch measures one worker's epoch and validation; cpu-ms is the processor's time, which a busy machine
// disturbs less than the wall clock.
func BenchmarkEpoch(b *testing.B) {
	for _, backend := range []string{"xla", "go"} {
		for _, p := range []float64{0, 0.5} {
			b.Run(fmt.Sprintf("%s/dropout=%g", backend, p), func(b *testing.B) { benchmarkEpoch(b, backend, p) })
		}
	}
}

func benchmarkEpoch(b *testing.B, backend string, p float64) {
	err := device.Each(context.Background(), 1, device.Options{Backend: backend, Install: true}, func(ctx context.Context, _ int, d *device.Device) error {
		s := Default()
		gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
		if err != nil {
			return err
		}
		n := 64 * 16
		train, err := gen.Generate(n, random.NewKey(1))
		if err != nil {
			return err
		}
		tr, err := NewTrainer(d.Backend, s)
		if err != nil {
			return err
		}
		order := inOrder(train)
		if _, err := tr.epoch(ctx, train, order, p, random.NewKey(2)); err != nil {
			return err
		}
		if _, err := tr.Evaluate(ctx, train); err != nil {
			return err
		}
		b.ResetTimer()
		var fit, validate float64
		for range b.N {
			t0 := cpuSeconds()
			if _, err := tr.epoch(ctx, train, order, p, random.NewKey(2)); err != nil {
				return err
			}
			t1 := cpuSeconds()
			if _, err := tr.Evaluate(ctx, train); err != nil {
				return err
			}
			fit, validate = fit+t1-t0, validate+cpuSeconds()-t1
		}
		b.ReportMetric(fit/16*1e3/float64(b.N), "cpu-ms/step")
		b.ReportMetric(validate/16*1e3/float64(b.N), "cpu-ms/validation-batch")
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
