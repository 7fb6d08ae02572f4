package sweep

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/training"
)

// restless is tiny with trainings that end after different epochs.
func restless() plan.Settings {
	s := plantest.Tiny()
	s.Schedule.Epochs, s.Schedule.StopAfterEpoch, s.Schedule.StopWindow, s.Schedule.LearningRate = 8, 1, 2, 0.03
	s.Grid.Runs, s.Grid.Sigmas = 2, []float64{0, 0.2, 0.4}
	return s
}

// TestTogetherEqualsAlone compares the records of trainings that are done at once with those of trainings one by one. They
// are the same but for the rounding of float32, which on XLA's CPU reaches the losses' means alone. Six trainings without
// dropout and six with it, four at once at most, are done three and three.
func TestTogetherEqualsAlone(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := restless()
		o := Options{Device: device.Options{Backend: backendName(d)}, Workers: 1}
		one, many := o, o
		one.Dir, many.Dir, many.Together = t.TempDir(), t.TempDir(), 4
		rounding := 1e-5
		if d.Name == "xla:cpu" {
			rounding = 3e-7 // the same weights, but eight losses may be added up in another order
		}
		epochs := map[int]bool{}
		largest := 0
		many.Progress = func(e Event) { largest = max(largest, e.Together) }
		alone, together := run(t, s, one), run(t, s, many)
		for i, want := range alone {
			got := together[i]
			epochs[len(got.Epochs)] = true
			if len(got.Epochs) != len(want.Epochs) || got.StoppedEarly != want.StoppedEarly || !reflect.DeepEqual(got.Training, want.Training) {
				t.Errorf("%s: %d epochs, alone %d", want.Training, len(got.Epochs), len(want.Epochs))
				continue
			}
			for e := range want.Epochs {
				if math.Abs(got.Epochs[e].Loss-want.Epochs[e].Loss) > rounding || math.Abs(got.Epochs[e].ValidationLoss-want.Epochs[e].ValidationLoss) > rounding {
					t.Errorf("%s: epoch %d: %v, alone %v", want.Training, e, got.Epochs[e], want.Epochs[e])
				}
			}
			if !maps.Equal(got.Train, want.Train) || !maps.Equal(got.Test, want.Test) {
				t.Errorf("%s: %v %v, alone %v %v", want.Training, got.Train, got.Test, want.Train, want.Test)
			}
		}
		if len(epochs) < 2 || largest != 3 {
			t.Errorf("ends after %v epochs, %d at once: nothing is tested", epochs, largest)
		}
	})
}

// TestTogetherStops ends a sweep in the middle of a group: trainings that were finished before the others are kept, and the
// next sweep, one by one, does the rest.
func TestTogetherStops(t *testing.T) {
	dir := t.TempDir()
	s := restless()
	s.Grid.Dropouts = []float64{0}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	o := Options{Dir: dir, Workers: 1, Together: 6, Device: device.Options{Backend: "go"}}
	o.Progress = func(e Event) {
		if e.Kind == Finished && e.Together > 0 {
			stop()
		}
	}
	_, err := Run(ctx, s, o)
	kept := len(contents(t, dir))
	if !errors.Is(err, context.Canceled) || kept == 0 || kept == 6 {
		t.Fatalf("%d of 6 records are kept; error %v", kept, err)
	}
	events, _ := counts(t, s, dir)
	if events[Found] != kept || events[Finished] != 6-kept {
		t.Errorf("afterwards: %v, want %d found", events, kept)
	}
}

// TestMemoryRunsOut lets a device hold two trainings at once: the sweep says so and goes on with fewer. What had ended before
// isn't done again.
func TestMemoryRunsOut(t *testing.T) {
	defer func() { runTogether = (*training.Runner).RunTogether }()
	var sizes []int
	runTogether = func(r *training.Runner, ctx context.Context, tasks []training.Task, observe training.Observer) ([]*training.Result, error) {
		sizes = append(sizes, len(tasks))
		if len(tasks) > 2 {
			return nil, errors.New("PJRT error (code=8): RESOURCE_EXHAUSTED: Out of memory while trying to allocate 12345 bytes.\nmore")
		}
		return r.RunTogether(ctx, tasks, observe)
	}
	s := plantest.Tiny()
	s.Grid.Dropouts, s.Grid.Sigmas, s.Grid.Runs = []float64{0}, []float64{0, 0.1, 0.2, 0.3, 0.4}, 2
	var said strings.Builder
	o := Options{Dir: t.TempDir(), Workers: 1, Together: 8, Device: device.Options{Backend: "go", Out: &said}}
	finished := map[string]int{}
	o.Progress = func(e Event) {
		if e.Kind == Finished {
			finished[e.Training.Key()]++
		}
	}
	records := run(t, s, o)
	for _, r := range records {
		if r == nil || finished[r.Key] != 1 {
			t.Errorf("%v was finished %d times", r, finished[r.Key])
		}
	}
	if want := []int{5, 3, 2, 1, 2, 2, 2, 1}; !reflect.DeepEqual(sizes, want) {
		t.Errorf("at once: %v, want %v", sizes, want)
	}
	if want := "go has too little memory for 5 trainings together; continuing with 3."; !strings.Contains(said.String(), want) || strings.Contains(said.String(), "more") {
		t.Errorf("said %q, want %q", &said, want)
	}
}

