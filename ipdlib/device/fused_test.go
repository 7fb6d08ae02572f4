package device_test

import (
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/fused"
)

// openFused opens the fused device by the name or the environment variable.
func openFused(t *testing.T, name, environment string) *device.Device {
	t.Helper()
	t.Setenv(device.BackendEnv, environment)
	d, err := device.Open(t.Context(), device.Options{Backend: name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// By name the engine is meant and nothing else; from the environment it is where things are computed, as far as it can.
func TestFused(t *testing.T) {
	for _, test := range []struct {
		name, environment string
		only              bool
		reason            string
	}{
		{"fused", "", true, "asked for by name"},
		{"fused", "xla", true, "asked for by name"},
		{"", "fused", false, "GOMLX_BACKEND=fused"},
	} {
		d := openFused(t, test.name, test.environment)
		if b, ok := d.Backend.(device.Fused); !ok || b.Only != test.only || d.Name != "fused" || d.Reason != test.reason || d.Version != fused.Paths()[0] {
			t.Errorf("-backend %q, environment %q: %s, %+v", test.name, test.environment, d, d.Backend)
		}
		if d.IsGo() || !device.IsFused(d.Backend) || !device.IsGoBackend(d.Backend) {
			t.Errorf("%s: IsGo %t, IsFused %t, IsGoBackend %t", d, d.IsGo(), device.IsFused(d.Backend), device.IsGoBackend(d.Backend))
		}
		square(t, d) // graphs run on GoMLX's pure Go backend
	}
	if d, err := device.Open(t.Context(), device.Options{Backend: "go"}); err != nil || !d.IsGo() || device.IsFused(d.Backend) {
		t.Errorf("-backend go: %v, %v", d, err)
	}
}

func TestFusedPath(t *testing.T) {
	t.Setenv(fused.PathVariable, "portable")
	if d := openFused(t, "fused", ""); d.Version != "portable" {
		t.Errorf("%s=portable: %s", fused.PathVariable, d)
	}
	t.Setenv(fused.PathVariable, "steam")
	d, err := device.Open(t.Context(), device.Options{Backend: "fused"})
	if err == nil || !strings.Contains(err.Error(), fused.PathVariable) || !strings.Contains(err.Error(), `"steam"`) {
		t.Errorf("%s=steam: %v, %v", fused.PathVariable, d, err)
	}
	checks := device.Report(t.Context(), device.Options{Backend: "go"})
	for _, c := range checks {
		if c.Name == "fused engine" && (c.State != device.Missing || !strings.Contains(c.Mend, fused.PathVariable)) {
			t.Errorf("%+v", c)
		}
	}
}
