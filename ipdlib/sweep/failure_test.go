package sweep

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// doomed is tiny with a learning rate at which four of its eight trainings diverge.
func doomed() plan.Settings {
	s := plantest.Tiny()
	s.Grid.Dropouts, s.Grid.Vary = []float64{0}, []plan.Axis{{Field: "learning_rate", Values: []any{1e300, 0.005}}}
	return s
}

// failing runs a sweep of which some trainings fail, and counts its events.
func failing(t *testing.T, s plan.Settings, o Options) (map[Kind]int, []*record.Record, *FailedError) {
	t.Helper()
	events := map[Kind]int{}
	o.Progress = func(e Event) { events[e.Kind]++ }
	if o.Device.Backend == "" {
		o.Device = device.Options{Backend: "fused"}
	}
	records, err := Run(t.Context(), s, o)
	var failed *FailedError
	if !errors.As(err, &failed) {
		t.Fatalf("error %v, want a FailedError", err)
	}
	return events, records, failed
}

// TestDivergence lets losses overflow: the other trainings have the records that they have alone, in any way to run them; the
// failures are kept, and not tried again unless that is wanted.
func TestDivergence(t *testing.T) {
	healthy := doomed()
	healthy.Grid.Vary[0].Values = []any{0.005}
	for name, o := range map[string]Options{
		"one by one":  {Workers: 1},
		"two workers": {Workers: 2},
		"together":    {Workers: 1, Together: 4, Device: device.Options{Backend: "go"}},
	} {
		t.Run(name, func(t *testing.T) {
			alone := o
			alone.Dir = t.TempDir()
			if alone.Device.Backend == "" {
				alone.Device.Backend = "fused"
			}
			run(t, healthy, alone)

			o.Dir = t.TempDir()
			events, records, failed := failing(t, doomed(), o)
			if events[Finished] != 4 || events[Failed] != 4 || len(failed.Failures) != 4 || failed.Of != 8 {
				t.Errorf("%v, %d of %d failed", events, len(failed.Failures), failed.Of)
			}
			sameContents(t, contents(t, o.Dir), contents(t, alone.Dir))
			f := failed.Failures[0]
			if f.Cause != record.Diverged || f.Epoch != len(f.Epochs) || !strings.Contains(f.Reason, "learning_rate") || f.Settings.Schedule.LearningRate != 1e300 {
				t.Errorf("%+v", f)
			}
			if text := failed.Error(); !strings.Contains(text, "4 of 8 trainings failed: run 1, dropout 0, sigma 0, learning_rate 1e+300: diverged: epoch ") {
				t.Errorf("error %q", text)
			}
			kept, err := record.Failures(o.Dir, doomed(), records)
			if err != nil {
				t.Fatal(err)
			}
			for i, training := range doomed().Trainings() {
				if (kept[i] == nil) != (training.Settings.Schedule.LearningRate == 0.005) {
					t.Errorf("failure %v of %s", kept[i], training)
				}
			}
			events, _, _ = failing(t, doomed(), o)
			if events[Found] != 4 || events[Failed] != 4 || events[Started] != 0 {
				t.Errorf("the second time: %v", events)
			}
			o.Retry = true
			events, _, _ = failing(t, doomed(), o)
			if events[Found] != 4 || events[Failed] != 4 || events[Started] != 4 {
				t.Errorf("when they are to be tried again: %v", events)
			}
		})
	}
}

// TestDamagedFailure is as if it were not there.
func TestDamagedFailure(t *testing.T) {
	o := Options{Dir: t.TempDir(), Workers: 1}
	_, _, failed := failing(t, doomed(), o)
	path := filepath.Join(o.Dir, "failures", failed.Failures[0].FileName())
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "diverged", "digressed", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if events, _, _ := failing(t, doomed(), o); events[Started] != 1 || events[Failed] != 4 {
		t.Errorf("%v, want the one with the damaged file tried again", events)
	}
}

// TestNotEvenOne lets memory run out, or the program break down, in one training of eight, whether it is alone or in a group.
func TestNotEvenOne(t *testing.T) {
	defer func() { runTogether = (*training.Runner).RunTogether }()
	culprit := plantest.Tiny().Trainings()[5]
	for cause, fault := range map[record.Cause]func() error{
		record.OutOfMemory: func() error {
			return errors.New("PJRT error (code=8): RESOURCE_EXHAUSTED: Out of memory while trying to allocate 12345 bytes.\nmore")
		},
		record.Crashed: func() error { panic("index out of range") },
	} {
		for _, together := range []int{1, 4} {
			runTogether = func(r *training.Runner, ctx context.Context, tasks []training.Task, observe training.Observer) ([]*training.Result, error) {
				for _, task := range tasks {
					if task.Key == culprit.Random() {
						if err := fault(); err != nil {
							return nil, err
						}
					}
				}
				return r.RunTogether(ctx, tasks, observe)
			}
			o := Options{Dir: t.TempDir(), Workers: 1, Together: together, Device: device.Options{Backend: "go"}}
			_, _, failed := failing(t, plantest.Tiny(), o)
			if len(failed.Failures) != 1 || failed.Failures[0].Cause != cause || failed.Failures[0].Key != culprit.Key() || strings.Contains(failed.Error(), "more") {
				t.Errorf("%s, %d together: %v", cause, together, failed)
			}
			if n := len(contents(t, o.Dir)); n != 7 {
				t.Errorf("%s, %d together: %d records, want 7", cause, together, n)
			}
			runTogether = (*training.Runner).RunTogether // it is mended
			o.Retry = true
			run(t, plantest.Tiny(), o)
			if left, err := os.ReadDir(filepath.Join(o.Dir, "failures")); err != nil || len(left) != 0 {
				t.Errorf("%s: failures of trainings that have a record: %v, %v", cause, left, err)
			}
		}
	}
}
