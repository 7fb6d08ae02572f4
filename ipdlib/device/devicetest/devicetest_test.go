package devicetest

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
)

// recorder stands in for a test that fails.
type recorder struct {
	testing.TB
	fatal string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// complaint returns what a test that calls f fails with.
func complaint(f func(t testing.TB)) string {
	var r recorder
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(&r)
	}()
	<-done
	return r.fatal
}

func TestFailsInsteadOfSkipping(t *testing.T) {
	t.Setenv(BackendsEnv, "go,tpu")
	if got := complaint(func(t testing.TB) { Open(t) }); !strings.Contains(got, `no backend "tpu"`) {
		t.Errorf("an unknown backend: %q", got)
	}
	t.Setenv(BackendsEnv, "cuda")
	t.Setenv(device.HomeEnv, t.TempDir()) // no project, so no plugin, on machines with a GPU too
	if got := complaint(func(t testing.TB) { Open(t) }); !strings.Contains(got, BackendsEnv+"=go") {
		t.Errorf("a backend that can't be had: %q", got)
	}
}

func TestWantedBackends(t *testing.T) {
	t.Setenv(BackendsEnv, " go ")
	d := Open(t)
	if !d.IsGo() || Open(t) != d {
		t.Errorf("got %s, want the Go backend, the same for all tests", d)
	}
	var names []string
	EachBackend(t, func(t *testing.T, d *device.Device) { names = append(names, d.Name) })
	if len(names) != 1 || names[0] != "go" {
		t.Errorf("ran on %v", names)
	}
	names = nil
	EachTrainer(t, func(t *testing.T, d *device.Device) { names = append(names, d.Name) })
	if !slices.Equal(names, []string{"go", "fused"}) {
		t.Errorf("trained on %v", names)
	}
	t.Setenv(BackendsEnv, "fused")
	names = nil
	EachTrainer(t, func(t *testing.T, d *device.Device) { names = append(names, d.Name) })
	if !slices.Equal(names, []string{"fused"}) {
		t.Errorf("trained on %v", names)
	}
}
