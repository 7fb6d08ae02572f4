package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// TestAnyWorkers compares the records of one worker with those of two, who take them in another order.
func TestAnyWorkers(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, d *device.Device) {
		var folders []map[string]string
		for _, workers := range []int{1, 2} {
			dir := t.TempDir()
			records := run(t, plantest.Tiny(), Options{Dir: dir, Device: device.Options{Backend: backendName(d)}, Workers: workers})
			for i, training := range plantest.Tiny().Trainings() {
				if r := records[i]; !reflect.DeepEqual(r.Training, training) || r.Key != training.Key() || len(r.Epochs) != 4 {
					t.Errorf("record %d is of %s with %d epochs, want %s with 4", i, r.Training, len(r.Epochs), training)
				}
			}
			folders = append(folders, contents(t, dir))
		}
		sameContents(t, folders[1], folders[0])
		if len(folders[0]) != 8 {
			t.Errorf("%d records, want 8", len(folders[0]))
		}
	})
}

// TestTrainingsDiffer makes sure that runs, dropouts and sigmas have random numbers of their own.
func TestTrainingsDiffer(t *testing.T) {
	seen := map[string]plan.Training{}
	for _, r := range run(t, plantest.Tiny(), Options{Dir: t.TempDir(), Device: device.Options{Backend: "go"}}) {
		losses := fmt.Sprint(r.Epochs)
		if other, ok := seen[losses]; ok {
			t.Errorf("%s and %s have the same losses %s", r.Training, other, losses)
		}
		seen[losses] = r.Training
	}
}

// counts runs a sweep and counts its events.
func counts(t *testing.T, s plan.Settings, dir string) (map[Kind]int, []*record.Record) {
	t.Helper()
	events := map[Kind]int{}
	records := run(t, s, Options{Dir: dir, Device: device.Options{Backend: "go"}, Progress: func(e Event) { events[e.Kind]++ }})
	return events, records
}

func TestResume(t *testing.T) {
	dir := t.TempDir()
	s := plantest.Tiny()
	s.Grid.Runs = 1
	first, _ := counts(t, s, dir)
	if first[Started] != 4 || first[Epoched] != 16 || first[Finished] != 4 || first[Found] != 0 {
		t.Errorf("the first time: %v", first)
	}
	again, _ := counts(t, s, dir)
	if again[Found] != 4 || again[Started] != 0 {
		t.Errorf("the second time: %v, want all found", again)
	}
	more, _ := counts(t, plantest.Tiny(), dir) // a second run of each
	if more[Found] != 4 || more[Finished] != 4 {
		t.Errorf("with one more run: %v, want 4 found, 4 finished", more)
	}
	fresh := t.TempDir()
	counts(t, plantest.Tiny(), fresh)
	sameContents(t, contents(t, dir), contents(t, fresh))
}

// TestResumeWithAxes goes on with a sweep that got further axes or values, and finds what other sweeps left in the folder.
func TestResumeWithAxes(t *testing.T) {
	dir := t.TempDir()
	s := plantest.Tiny()
	s.Grid.Runs, s.Grid.Dropouts = 1, []float64{0.5}
	counts(t, s, dir) // two trainings without axes
	s.Grid.Vary = []plan.Axis{{Field: "membrane_time_constant_s", Values: []any{0.005, 0.01}}}
	first, _ := counts(t, s, dir)
	if first[Found] != 2 || first[Finished] != 2 {
		t.Errorf("with an axis: %v, want the two of its 5 ms found", first)
	}
	s.Grid.Vary = append(s.Grid.Vary, plan.Axis{Field: "reset", Values: []any{"late", "none"}})
	second, records := counts(t, s, dir)
	if second[Found] != 4 || second[Finished] != 4 {
		t.Errorf("with two axes: %v, want 4 found", second)
	}
	for i, training := range s.Trainings() {
		if records[i].Key != training.Key() || records[i].String() != training.String() || !reflect.DeepEqual(records[i].Settings, training.Settings) {
			t.Errorf("record %d is of %s, want %s", i, records[i], training)
		}
	}
	// They are the records that the settings give without axes.
	alone := plantest.Tiny()
	alone.Grid.Runs, alone.Grid.Dropouts = 1, s.Grid.Dropouts
	alone.Network.MembraneTimeConstant, alone.Network.Variant.Reset = 0.01, "none"
	single := t.TempDir()
	for i, r := range run(t, alone, Options{Dir: single, Device: device.Options{Backend: "go"}}) {
		if records[6+i].Checksum != r.Checksum {
			t.Errorf("%s: record\n%+v, without axes\n%+v", r, records[6+i], r)
		}
	}
	// One worker or two, whose programs change from training to training, leave the same.
	for _, workers := range []int{1, 2} {
		fresh := t.TempDir()
		run(t, s, Options{Dir: fresh, Workers: workers, Device: device.Options{Backend: "go"}})
		sameContents(t, contents(t, fresh), contents(t, dir))
	}
	loaded, damaged, err := record.Load(dir, s)
	if err != nil || len(damaged) > 0 || loaded[7].String() != s.Trainings()[7].String() {
		t.Errorf("%v, %v, %v", loaded, damaged, err)
	}
}

// TestOtherSettings lets two sweeps share a folder: each has its own records.
func TestOtherSettings(t *testing.T) {
	dir := t.TempDir()
	counts(t, plantest.Tiny(), dir)
	other := plantest.Tiny()
	other.Schedule.LearningRate = 0.01
	events, records := counts(t, other, dir)
	if events[Finished] != 8 || len(contents(t, dir)) != 16 {
		t.Errorf("%v, want 8 finished beside the others", events)
	}
	for _, r := range records {
		if r.Settings.Schedule.LearningRate != 0.01 {
			t.Errorf("%s has the other sweep's settings", r.Training)
		}
	}
	if s, err := record.SettingsOf(dir); err != nil || s.Schedule.LearningRate != 0.01 {
		t.Errorf("the folder's settings are %v, %v; want the latest", s, err)
	}
}

func TestStop(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	_, err := Run(ctx, plantest.Tiny(), Options{Dir: dir, Workers: 1, Device: device.Options{Backend: "go"}, Progress: func(e Event) {
		if e.Kind == Epoched && e.Done == 3 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "stopped after 3 of 8 trainings") {
		t.Errorf("error %v", err)
	}
	if got := contents(t, dir); len(got) != 3 {
		t.Errorf("%d records are kept, want 3", len(got))
	}
	events, _ := counts(t, plantest.Tiny(), dir)
	if events[Found] != 3 || events[Finished] != 5 {
		t.Errorf("afterwards: %v, want 3 found, 5 finished", events)
	}
}

// TestNoNonsense makes sure that mistakes are found before a folder is made.
func TestNoNonsense(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	s := plantest.Tiny()
	s.Grid.Runs = 0
	for name, err := range map[string]error{
		"zero runs":       second(Run(t.Context(), s, Options{Dir: dir})),
		"minus 1 workers": second(Run(t.Context(), plantest.Tiny(), Options{Dir: dir, Workers: -1})),
	} {
		if !errors.Is(err, plan.ErrSettings) {
			t.Errorf("%s: error %v, want ErrSettings", name, err)
		}
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
