package sweep

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
)

// TestTooLarge: what no machine holds is refused before a folder is made, with the number.
func TestTooLarge(t *testing.T) {
	for _, huge := range []int{100_000, 1_000_000} {
		s := plantest.Tiny()
		s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Stimulus.Duration = huge, huge, 100
		dir := filepath.Join(t.TempDir(), "results")
		_, err := Run(t.Context(), s, Options{Dir: dir, Device: device.Options{Backend: "fused"}})
		if !errors.Is(err, ErrMemory) || !strings.Contains(err.Error(), "B are free (run 1, dropout 0, sigma 0)") {
			t.Errorf("%d: error %v", huge, err)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("the folder was made: %v", err)
		}
	}
	// 5 training sets of so many batches of 1000 samples, of 20 steps and a byte each for the 8 afferents.
	s := plantest.Tiny().Settings
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 1000, 1000, 1
	if got, sets := Bytes(s), 5*1e6*20.; got < sets || got > 2*sets {
		t.Errorf("%v bytes, of which the training sets take %v", got, sets)
	}
}

// TestFewerWorkers: as many as memory holds, where nobody asked for more.
func TestFewerWorkers(t *testing.T) {
	free, err := (&device.Device{Name: "go"}).FreeMemory(t.Context())
	if err != nil {
		t.Skip(err)
	}
	s := plantest.Tiny()
	s.Schedule.BatchSize, s.Schedule.TrainingBatches = 1000, int(float64(free)*0.6/(5*1000*20)) // one takes 60 % of it
	all := s.Trainings()
	n, err := NeedOf(all, Options{})
	if err != nil || n.Workers != 1 {
		t.Errorf("%+v, %v; want one worker", n, err)
	}
	if _, err := NeedOf(all, Options{Workers: 2}); !errors.Is(err, ErrMemory) || !strings.Contains(err.Error(), "use -workers 1") {
		t.Errorf("two workers: %v", err)
	}
	if n, err := NeedOf(plantest.Tiny().Trainings(), Options{Workers: 3}); err != nil || n.Workers != 3 {
		t.Errorf("tiny ones: %+v, %v", n, err)
	}
}

// TestSize compares with what one writes.
func TestSize(t *testing.T) {
	for bytes, want := range map[float64]string{900: "0.9 kB", 1500: "1.5 kB", 83e6: "83 MB", 1.25e14: "125 TB", 2.5e21: "2.5 ZB"} {
		if got := Size(bytes); got != want {
			t.Errorf("%v is %s, want %s", bytes, got, want)
		}
	}
}

// TestEstimate is of the order of what a training takes; only that it is positive can be tested on any machine.
func TestEstimate(t *testing.T) {
	d, err := device.Open(t.Context(), device.Options{Backend: "fused"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if e, err := Estimate(t.Context(), d, plan.Default().Trainings()[0]); err != nil || e <= 0 {
		t.Errorf("%v, %v", e, err)
	}
}

// TestProject: a sixteenth of the batches, 0.02 s for their data sets and 0.03 s an epoch.
func TestProject(t *testing.T) {
	for epochs, want := range map[int]float64{1: 16 * 0.05, 20: 16 * (0.02 + 20*0.03)} {
		if got := project(0.05, 0.11, 3, 16, epochs); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d epochs: %v s, want %v", epochs, got, want)
		}
	}
	if got := project(0.05, 0.04, 3, 16, 20); got != 16*0.05 { // a moment's disturbance
		t.Errorf("where more epochs took less: %v s", got)
	}
}
