package trained

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/training"
)

// Has reports whether the folder has a file of a training's network.
func Has(dir string, t plan.Training) bool {
	_, err := os.Stat(pathOf(dir, t))
	return err == nil
}

// All gives the networks of many trainings, as [Get] gives one: those that are in the folder, and the others by training
// them, side by side on as many cores as there are. done, if not nil, is called after each one, never twice at a time.
// When ctx ends, what is finished is kept.
//
// Trainings that differ in jitter, dropout, schedule and run alone share compiled programs, and are done one after the other.
func All(ctx context.Context, dir string, trainings []plan.Training, o device.Options, done func(i int, n *Network)) ([]*Network, error) {
	networks := make([]*Network, len(trainings))
	var missing []int
	for i, t := range trainings {
		n, err := load(pathOf(dir, t), t)
		switch {
		case errors.Is(err, os.ErrNotExist):
			missing = append(missing, i)
		case err != nil:
			return nil, err
		default:
			networks[i] = n
			if done != nil {
				done(i, n)
			}
		}
	}
	if len(missing) == 0 {
		return networks, nil
	}
	if err := os.MkdirAll(filepath.Join(dir, "networks"), 0o777); err != nil {
		return nil, fmt.Errorf("no folder for the trained networks: %w", err)
	}
	first := map[string]int{} // of trainings that share programs
	for _, i := range missing {
		if key := trainings[i].Settings.CompiledKey(); first[key] == 0 {
			first[key] = i + 1
		}
	}
	slices.SortStableFunc(missing, func(a, b int) int {
		return cmp.Compare(first[trainings[a].Settings.CompiledKey()], first[trainings[b].Settings.CompiledKey()])
	})
	var next atomic.Int64
	finished := make(chan struct{}, 1) // whoever holds it may call done
	workers := min(len(missing), device.Workers(o))
	err := device.Each(ctx, workers, o, func(ctx context.Context, _ int, d *device.Device) error {
		var kept training.Compiled
		var of string
		for {
			at := int(next.Add(1)) - 1
			if at >= len(missing) {
				return nil
			}
			i := missing[at]
			t := trainings[i]
			if key := t.Settings.CompiledKey(); key != of {
				kept.Close()
				var err error
				if kept, err = training.Compile(d.Backend, t.Settings); err != nil {
					return fmt.Errorf("training %s: %w", t, err)
				}
				of = key
			}
			c, err := kept.With(t.Settings.Schedule)
			if err != nil {
				return fmt.Errorf("training %s: %w", t, err)
			}
			n, err := train(ctx, c, t, func(training.Epoch, snapshot) error { return nil })
			if err == nil {
				err = n.save(pathOf(dir, t))
			}
			if err != nil {
				return fmt.Errorf("training %s: %w", t, err)
			}
			finished <- struct{}{}
			networks[i] = n
			if done != nil {
				done(i, n)
			}
			<-finished
		}
	})
	if err != nil {
		return nil, err
	}
	return networks, nil
}
