package trained

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/training"
)

// Options say where and how a network is trained.
type Options struct {
	Device device.Options
	// After is called after each epoch of a network that has to be trained; may be nil.
	After func(training.Epoch)
}

// Has reports whether the folder has a file of a training's network.
func Has(dir string, t plan.Training) bool {
	_, err := os.Stat(pathOf(dir, t))
	return err == nil
}

// Get returns the network of a training: from the folder, if it was trained before with exactly the same settings and seed;
// otherwise it trains the network and saves it there.
func Get(ctx context.Context, dir string, t plan.Training, o Options) (*Network, error) {
	n, err := load(pathOf(dir, t), t)
	if !errors.Is(err, fs.ErrNotExist) {
		return n, err
	}
	course, err := train(ctx, dir, t, o, false)
	if err != nil {
		return nil, err
	}
	return course[0], course[0].save(pathOf(dir, t))
}

// Course returns the networks in the course of a training: element 0 is the one before the first step, element e the one after
// e epochs, the last the one that [Get] returns. Each has its weights and its answers to the training and the test set. They are
// kept in files beside that of the last, 130 kB each, and found again.
func Course(ctx context.Context, dir string, t plan.Training, o Options) ([]*Network, error) {
	course, err := loadCourse(dir, t)
	if !errors.Is(err, fs.ErrNotExist) {
		return course, err
	}
	if course, err = train(ctx, dir, t, o, true); err != nil {
		return nil, err
	}
	last := len(course) - 1
	for e, n := range course[:last] {
		if err := n.save(onTheWay(dir, t, e)); err != nil {
			return nil, err
		}
	}
	return course, course[last].save(pathOf(dir, t)) // saved last: if it is there, so are all others, unless it came from Get
}

// train trains the network, on one core, which is faster than all cores for one training of this size. It returns the trained
// network, and with way also those before it, as Course does.
func train(ctx context.Context, dir string, t plan.Training, o Options, way bool) (course []*Network, err error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	err = device.Each(ctx, 1, o.Device, func(ctx context.Context, _ int, d *device.Device) error {
		runner := training.NewRunner(d.Backend)
		defer runner.Close()
		result, err := runner.Run(ctx, t.Task(), func(m training.Moment) error {
			if way && (m.Stage == training.Begun || m.Stage == training.Validated) {
				now, err := m.Now()
				if err != nil {
					return err
				}
				course = append(course, networkOf(t, now))
			}
			if m.Stage == training.Validated && o.After != nil {
				o.After(m.Epochs[len(m.Epochs)-1])
			}
			return nil
		})
		if err != nil {
			return err
		}
		if way {
			course = course[:len(course)-1] // the same as the result, unless the best weights were restored at the end
		}
		course = append(course, networkOf(t, result))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("training %s: %w", t, err)
	}
	return course, nil
}

func makeFolder(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, networksName), 0o777); err != nil {
		return fmt.Errorf("making the folder for trained networks: %w", err)
	}
	return nil
}

// onTheWay returns the path of the network after some epochs. The last one has the path that Get uses.
func onTheWay(dir string, t plan.Training, epochs int) string {
	return fmt.Sprintf("%s-epoch-%d.npz", strings.TrimSuffix(pathOf(dir, t), ".npz"), epochs)
}

func loadCourse(dir string, t plan.Training) ([]*Network, error) {
	last, err := load(pathOf(dir, t), t)
	if err != nil {
		return nil, err
	}
	var course []*Network
	for e := range last.Epochs {
		n, err := load(onTheWay(dir, t, e), t)
		if err != nil {
			return nil, err
		}
		course = append(course, n)
	}
	return append(course, last), nil
}

// All returns the networks of many trainings, as [Get] does for one: those that are in the folder, and the others by training
// them side by side on all cores. done, if not nil, is called after each one, never concurrently. When ctx ends, what is finished
// is kept.
func All(ctx context.Context, dir string, trainings []plan.Training, o device.Options, done func(i int, n *Network)) ([]*Network, error) {
	networks := make([]*Network, len(trainings))
	if done == nil {
		done = func(int, *Network) {}
	}
	var missing []int
	for i, t := range trainings {
		n, err := load(pathOf(dir, t), t)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, i)
		case err != nil:
			return nil, err
		default:
			networks[i] = n
			done(i, n)
		}
	}
	if len(missing) == 0 {
		return networks, nil
	}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	sharing(missing, trainings)
	var next atomic.Int64
	finished := make(chan struct{}, 1) // its holder may call done
	workers := min(len(missing), device.Workers(o))
	err := device.Each(ctx, workers, o, func(ctx context.Context, _ int, d *device.Device) error {
		runner := training.NewRunner(d.Backend)
		defer runner.Close()
		for {
			at := int(next.Add(1)) - 1
			if at >= len(missing) {
				return nil
			}
			i := missing[at]
			t := trainings[i]
			result, err := runner.Run(ctx, t.Task(), nil)
			if err == nil {
				networks[i] = networkOf(t, result)
				err = networks[i].save(pathOf(dir, t))
			}
			if err != nil {
				return fmt.Errorf("training %s: %w", t, err)
			}
			finished <- struct{}{}
			done(i, networks[i])
			<-finished
		}
	})
	if err != nil {
		return nil, err
	}
	return networks, nil
}

// sharing sorts trainings so that those that share compiled programs are consecutive.
func sharing(numbers []int, trainings []plan.Training) {
	first := map[string]int{}
	for _, i := range numbers {
		if key := trainings[i].Settings.CompiledKey(); first[key] == 0 {
			first[key] = i + 1
		}
	}
	slices.SortStableFunc(numbers, func(a, b int) int {
		return cmp.Compare(first[trainings[a].Settings.CompiledKey()], first[trainings[b].Settings.CompiledKey()])
	})
}
