package sweep

import (
	"context"
	"runtime"
	"time"

	"github.com/klauspost/cpuid/v2"

	"ipd/ipdlib/device"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// A Worker runs trainings one after the other on one device, with programs that are compiled at their first use and then
// kept. It is for one goroutine at a time.
type Worker struct {
	// Generator and Trainer are those of the latest training, at first those of NewWorker's settings.
	Generator *stimulus.Generator
	Trainer   *training.Trainer

	device   *device.Device
	computer record.Computer
	kept     []kept // the latest last
}

// NewWorker prepares the programs for settings such as those of its first training. Trainings of other settings may follow;
// those that differ in jitter, dropout or schedule alone share programs.
func NewWorker(d *device.Device, s training.Settings) (*Worker, error) {
	w := &Worker{device: d, computer: Describe(d)}
	if err := w.prepare(s); err != nil {
		return nil, err
	}
	return w, nil
}

// Describe says what computes.
func Describe(d *device.Device) record.Computer {
	return record.Computer{
		Backend: d.Name,
		Version: d.Version,
		CPU:     cpuid.CPU.BrandName,
		Go:      runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}
}

// Train does one training from its data sets to its metrics. after, if not nil, is called after each epoch. When ctx ends,
// so does the training, with ctx's error.
func (w *Worker) Train(ctx context.Context, t plan.Training, after func(training.Epoch)) (*record.Record, error) {
	r := &record.Record{Training: t, Key: t.Key(), ComputedBy: w.computer, Times: record.Times{Started: time.Now()}}
	if err := w.prepare(t.Settings); err != nil {
		return nil, err
	}
	schedule, key := t.Settings.Schedule, t.Random()
	sets := training.NewSets(w.Generator, t.Settings, key.Derive("training set"))
	defer sets.Close()
	validation, err := w.draw(ctx, t.Sigma(), schedule.TrainingSamples(), key.Derive("validation set"))
	if err != nil {
		return nil, err
	}
	defer validation.Close()

	fit, err := w.Trainer.FitSource(ctx, sets.Epoch, validation, t.Dropout(), key.Derive("training"), after)
	if err != nil {
		return nil, err
	}
	for _, e := range fit.Epochs {
		r.Epochs = append(r.Epochs, record.Epoch{Loss: e.Loss, ValidationLoss: e.ValidationLoss})
	}
	r.StoppedEarly = fit.StoppedEarly

	if r.Train, err = w.measure(ctx, sets.Latest(), t.Settings.Network.Classes); err != nil {
		return nil, err
	}
	if r.Test, err = w.test(ctx, t, 0); err != nil { // always without jitter, as in the study
		return nil, err
	}
	for _, sigma := range schedule.Variant.TestSigmas {
		metrics, err := w.test(ctx, t, sigma)
		if err != nil {
			return nil, err
		}
		r.Tests = append(r.Tests, record.Test{Sigma: sigma, Values: metrics})
	}
	r.Times.Seconds = time.Since(r.Times.Started).Seconds()
	return r, nil
}

// test measures the network of the latest fit on a new set. Whatever its jitter, a training's test sets have the same IPDs
// and random numbers, so that the jitter alone makes their difference.
func (w *Worker) test(ctx context.Context, t plan.Training, sigma float64) (record.Values, error) {
	set, err := w.draw(ctx, sigma, t.Settings.Schedule.TestSamples(), t.Random().Derive("test set"))
	if err != nil {
		return nil, err
	}
	defer set.Close()
	return w.measure(ctx, set, t.Settings.Network.Classes)
}

// draw makes a data set, unless ctx has ended.
func (w *Worker) draw(ctx context.Context, sigma float64, samples int, key random.Key) (*stimulus.Dataset, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return w.Generator.GenerateWith(sigma, samples, key)
}

// measure evaluates the network of the latest fit on a data set.
func (w *Worker) measure(ctx context.Context, set *stimulus.Dataset, classes int) (record.Values, error) {
	outcome, err := w.Trainer.Evaluate(ctx, set)
	if err != nil {
		return nil, err
	}
	trials, err := evaluation.NewTrials(set.IPD, outcome.Predicted, classes)
	if err != nil {
		return nil, err
	}
	return record.Measure(trials), nil
}
