package device

import "testing"

// OpenWithFlags opens the pinned CPU plugin with other flags than the default ones.
func OpenWithFlags(t *testing.T, flags string) *Device {
	t.Helper()
	p, err := prepare(t.Context(), Options{Backend: "xla"})
	if err != nil {
		t.Fatal(err)
	}
	p.flags = flags
	d, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// For tests.
var (
	Allowed      = allowed
	Pin          = pin
	ParseCPUList = parseCPUList
	Crowded      = crowded
)

type Waited = waited

func MakeWaited(ran, idle int64) Waited { return waited{ran, idle} }

// OwnCores keeps a test away from other processes that take cores now.
func OwnCores(t *testing.T) {
	before := coresDir
	coresDir = t.TempDir()
	t.Cleanup(func() { coresDir = before })
}
