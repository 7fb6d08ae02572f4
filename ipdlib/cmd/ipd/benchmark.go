package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/training"
)

const (
	repeats       = 5            // of what takes less than a second: the median counts
	firstStepFlag = "first-step" // of `ipd bench`, for the process that first_step_s times
)

// benchSettings are the study's at one jitter without dropout, trained for all epochs, so that every training is as long.
func benchSettings() plan.Settings {
	s := plan.Default()
	s.Grid.Sigmas, s.Grid.Dropouts = []float64{0.2}, []float64{0}
	s.Schedule.StopAfterEpoch = s.Schedule.Epochs
	return s
}

// benchmark measures everything, the short things first.
func benchmark(ctx context.Context, o device.Options, workers, trainings int) (bench, error) {
	b := bench{settings: benchSettings(), Workers: workers, Trainings: trainings}
	if err := b.measureDataSet(ctx, o); err != nil {
		return b, err
	}
	if err := b.measureFirstStep(ctx, o); err != nil {
		return b, err
	}
	if err := b.measureTrainings(ctx, o); err != nil {
		return b, err
	}
	b.PeakMemoryBytes = peakMemory()
	return b, nil
}

// measureDataSet draws data sets on a device that may use all cores.
func (b *bench) measureDataSet(ctx context.Context, o device.Options) error {
	d, err := device.Open(ctx, o)
	if err != nil {
		return err
	}
	defer d.Close()
	s := b.settings
	gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
	if err != nil {
		return err
	}
	draw := func(i int) (float64, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		start := time.Now()
		set, err := gen.GenerateWith(s.Grid.Sigmas[0], s.Schedule.TrainingSamples(), random.NewKey(uint64(i)))
		if err != nil {
			return 0, err
		}
		defer set.Close()
		return time.Since(start).Seconds(), nil
	}
	if _, err := draw(0); err != nil { // compiles
		return err
	}
	var seconds []float64
	for i := range repeats {
		s, err := draw(1 + i)
		if err != nil {
			return err
		}
		seconds = append(seconds, s)
	}
	b.DataSet = median(seconds)
	return nil
}

// measureFirstStep times a process of this program that does what firstStep does.
func (b *bench) measureFirstStep(ctx context.Context, o device.Options) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.CommandContext(ctx, program, "bench", "-"+firstStepFlag, "-backend", o.Backend)
	child.Stderr = os.Stderr
	start := time.Now()
	if err := child.Run(); err != nil {
		return fmt.Errorf("the process whose first step is timed: %w", err)
	}
	b.FirstStep = time.Since(start).Seconds()
	return nil
}

// firstStep opens a worker's device, draws a training set and trains for one epoch, which adds 63 steps, some 40 ms, to
// the first.
func firstStep(ctx context.Context, o device.Options, s plan.Settings) error {
	return device.Each(ctx, 1, o, func(ctx context.Context, _ int, d *device.Device) error {
		w, err := sweep.NewWorker(d, s.Settings)
		if err != nil {
			return err
		}
		set, err := w.Generator.GenerateWith(s.Grid.Sigmas[0], s.Schedule.TrainingSamples(), random.NewKey(1))
		if err != nil {
			return err
		}
		_, err = w.Trainer.Fit(&untilValidation{Context: ctx, steps: s.Schedule.TrainingBatches}, set, set, 0, random.NewKey(1), nil)
		if errors.Is(err, errValidation) {
			return nil
		}
		return err
	})
}

// untilValidation is a context that ends when it is asked once more than there are steps: before the validation.
type untilValidation struct {
	context.Context
	steps, asked int
}

var errValidation = errors.New("the first epoch is trained")

func (u *untilValidation) Err() error {
	if u.asked++; u.asked > u.steps {
		return errValidation
	}
	return u.Context.Err()
}

