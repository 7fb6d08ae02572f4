package sweep

import (
	"context"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// A team is a Worker for many trainings at once. It keeps the programs of its latest size.
type team struct {
	device    *device.Device
	computer  record.Computer
	name      string // of what its trainings share
	networks  int
	fleet     *training.Fleet
	generator *stimulus.ManyGenerator
}

// prepare makes programs for n trainings like this one. Those for one more serve too: an idle network costs less than
// compiling.
func (w *team) prepare(t plan.Training, n int) error {
	if name := t.Settings.TogetherKey(); w.fleet != nil && w.name == name && (w.networks == n || w.networks == n+1) {
		return nil
	}
	w.close()
	s, backend := t.Settings, w.device.Backend
	if w.device.OnGPU() {
		backend = device.Nested(backend) // for whole epochs in a call
	}
	var err error
	if w.generator, err = stimulus.NewManyGenerator(backend, s.Stimulus, w.device.OnGPU()); err != nil {
		return err
	}
	w.generator.SetBatchSize(s.Schedule.BatchSize)
	if w.fleet, err = training.NewFleet(backend, s, n, w.device.OnGPU()); err != nil {
		return err
	}
	w.name, w.networks = t.Settings.TogetherKey(), n
	return nil
}

// close frees the programs' memory.
func (w *team) close() {
	if w.fleet != nil {
		w.fleet.Close()
	}
	if w.generator != nil {
		w.generator.Close()
	}
	w.fleet, w.generator = nil, nil
}

// train does trainings from their data sets to their metrics. after is called after each epoch of each of them, finished with
// the record of each when it ends, which may be before the others do; both are told how many are under way then. When ctx
// ends, so do the trainings, with ctx's error.
func (w *team) train(ctx context.Context, group []plan.Training, after func(k int, e training.Epoch, under int), finished func(k int, r *record.Record, under int) error) error {
	start := time.Now()
	if err := w.prepare(group[0], len(group)); err != nil {
		return err
	}
	schedule := group[0].Settings.Schedule
	train, err := w.draw(ctx, group, schedule.TrainingSamples(), "training set", true)
	if err != nil {
		return err
	}
	defer train.Close()
	validation, err := w.draw(ctx, group, schedule.TrainingSamples(), "validation set", true)
	if err != nil {
		return err
	}
	defer validation.Close()
	test, err := w.draw(ctx, group, schedule.TestSamples(), "test set", false) // always without jitter, as in the study
	if err != nil {
		return err
	}
	defer test.Close()

	members := make([]training.Member, len(group))
	records := make([]*record.Record, len(group))
	for k, t := range group {
		members[k] = training.Member{Dropout: t.Dropout(), Key: t.Random().Derive("training")}
		records[k] = &record.Record{Training: t, Key: t.Key(), ComputedBy: w.computer, Times: record.Times{Started: start}}
	}
	_, err = w.fleet.FitMany(ctx, train, validation, members, func(e training.FleetEpoch) error {
		for _, k := range e.Active {
			records[k].Epochs = append(records[k].Epochs, record.Epoch{Loss: e.Epochs[k].Loss, ValidationLoss: e.Epochs[k].ValidationLoss})
			after(k, e.Epochs[k], len(e.Active))
		}
		if len(e.Ended) == 0 {
			return nil
		}
		trained, err := w.measure(ctx, train, group)
		if err != nil {
			return err
		}
		tested, err := w.measure(ctx, test, group)
		if err != nil {
			return err
		}
		for i, k := range e.Ended {
			r := records[k]
			r.StoppedEarly = e.Number < schedule.Epochs-1
			r.Train, r.Test = trained[k], tested[k]
			r.Times.Seconds = time.Since(start).Seconds()
			if err := finished(k, r, len(e.Active)-i-1); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// draw makes the data sets of all networks; idle ones have the last training's.
func (w *team) draw(ctx context.Context, group []plan.Training, samples int, name string, jitter bool) (*stimulus.Datasets, error) {
	sigmas, keys := make([]float64, w.networks), make([]random.Key, w.networks)
	for m := range keys {
		t := group[min(m, len(group)-1)]
		keys[m] = t.Random().Derive(name)
		if jitter {
			sigmas[m] = t.Sigma()
		}
	}
	return w.generator.Generate(ctx, sigmas, samples, keys)
}

// measure evaluates the networks as they are now, each on its data set.
func (w *team) measure(ctx context.Context, sets *stimulus.Datasets, group []plan.Training) ([]record.Values, error) {
	outcomes, err := w.fleet.Evaluate(ctx, sets)
	if err != nil {
		return nil, err
	}
	metrics := make([]record.Values, len(group))
	for k := range metrics {
		trials, err := evaluation.NewTrials(sets.IPD[k], outcomes[k].Predicted, group[k].Settings.Network.Classes)
		if err != nil {
			return nil, err
		}
		metrics[k] = record.Measure(trials)
	}
	return metrics, nil
}
