package sweep

import (
	"reflect"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/fused"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// Whatever instructions the fused engine uses, with one worker and with two, the records are the same, but for the name of what
// computed them.
func TestFusedPaths(t *testing.T) {
	var want []*record.Record
	for i, path := range fused.Paths() {
		t.Setenv(fused.PathVariable, path)
		got := run(t, plantest.Tiny(), Options{Dir: t.TempDir(), Device: device.Options{Backend: "fused"}, Workers: 1 + i%2})
		for _, r := range got {
			if r.ComputedBy.Backend != "fused" || r.ComputedBy.Version != path {
				t.Errorf("%s: computed by %+v, want fused, %s", r.Training, r.ComputedBy, path)
			}
			r.ComputedBy, r.Checksum, r.Times = record.Computer{}, "", record.Times{}
		}
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: other records than %s", path, fused.Paths()[0])
		}
	}
}

// Where the engine stands in for XLA, a sweep may have networks that it can't train: the record says what did. A wish for more
// trainings together than one comes to one on the engine.
func TestFusedWithOptions(t *testing.T) {
	s := plantest.Tiny()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0.5}, []float64{0.3}
	s.Grid.Vary = []plan.Axis{{Field: "reset", Values: []any{"late", "none"}}}
	t.Setenv(device.BackendEnv, "fused")
	records := run(t, s, Options{Dir: t.TempDir(), Workers: 1, Together: 2})
	if a, b := records[0].ComputedBy, records[1].ComputedBy; a.Backend != "fused" || b.Backend != "go" || a.Version == b.Version {
		t.Errorf("computed by %+v and %+v, want fused and go", a, b)
	}
	if _, err := Run(t.Context(), s, Options{Dir: t.TempDir(), Device: device.Options{Backend: "fused"}}); err == nil {
		t.Error("asked for by name, the engine trains what it can't")
	}
}
