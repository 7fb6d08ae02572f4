// Package devicetest gives tests a device to compute on. It never skips a test: a backend that is wanted and can't be
// had fails it. Only tests that want a GPU whatever is listed are skipped where there is none.
//
// The environment variable IPD_TEST_BACKENDS says which backends are wanted, "xla,go" by default; "go" alone makes the
// tests pass on a machine that can't have XLA. The fused engine, which runs everywhere, is tested beside them where networks
// are trained ([EachTrainer]): its graphs are the Go backend's.
package devicetest

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ipd/ipdlib/device"
)

// BackendsEnv names the environment variable with the backends that tests use: a list of xla, go, fused and cuda,
// separated by commas.
const BackendsEnv = "IPD_TEST_BACKENDS"

// installTime is how long an installation may take: it must end before go test's own limit of ten minutes, to leave a
// sentence instead of a stack trace.
const installTime = 8 * time.Minute

var (
	mu     sync.Mutex
	opened = map[string]*device.Device{}
)

// Open returns the first of the wanted backends, shared by all tests of the binary. A missing plugin is installed,
// which is said on standard error.
func Open(t testing.TB) *device.Device {
	t.Helper()
	return open(t, backends(t)[0])
}

// EachBackend runs f as a subtest on each of the wanted backends, named after it.
func EachBackend(t *testing.T, f func(t *testing.T, d *device.Device)) {
	t.Helper()
	for _, name := range backends(t) {
		t.Run(name, func(t *testing.T) { f(t, open(t, name)) })
	}
}

// EachTrainer is EachBackend with the fused engine besides: for what trains networks without options.
func EachTrainer(t *testing.T, f func(t *testing.T, d *device.Device)) {
	t.Helper()
	EachBackend(t, f)
	if !slices.Contains(backends(t), "fused") {
		t.Run("fused", func(t *testing.T) { f(t, open(t, "fused")) })
	}
}

// OpenGo returns the pure Go backend, which has nothing to compile, whichever are wanted; shared as by [Open].
func OpenGo(t testing.TB) *device.Device {
	t.Helper()
	return open(t, "go")
}

// OpenGPU returns XLA on an NVIDIA GPU. Where the machine shows none it skips the test: nothing else is a reason to. A missing
// plugin is installed, 2.5 GB.
func OpenGPU(t testing.TB) *device.Device {
	t.Helper()
	if !device.HasGPU() {
		t.Skip("there is no NVIDIA GPU in this machine: tests that need one are skipped")
	}
	return open(t, "cuda")
}

func backends(t testing.TB) []string {
	t.Helper()
	list := os.Getenv(BackendsEnv)
	if list == "" {
		list = "xla,go"
	}
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if !slices.Contains([]string{"xla", "go", "fused", "cuda"}, names[i]) {
			t.Fatalf("%s=%q: there is no backend %q; list some of xla, go, fused and cuda, separated by commas", BackendsEnv, list, names[i])
		}
	}
	return names
}

func open(t testing.TB, name string) *device.Device {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	if d := opened[name]; d != nil {
		return d
	}
	ctx, cancel := context.WithTimeout(context.Background(), installTime)
	defer cancel()
	d, err := device.Open(ctx, device.Options{Backend: name, Install: true, Out: os.Stderr})
	if err != nil {
		t.Fatalf("%v\n(%s=go tests only the pure Go backend)", err, BackendsEnv)
	}
	opened[name] = d
	return d
}