// measureTrainings lets all workers compile, train, and validate, each at the same time as the others.
func (b *bench) measureTrainings(ctx context.Context, o device.Options) error {
	var (
		s         = b.settings
		trainings = withRuns(s, b.Workers+b.Trainings)
		meet      = newMeeting(b.Workers)
		left      = make(chan plan.Training, b.Trainings)
		start     time.Time
		mu        sync.Mutex // guards what follows
		compile   []float64
		epochs    []float64 // training and validation
		validate  []float64
		train     []float64 // accuracies
		test      []float64
	)
	for _, t := range trainings[b.Workers:] {
		left <- t
	}
	close(left)
	err := device.Each(ctx, b.Workers, o, func(ctx context.Context, number int, d *device.Device) error {
		w, err := sweep.NewWorker(d, s.Settings)
		if err != nil {
			return err
		}
		first, err := timeFirstEpoch(ctx, w, trainings[number])
		if err != nil {
			return err
		}
		second, err := timeFirstEpoch(ctx, w, trainings[number])
		if err != nil {
			return err
		}
		mu.Lock()
		compile = append(compile, first-second)
		b.Backend, b.CPU, b.onGPU = d.Name+" "+d.Version, sweep.Describe(d).CPU, d.OnGPU()
		mu.Unlock()

		if err := meet.wait(ctx, func() { start = time.Now() }); err != nil {
			return err
		}
		for t := range left {
			last := time.Time{}
			r, err := w.Train(ctx, t, func(training.Epoch) {
				mu.Lock()
				defer mu.Unlock()
				if !last.IsZero() {
					epochs = append(epochs, time.Since(last).Seconds())
				}
				last = time.Now()
			})
			if err != nil {
				return err
			}
			mu.Lock()
			train, test = append(train, record.TrainAccuracy.Of(r)), append(test, record.TestAccuracy.Of(r))
			mu.Unlock()
		}
		if err := meet.wait(ctx, func() { b.Training = time.Since(start).Seconds() / float64(b.Trainings) }); err != nil {
			return err
		}
		seconds, err := timeValidation(ctx, w, s)
		mu.Lock()
		validate = append(validate, seconds...)
		mu.Unlock()
		return err
	})
	if err != nil {
		return err
	}
	b.Compile = slices.Max(compile)
	b.PerMinute = 60 / b.Training
	b.ValidateEpoch = median(validate)
	b.TrainEpoch = median(epochs) - b.ValidateEpoch
	b.TrainAccuracy, b.TestAccuracy = stat.Mean(train, nil), stat.Mean(test, nil)
	return nil
}

// measureSweep runs a whole sweep in a folder of its own, which is removed afterwards.
func (b *bench) measureSweep(ctx context.Context, s plan.Settings, o sweep.Options) error {
	var err error
	if o.Dir, err = os.MkdirTemp("", "ipd-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.Dir)
	b.SweepTogether = 1
	o.Progress = func(e sweep.Event) { b.SweepTogether = max(b.SweepTogether, e.Together) }
	start := time.Now()
	records, err := sweep.Run(ctx, s, o)
	b.Sweep, b.SweepTrainings = time.Since(start).Seconds(), len(records)
	return err
}

// withRuns lists a sweep's trainings with that many runs.
func withRuns(s plan.Settings, runs int) []plan.Training {
	s.Grid.Runs = runs
	return s.Trainings()
}

// timeFirstEpoch does a training up to the end of its first epoch, and draws a test set. The first time, it compiles.
func timeFirstEpoch(ctx context.Context, w *sweep.Worker, t plan.Training) (float64, error) {
	start := time.Now()
	broken, stop := context.WithCancel(ctx)
	defer stop()
	if _, err := w.Train(broken, t, func(training.Epoch) { stop() }); ctx.Err() != nil || !errors.Is(err, context.Canceled) {
		return 0, err
	}
	set, err := w.Generator.GenerateWith(0, t.Settings.Schedule.TestSamples(), random.NewKey(1))
	if err != nil {
		return 0, err
	}
	defer set.Close()
	if _, err := w.Trainer.Evaluate(ctx, set); err != nil {
		return 0, err
	}
	return time.Since(start).Seconds(), nil
}

// timeValidation evaluates a set of the validation's size again and again.
func timeValidation(ctx context.Context, w *sweep.Worker, s plan.Settings) ([]float64, error) {
	set, err := w.Generator.GenerateWith(s.Grid.Sigmas[0], s.Schedule.TrainingSamples(), random.NewKey(2))
	if err != nil {
		return nil, err
	}
	defer set.Close()
	var seconds []float64
	for range repeats {
		start := time.Now()
		if _, err := w.Trainer.Evaluate(ctx, set); err != nil {
			return nil, err
		}
		seconds = append(seconds, time.Since(start).Seconds())
	}
	return seconds, nil
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}
