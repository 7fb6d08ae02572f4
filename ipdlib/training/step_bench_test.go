//go:build unix

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
		s.Network.Dropout = p
		epoch, err := newEpochs(ctx, d, s, 1, 16)
		if err != nil {
			return err
		}
		b.ResetTimer()
		var fit, validate float64
		for range b.N {
			f, v, err := epoch()
			if err != nil {
				return err
			}
			fit, validate = fit+f, validate+v
		}
		b.ReportMetric(fit/16*1e3/float64(b.N), "cpu-ms/step")
		b.ReportMetric(validate/16*1e3/float64(b.N), "cpu-ms/validation-batch")
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// newEpochs gives a function that trains networks for an epoch of so many batches, validates them on as many, and says how
// many seconds of the processor's time each took. The programs are compiled by then.
func newEpochs(ctx context.Context, d *device.Device, s Settings, networks, batches int) (func() (fit, validate float64, err error), error) {
	tr, err := newTrainer(d.Backend, s, networks)
	if err != nil {
		return nil, err
	}
	gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	var sets []*stimulus.Dataset
	for m := range networks {
		tasks = append(tasks, Task{s, random.NewKey(uint64(m))})
		set, err := gen.Generate(s.Schedule.BatchSize*batches, tasks[m].Key)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	all, err := tr.begin(tasks)
	if err != nil {
		return nil, err
	}
	epoch := func() (fit, validate float64, err error) {
		t0 := cpuSeconds()
		if _, err := tr.epoch(ctx, sets, all, 0); err != nil {
			return 0, 0, err
		}
		t1 := cpuSeconds()
		b, err := tr.load(sets, nil)
		if err != nil {
			return 0, 0, err
		}
		defer b.close()
		_, _, err = tr.evaluate(ctx, b)
		return t1 - t0, cpuSeconds() - t1, err
	}
	_, _, err = epoch()
	return epoch, err
}
