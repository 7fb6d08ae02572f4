package sweep

import (
	"math"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// TestSweepOnGPU does a few of the study's trainings at once on a GPU, two epochs each, and compares them with a CPU's. Sums
// added in another order flip a rare spike, which two epochs amplify to some thousandths of the loss.
func TestSweepOnGPU(t *testing.T) {
	devicetest.OpenGPU(t)
	s := plan.Default()
	s.Grid = plan.Grid{Seed: 1, Runs: 1, Dropouts: []float64{0, 0.5}, Sigmas: []float64{0, 0.2, 0.5}}
	s.Schedule.Epochs = 2
	largest := 0
	gpu := run(t, s, Options{Dir: t.TempDir(), Device: device.Options{Backend: "cuda"}, Progress: func(e Event) { largest = max(largest, e.Together) }})
	cpu := run(t, s, Options{Dir: t.TempDir(), Device: device.Options{Backend: "xla"}})
	if largest != 3 {
		t.Errorf("%d trainings at once, want 3", largest)
	}
	for i, want := range cpu {
		got := gpu[i]
		if got.ComputedBy.Backend != "xla:cuda" || want.ComputedBy.Backend != "xla:cpu" {
			t.Errorf("computed by %s and %s", got.ComputedBy.Backend, want.ComputedBy.Backend)
		}
		for e := range want.Epochs {
			if math.Abs(got.Epochs[e].Loss-want.Epochs[e].Loss) > 0.02 || math.Abs(got.Epochs[e].ValidationLoss-want.Epochs[e].ValidationLoss) > 0.05 {
				t.Errorf("%s: epoch %d: %+v, on the CPU %+v", want.Training, e, got.Epochs[e], want.Epochs[e])
			}
		}
		if math.Abs(record.TrainAccuracy.Of(got)-record.TrainAccuracy.Of(want)) > 3 {
			t.Errorf("%s: accuracy %v, on the CPU %v", want.Training, got.Train, want.Train)
		}
	}
}

// lossesOf are those of two trainings at once, by epoch.
func lossesOf(t *testing.T, d *device.Device, s training.Settings) (all []float64) {
	t.Helper()
	r := training.NewRunner(d.Backend)
	defer r.Close()
	tasks := []training.Task{{Settings: s, Key: random.NewKey(1)}, {Settings: s, Key: random.NewKey(2)}}
	_, err := r.RunTogether(t.Context(), tasks, func(m training.Moment) error {
		if m.Stage == training.Validated {
			e := m.Epochs[len(m.Epochs)-1]
			all = append(all, e.Loss, e.ValidationLoss)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func compareLosses(t *testing.T, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Fatalf("%d losses, want %d", len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*want[i]) {
			t.Errorf("loss %d is %v, on a CPU %v", i, got[i], want[i])
		}
	}
}

// TestFirstLossesOnGPU is stricter: while nothing is learnt, networks on a GPU have the losses that a CPU gives them.
func TestFirstLossesOnGPU(t *testing.T) {
	gpu, cpu := devicetest.OpenGPU(t), devicetest.Open(t)
	s := plan.Default().Settings
	s.Schedule.Epochs, s.Schedule.TrainingBatches, s.Schedule.TestBatches, s.Schedule.LearningRate = 1, 4, 1, 1e-30
	compareLosses(t, lossesOf(t, gpu, s), lossesOf(t, cpu, s), 1e-4)
}
