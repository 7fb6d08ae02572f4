package trained

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ipd/ipdlib/device"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/training"
)

// Course gives the networks on the way of a training: element 0 is the one before its first step, element e the one after e
// epochs, the last the one that [Get] gives. Each has the weights of that time and its answers to the training and the test
// set. They are kept in files beside that of the last, 130 kB each, and found again.
func Course(ctx context.Context, dir string, t plan.Training, o Options) ([]*Network, error) {
	course, err := loadCourse(dir, t)
	if !errors.Is(err, fs.ErrNotExist) {
		return course, err
	}
	if err := os.MkdirAll(filepath.Dir(pathOf(dir, t)), 0o777); err != nil {
		return nil, fmt.Errorf("no folder for the trained networks: %w", err)
	}
	err = device.Each(ctx, 1, o.Device, func(ctx context.Context, _ int, d *device.Device) error { // one core, as in Get
		first, err := answering(d, t)
		if err != nil {
			return err
		}
		course = []*Network{first}
		last, err := compileAndTrain(ctx, d, t, func(e training.Epoch, now snapshot) error {
			n, err := now()
			if err != nil {
				return err
			}
			course = append(course, n)
			if o.After != nil {
				o.After(e)
			}
			return nil
		})
		if err == nil {
			course[len(course)-1] = last // the same, unless the best weights were restored in the end
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("training %s: %w", t, err)
	}
	return course, saveCourse(dir, course)
}

// answering gives the network before its first step, with its answers.
func answering(d *device.Device, t plan.Training) (*Network, error) {
	n, err := Before(t)
	if err != nil {
		return nil, err
	}
	gen, err := training.NewGenerator(d.Backend, t.Settings)
	if err != nil {
		return nil, err
	}
	schedule := t.Settings.Schedule
	answer := func(set string, sigma float64, samples int, answers *evaluation.Trials) error {
		sounds, err := gen.GenerateWith(sigma, samples, keyOf(t, set))
		if err != nil {
			return err
		}
		defer sounds.Close()
		*answers, err = n.Classify(d.Backend, sounds)
		return err
	}
	if err := answer("training set", t.Sigma(), schedule.TrainingSamples(), &n.Train); err != nil {
		return nil, err
	}
	if err := answer("test set", 0, schedule.TestSamples(), &n.Test); err != nil { // without jitter
		return nil, err
	}
	for _, sigma := range schedule.Variant.TestSigmas {
		n.Tests = append(n.Tests, evaluation.Trials{})
		if err := answer("test set", sigma, schedule.TestSamples(), &n.Tests[len(n.Tests)-1]); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// onTheWay is where the network after some epochs lies. The last has the place that Get gives it.
func onTheWay(dir string, t plan.Training, epochs int) string {
	return fmt.Sprintf("%s-epoch-%d.npz", strings.TrimSuffix(pathOf(dir, t), ".npz"), epochs)
}

// saveCourse writes the last network last: where it is, all are, unless it came from Get.
func saveCourse(dir string, course []*Network) error {
	last := len(course) - 1
	for e, n := range course[:last] {
		if err := n.save(onTheWay(dir, n.Training, e)); err != nil {
			return err
		}
	}
	return course[last].save(pathOf(dir, course[last].Training))
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
