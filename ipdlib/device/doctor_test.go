package device_test

import (
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/fused"
)

func TestReport(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, d *device.Device) {
		checks := device.Report(t.Context(), device.Options{Backend: backendOf(d)})
		found := map[string]device.Check{}
		for _, c := range checks {
			found[c.Name] = c
			if c.Found == "" || c.State == device.Missing && c.Mend == "" {
				t.Errorf("%+v says too little", c)
			}
		}
		if last := checks[len(checks)-1]; last.Name != "backend" || last.State != device.Good || !strings.Contains(last.Found, d.Name) {
			t.Errorf("the backend is %+v", last)
		}
		if engine := found["fused engine"]; engine.State != device.Good || !strings.HasPrefix(engine.Found, fused.Paths()[0]) {
			t.Errorf("%+v, want %s", engine, fused.Paths()[0])
		}
		if plugin := found["CPU plugin"]; d.Plugin != "" && (plugin.State != device.Good || !strings.Contains(plugin.Found, d.Plugin)) {
			t.Errorf("%+v, want %s", plugin, d.Plugin)
		}
	})
}

func TestReportMissing(t *testing.T) {
	t.Setenv(device.HomeEnv, t.TempDir())
	t.Setenv(device.BackendEnv, "xla")
	t.Setenv("PATH", "")
	missing := map[string]device.Check{}
	for _, c := range device.Report(t.Context(), device.Options{}) {
		if c.State == device.Missing {
			missing[c.Name] = c
		}
	}
	for name, mend := range map[string]string{"project folder": device.HomeEnv, "Python": "apt-get install", "backend": "another backend"} {
		if !strings.Contains(missing[name].Mend, mend) {
			t.Errorf("%s: %+v, want to be told of %s", name, missing[name], mend)
		}
	}
}