// TestOtherErrorsEnd: only a memory that ran out is tried again.
func TestOtherErrorsEnd(t *testing.T) {
	defer func() { runTogether = (*training.Runner).RunTogether }()
	broken := errors.New("the device is broken")
	calls := 0
	runTogether = func(*training.Runner, context.Context, []training.Task, training.Observer) ([]*training.Result, error) {
		calls++
		return nil, broken
	}
	_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: t.TempDir(), Workers: 1, Together: 4, Device: device.Options{Backend: "go"}})
	if !errors.Is(err, broken) || calls != 1 || !strings.Contains(err.Error(), "4 trainings together, from run 1, dropout 0") {
		t.Errorf("%d calls, error %v", calls, err)
	}
	_, err = Run(t.Context(), plantest.Tiny(), Options{Dir: t.TempDir(), Together: -1})
	if !errors.Is(err, plan.ErrSettings) || !strings.Contains(err.Error(), "-1 trainings together") {
		t.Errorf("minus one: %v", err)
	}
}

// TestGroups: trainings that differ in more than jitter and dropout aren't mixed.
func TestGroups(t *testing.T) {
	var all []plan.Training
	add := func(n int, change func(*training.Settings)) {
		for range n {
			s := plantest.Tiny().Settings
			change(&s)
			all = append(all, plan.Training{Format: plan.Format, Run: len(all), Settings: s})
		}
	}
	add(3, func(s *training.Settings) {})
	add(2, func(s *training.Settings) { s.Schedule.Variant.RestoreBest = true })
	add(2, func(s *training.Settings) { s.Schedule.LearningRate = 0.01 })
	add(2, func(s *training.Settings) { s.Network.Dropout = 0.5 })
	add(2, func(s *training.Settings) { s.Network.Variant.Readout = "maximum" })
	var todo []int
	for i := range all {
		todo = append(todo, i)
	}
	q := newQueue(todo, all)
	w, ctx := &worker{options: Options{Together: 8}, device: devicetest.OpenGo(t), workers: 1}, t.Context()
	var groups []string
	for {
		group := q.takeTogether(0, all, func(t plan.Training) (int, int) {
			return w.atOnce(ctx, t), 0
		})
		if group == nil {
			break
		}
		groups = append(groups, fmt.Sprint(group))
	}
	if got, want := strings.Join(groups, ""), "[0 1 2][3 4][5 6][7 8][9 10]"; got != want {
		t.Errorf("groups %s, want %s", got, want)
	}
}

// TestPieces cuts lines into pieces: equal ones, or such as there are programs for.
func TestPieces(t *testing.T) {
	all := make([]plan.Training, 18)
	for i := range all {
		all[i] = plan.Training{Format: plan.Format, Run: i, Settings: plantest.Tiny().Settings}
	}
	for _, c := range []struct {
		most, compiled int
		want           string
	}{
		{1, 0, "[1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1]"},
		{18, 0, "[18]"},
		{8, 0, "[6 6 6]"},
		{7, 0, "[6 6 6]"},
		{5, 0, "[5 5 4 4]"},
		{18, 9, "[9 9]"},
		{18, 8, "[6 6 6]"},
		{18, 4, "[18]"}, // five pieces would be too many
		{10, 18, "[9 9]"},
	} {
		var todo, sizes []int
		for i := range all {
			todo = append(todo, i)
		}
		q := newQueue(todo, all)
		for {
			group := q.takeTogether(0, all, func(plan.Training) (int, int) { return c.most, c.compiled })
			if group == nil {
				break
			}
			sizes = append(sizes, len(group))
		}
		if got := fmt.Sprint(sizes); got != c.want {
			t.Errorf("at most %d, programs for %d: %s, want %s", c.most, c.compiled, got, c.want)
		}
	}
}

// TestAtOnce lets the memory decide.
func TestAtOnce(t *testing.T) {
	study := plan.Training{Settings: training.Default()}
	cpu, none := &device.Device{Name: "xla:cpu"}, &device.Device{Name: "xla:cuda"}
	t.Setenv("PATH", "") // no nvidia-smi: the GPU doesn't say how much is free
	atOnce := func(o Options, d *device.Device, workers int) int {
		return (&worker{options: o, device: d, workers: workers}).atOnce(t.Context(), study)
	}
	if n := atOnce(Options{}, cpu, 2); n != 1 {
		t.Errorf("a CPU does %d at once unless it is told to", n)
	}
	if n := atOnce(Options{}, none, 1); n < 20 || n > 60 {
		t.Errorf("a GPU of 4 GB does %d of the study's trainings at once", n)
	}
	if n := atOnce(Options{Together: 3}, none, 1); n != 3 {
		t.Errorf("%d at once, want the 3 that are asked for", n)
	}
	var said strings.Builder
	if n := atOnce(Options{Together: 1000, Device: device.Options{Out: &said}}, none, 1); n > 60 ||
		!strings.Contains(said.String(), fmt.Sprintf("There is memory for %d trainings together, not for 1000", n)) {
		t.Errorf("%d at once; said %q", n, &said)
	}
}
