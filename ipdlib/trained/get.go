package trained

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"ipd/ipdlib/device"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// Options say where and how a network is trained.
type Options struct {
	Device device.Options
	// After is called after each epoch of a network that is not there yet; may be nil.
	After func(training.Epoch)
}

// Get gives the network of a training: from the folder, if it was trained before with exactly the same settings and seed,
// else by training it, which leaves it there.
func Get(ctx context.Context, dir string, t plan.Training, o Options) (*Network, error) {
	n, err := load(pathOf(dir, t), t)
	if !errors.Is(err, os.ErrNotExist) {
		return n, err
	}
	if err := os.MkdirAll(filepath.Dir(pathOf(dir, t)), 0o777); err != nil {
		return nil, fmt.Errorf("no folder for the trained network: %w", err)
	}
	// One worker of Each keeps one core, which is faster than all cores for one training of this size.
	err = device.Each(ctx, 1, o.Device, func(ctx context.Context, _ int, d *device.Device) error {
		n, err = compileAndTrain(ctx, d, t, func(e training.Epoch, _ snapshot) error {
			if o.After != nil {
				o.After(e)
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("training %s: %w", t, err)
	}
	return n, n.save(pathOf(dir, t))
}

// A snapshot is the network as it is now, in the middle of its training.
type snapshot func() (*Network, error)

// compileAndTrain is train with programs that it makes and throws away.
func compileAndTrain(ctx context.Context, d *device.Device, t plan.Training, after func(training.Epoch, snapshot) error) (*Network, error) {
	c, err := training.Compile(d.Backend, t.Settings)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return train(ctx, c, t, after)
}

// train does what a worker of a sweep does, and keeps the answers and the weights too. after is called after each epoch;
// its error ends the training.
func train(ctx context.Context, c training.Compiled, t plan.Training, after func(training.Epoch, snapshot) error) (*Network, error) {
	s, gen, trainer := t.Settings, c.Generator, c.Trainer
	sets := training.NewSets(gen, s, keyOf(t, "training set"))
	defer sets.Close()
	validationSet, err := gen.GenerateWith(t.Sigma(), s.Schedule.TrainingSamples(), keyOf(t, "validation set"))
	if err != nil {
		return nil, err
	}
	defer validationSet.Close()

	answers := func(set *stimulus.Dataset) (evaluation.Trials, error) {
		outcome, err := trainer.Evaluate(ctx, set)
		if err != nil {
			return evaluation.Trials{}, err
		}
		return evaluation.NewTrials(set.IPD, outcome.Predicted, s.Network.Classes)
	}
	// test gives the answers to the test set with some jitter, as the sweep draws it.
	test := func(sigma float64) (evaluation.Trials, error) {
		set, err := gen.GenerateWith(sigma, s.Schedule.TestSamples(), keyOf(t, "test set"))
		if err != nil {
			return evaluation.Trials{}, err
		}
		defer set.Close()
		return answers(set)
	}
	var epochs []training.Epoch
	now := func() (*Network, error) {
		n := &Network{Training: t, Epochs: slices.Clone(epochs)}
		var err error
		if n.Weights, err = trainer.Weights(); err != nil {
			return nil, err
		}
		if n.Train, err = answers(sets.Latest()); err != nil {
			return nil, err
		}
		if n.Test, err = test(0); err != nil { // without jitter
			return nil, err
		}
		for _, sigma := range s.Schedule.Variant.TestSigmas {
			trials, err := test(sigma)
			if err != nil {
				return nil, err
			}
			n.Tests = append(n.Tests, trials)
		}
		return n, nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	_, err = trainer.FitSource(ctx, sets.Epoch, validationSet, t.Dropout(), keyOf(t, "training"), func(e training.Epoch) {
		epochs = append(epochs, e)
		if failed = after(e, now); failed != nil {
			stop()
		}
	})
	if failed != nil {
		return nil, failed
	}
	if err != nil {
		return nil, err
	}
	return now()
}
