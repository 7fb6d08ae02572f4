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

// benchSettings are the study's at one jitter and dropout, trained for all epochs, so that every training is as long.
func benchSettings(sigma, dropout float64) plan.Settings {
	s := plan.Default()
	s.Grid.Sigmas, s.Grid.Dropouts = []float64{sigma}, []float64{dropout}
	s.Schedule.StopAfterEpoch = s.Schedule.Epochs
	return s
}

// benchmark measures everything, the short things first.
func benchmark(ctx context.Context, o device.Options, s plan.Settings, workers, trainings int) (bench, error) {
	b := bench{settings: s, Workers: workers, Trainings: trainings}
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
	s := b.task(0).Settings
	gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
	if err != nil {
		return err
	}
	var seconds []float64
	for i := range 1 + repeats { // the first one compiles
		if err := ctx.Err(); err != nil {
			return err
		}
		start := time.Now()
		set, err := gen.Generate(s.Schedule.TrainingSamples(), random.NewKey(uint64(i)))
		if err != nil {
			return err
		}
		seconds = append(seconds, time.Since(start).Seconds())
		set.Close()
	}
	b.DataSet = median(seconds[1:])
	return nil
}

// task is training i of the benchmark, counted over all that it does.
func (b *bench) task(i int) training.Task { return withRuns(b.settings, i+1)[i].Task() }

// measureFirstStep times a process of this program that does what firstStep does.
func (b *bench) measureFirstStep(ctx context.Context, o device.Options) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.CommandContext(ctx, program, "bench", "-"+firstStepFlag, "-backend", o.Backend, "-dropout", fmt.Sprint(b.settings.Grid.Dropouts[0]))
	child.Stderr = os.Stderr
	start := time.Now()
	if err := child.Run(); err != nil {
		return fmt.Errorf("the process whose first step is timed: %w", err)
	}
	b.FirstStep = time.Since(start).Seconds()
	return nil
}

// firstStep opens a worker's device, draws a training set and trains for one epoch, which adds 63 steps, some 40 ms, to the
// first.
func firstStep(ctx context.Context, o device.Options, s plan.Settings) error {
	return device.Each(ctx, 1, o, func(ctx context.Context, _ int, d *device.Device) error {
		runner := training.NewRunner(d.Backend)
		defer runner.Close()
		return until(training.Stepped, ctx, runner, s.Trainings()[0].Task())
	})
}

var errEnough = errors.New("enough is measured")

// until does a training up to a stage of its first epoch.
func until(stage training.Stage, ctx context.Context, runner *training.Runner, t training.Task) error {
	_, err := runner.Run(ctx, t, func(m training.Moment) error {
		if m.Stage == stage {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// timings are what the workers measured.
type timings struct {
	mu                       sync.Mutex
	compile, train, validate []float64 // seconds: once, and of epochs
	trainSet, testSet        []float64 // accuracies
}

// measureTrainings lets all workers compile, and then train, each at the same time as the others.
func (b *bench) measureTrainings(ctx context.Context, o device.Options) error {
	var (
		all   timings
		start time.Time
		meet  = newMeeting(b.Workers)
		left  = make(chan training.Task, b.Trainings)
	)
	for i := range b.Trainings {
		left <- b.task(b.Workers + i)
	}
	close(left)
	err := device.Each(ctx, b.Workers, o, func(ctx context.Context, number int, d *device.Device) error {
		runner := training.NewRunner(d.Backend)
		defer runner.Close()
		if err := all.timeCompiling(ctx, runner, b.task(number)); err != nil {
			return err
		}
		all.mu.Lock()
		b.Backend, b.CPU, b.onGPU = d.Name+" "+d.Version, record.Describe(d, b.settings.Settings).CPU, d.OnGPU()
		all.mu.Unlock()
		if err := meet.wait(ctx, func() { start = time.Now() }); err != nil {
			return err
		}
		for t := range left {
			if err := all.timeTraining(ctx, runner, t); err != nil {
				return err
			}
		}
		return meet.wait(ctx, func() { b.Training = time.Since(start).Seconds() / float64(b.Trainings) })
	})
	if err != nil {
		return err
	}
	b.Compile = slices.Max(all.compile)
	b.PerMinute = 60 / b.Training
	b.TrainEpoch, b.ValidateEpoch = median(all.train), median(all.validate)
	b.TrainAccuracy, b.TestAccuracy = stat.Mean(all.trainSet, nil), stat.Mean(all.testSet, nil)
	return nil
}

// timeCompiling compares the first time that a worker trains for an epoch, when it compiles, with the second.
func (all *timings) timeCompiling(ctx context.Context, runner *training.Runner, t training.Task) error {
	var seconds [2]float64
	for i := range seconds {
		start := time.Now()
		if err := until(training.Validated, ctx, runner, t); err != nil {
			return err
		}
		seconds[i] = time.Since(start).Seconds()
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	all.compile = append(all.compile, max(0, seconds[0]-seconds[1])) // what doesn't compile has noise alone
	return nil
}

// timeTraining does a training and times its epochs.
func (all *timings) timeTraining(ctx context.Context, runner *training.Runner, t training.Task) error {
	var last time.Time
	result, err := runner.Run(ctx, t, func(m training.Moment) error {
		seconds := time.Since(last).Seconds()
		last = time.Now()
		all.mu.Lock()
		defer all.mu.Unlock()
		switch m.Stage {
		case training.Stepped:
			all.train = append(all.train, seconds)
		case training.Validated:
			all.validate = append(all.validate, seconds)
		}
		return nil
	})
	if err != nil {
		return err
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	all.trainSet, all.testSet = append(all.trainSet, result.Train.Accuracy()), append(all.testSet, result.Test.Accuracy())
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

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}
