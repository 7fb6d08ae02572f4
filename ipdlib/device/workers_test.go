package device_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

func TestEach(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, shared *device.Device) {
		o := device.Options{Backend: backendOf(shared)}
		var mu sync.Mutex
		var workers []int
		devices := map[*device.Device]bool{}
		err := device.Each(t.Context(), 3, o, func(_ context.Context, worker int, d *device.Device) error {
			square(t, d)
			mu.Lock()
			defer mu.Unlock()
			workers = append(workers, worker)
			devices[d] = true
			if d.Name != shared.Name {
				t.Errorf("worker %d computes on %s", worker, d.Name)
			}
			return nil
		})
		slices.Sort(workers)
		if err != nil || !slices.Equal(workers, []int{0, 1, 2}) || len(devices) != 3 {
			t.Errorf("workers %v with %d devices, %v", workers, len(devices), err)
		}
		for d := range devices {
			if !d.Backend.IsFinalized() {
				t.Errorf("a worker's device is not closed")
			}
		}
		if n := device.Workers(o); n < 1 {
			t.Errorf("%d workers by default", n)
		}
	})
}

func TestEachStopsAtTheFirstError(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, shared *device.Device) {
		fault := errors.New("worker 1 has had enough")
		err := device.Each(t.Context(), 2, device.Options{Backend: backendOf(shared)}, func(ctx context.Context, worker int, _ *device.Device) error {
			if worker == 1 {
				return fault
			}
			<-ctx.Done() // ends only if the other worker's error stops this one
			return ctx.Err()
		})
		if !errors.Is(err, fault) {
			t.Errorf("%v, want %v", err, fault)
		}
	})
}

func TestEachRefuses(t *testing.T) {
	never := func(context.Context, int, *device.Device) error {
		t.Error("a worker ran")
		return nil
	}
	if err := device.Each(t.Context(), -1, device.Options{Backend: "go"}, never); err == nil || !strings.Contains(err.Error(), "positive") {
		t.Errorf("-1 workers: %v", err)
	}
	if err := device.Each(t.Context(), 1, device.Options{Backend: "tpu"}, never); !errors.Is(err, device.ErrUnknownBackend) {
		t.Errorf("unknown backend: %v", err)
	}
}

// TestEachFallsBackOnce wants one sentence however many workers there are.
func TestEachFallsBackOnce(t *testing.T) {
	t.Setenv(device.HomeEnv, t.TempDir()) // no project, so no plugin
	t.Setenv(device.BackendEnv, "")
	var out bytes.Buffer
	err := device.Each(t.Context(), 3, device.Options{Out: &out}, func(_ context.Context, _ int, d *device.Device) error {
		if !device.IsFused(d.Backend) {
			t.Errorf("got %s", d)
		}
		return nil
	})
	if err != nil || strings.Count(out.String(), "XLA can't be used") != 1 {
		t.Errorf("%v, said %q", err, out.String())
	}
}

// backendOf returns the short name under which devicetest has opened a device.
func backendOf(d *device.Device) string {
	return strings.TrimPrefix(d.Name, "xla:")
}
