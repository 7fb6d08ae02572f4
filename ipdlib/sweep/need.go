package sweep

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// ErrMemory is wrapped by errors about trainings that are too large for this machine.
var ErrMemory = errors.New("too large for memory")

// Bytes estimates the memory, in bytes, of one training with these settings. It is like training.Settings.Bytes, for sizes that
// exceed an integer.
func Bytes(s training.Settings) float64 {
	samples := float64(s.Schedule.BatchSize) * (5*float64(s.Schedule.TrainingBatches) + 2*float64(s.Schedule.TestBatches))
	sets := samples * float64(s.Stimulus.Steps()) * float64(stimulus.Groups(s.Stimulus.Afferents()))
	computed := 32. * float64(s.Stimulus.Steps()) * float64(s.Schedule.BatchSize) * float64(s.Network.HiddenUnits)
	if max(sets, computed) > math.MaxInt64/16 {
		return sets + computed
	}
	return float64(s.Bytes())
}

// A Need is the memory that trainings take on a CPU.
type Need struct {
	Largest float64 // bytes of the largest training
	Free    float64 // bytes that are free; 0 if unknown
	Workers int     // of the requested workers, those that fit into memory
}

// NeedOf estimates the memory of the trainings that a sweep runs side by side, with the options' workers and groups, on this
// machine. It is an error if one of them doesn't fit into memory, or fewer workers fit than were requested.
func NeedOf(trainings []plan.Training, o Options) (Need, error) {
	n := Need{Workers: o.Workers}
	if n.Workers == 0 {
		n.Workers = device.Workers(o.Device)
	}
	n.Workers = max(1, min(n.Workers, len(trainings)))
	var worst plan.Training
	for _, t := range trainings {
		if b := Bytes(t.Settings) * float64(max(1, o.Together)); b > n.Largest {
			n.Largest, worst = b, t
		}
	}
	free, err := (&device.Device{Name: "go"}).FreeMemory(context.Background()) // this machine's, not a GPU's
	if err != nil || onGPU(o.Device) {
		return n, nil
	}
	n.Free = float64(free)
	switch fit := int(min(n.Free/max(1, n.Largest), 1e6)); {
	case fit == 0:
		return n, fmt.Errorf("%w: a training takes about %s, and %s are free (%s); use a smaller batch_size or fewer training_batches", ErrMemory, Size(n.Largest), Size(n.Free), worst)
	case fit < n.Workers && o.Workers > 0:
		return n, fmt.Errorf("%w: %d workers take about %s, and %s are free; use -workers %d", ErrMemory, n.Workers, Size(n.Largest*float64(n.Workers)), Size(n.Free), fit)
	case fit < n.Workers:
		n.Workers = fit
	}
	return n, nil
}

func onGPU(o device.Options) bool {
	wish := o.Backend
	if wish == "" {
		wish = os.Getenv(device.BackendEnv)
	}
	return strings.Contains(wish, "cuda") || strings.Contains(wish, "gpu")
}

// Size formats bytes for people: 2.5 GB.
func Size(bytes float64) string {
	units := []string{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"}
	x, unit := bytes/1000, units[0]
	for _, next := range units[1:] {
		if x < 1000 {
			break
		}
		x, unit = x/1000, next
	}
	return fmt.Sprintf("%.3g %s", x, unit)
}

// Estimate measures how long one training of a plan takes at most on a device, without early stopping: it trains its network
// for one epoch and for three, on a few batches, and scales the times up in proportion.
func Estimate(ctx context.Context, d *device.Device, t plan.Training) (time.Duration, error) {
	const few, more = 8, 3
	r := training.NewRunner(d.Backend)
	defer r.Close()
	schedule := t.Settings.Schedule
	task := t.Task()
	task.Settings.Schedule.TrainingBatches = min(few, schedule.TrainingBatches)
	task.Settings.Schedule.TestBatches = min(few, schedule.TestBatches)
	share := float64(schedule.TrainingBatches) / float64(task.Settings.Schedule.TrainingBatches)
	run := func(epochs int) (float64, error) {
		task.Settings.Schedule.Epochs = epochs
		start := time.Now()
		_, err := r.Run(ctx, task, nil)
		if errors.Is(err, training.ErrDiverged) {
			err = nil
		}
		return time.Since(start).Seconds(), err
	}
	if _, err := run(1); err != nil { // compiles
		return 0, err
	}
	one, err := run(1)
	if err != nil {
		return 0, err
	}
	three, err := run(more)
	if err != nil {
		return 0, err
	}
	return time.Duration(project(one, three, more, share, schedule.Epochs) * float64(time.Second)), nil
}

// project estimates the time of a training of so many epochs, in seconds. Trainings with a share of its batches took one s for one
// epoch and several s for more epochs. The time that doesn't depend on epochs is that of the data sets.
func project(one, several float64, more int, share float64, epochs int) float64 {
	epoch := max(0, several-one) / float64(more-1)
	return share * (epoch*float64(epochs) + max(0, one-epoch))
}
