package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// Options say where and how a sweep runs. They don't change its results, except for the backend's rounding.
type Options struct {
	Dir      string         // folder of the records, made if there is none
	Device   device.Options // where to compute
	Workers  int            // side by side; 0: as many as device.Workers returns
	Together int            // trainings that each worker runs together, in one program; 0: as many as fit into a GPU's memory, else 1
	Progress func(Event)    // called with one event at a time; may be nil. It should return at once
	// Retry retries trainings that failed before, see record.Failure.
	Retry bool
	// Part says which trainings to run; the zero value: all. Processes that each do a part may share a folder, on any machines;
	// see record.Prepare.
	Part plan.Part
}

// Run runs all trainings of a sweep that have no record in the folder yet, and returns the records of all, in the order of
// Settings.Trainings. When ctx ends, Run returns its error; what is finished is kept, and another Run continues from there.
//
// A training that fails is recorded, see record.Failure, and doesn't end the others: when they are done, Run returns all records,
// nil for those that failed, with a [FailedError]. Any other error, such as a full disk, ends the sweep.
//
// If Options.Part is not the whole sweep, Run does only its trainings, and the records of the others are nil. Then other
// processes may work on the folder: a training that another process has finished meanwhile isn't run.
func Run(ctx context.Context, s plan.Settings, o Options) (records []*record.Record, err error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if _, err := s.Sense(); err != nil {
		return nil, err
	}
	if o.Workers < 0 {
		return nil, fmt.Errorf("%w: %d workers; give a positive number, or 0 for one per core", plan.ErrSettings, o.Workers)
	}
	if o.Together < 0 {
		return nil, fmt.Errorf("%w: %d trainings together; give a positive number, or 0 for as many as suit the device", plan.ErrSettings, o.Together)
	}
	n := s.Count()
	numbers, err := o.Part.Of(n)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(o.Dir); errors.Is(err, os.ErrNotExist) { // sweeps that are too large are refused before a folder is made
		if _, err := NeedOf(s.TrainingsIn(o.Part), o); err != nil {
			return nil, fmt.Errorf("sweep: %w", err)
		}
	}
	openFolder := record.Share
	if o.Part.Numbers == nil {
		openFolder = record.Open
	}
	f, err := openFolder(o.Dir, s)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	p := &progress{tell: o.Progress, total: len(numbers), failures: map[int]*record.Failure{}}
	records = make([]*record.Record, n)
	all := make([]plan.Training, n) // only those of the part, since a small part of a large sweep must not take long
	for k, t := range s.TrainingsIn(o.Part) {
		all[numbers[k]] = t
	}
	todo, err := resume(f, all, numbers, records, p, o.Retry)
	if err != nil {
		return nil, err
	}
	if len(todo) == 0 {
		return records, p.failed()
	}
	if err := f.Probe(len(todo)); err != nil {
		return nil, err
	}
	need, err := NeedOf(pick(all, todo), o)
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	q, workers := newQueue(todo, all), need.Workers
	err = device.Each(ctx, workers, o.Device, func(ctx context.Context, number int, d *device.Device) error {
		runner := training.NewRunner(d.Backend)
		defer runner.Close()
		w := &worker{number: number, device: d, runner: runner, workers: workers, options: o, folder: f, all: all, records: records, progress: p}
		return w.work(ctx, q)
	})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("sweep: stopped after %d of %d trainings: %w", p.done, p.total, context.Cause(ctx))
	}
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return records, p.failed()
}

// pick lists some of the trainings.
func pick(all []plan.Training, numbers []int) []plan.Training {
	some := make([]plan.Training, len(numbers))
	for k, i := range numbers {
		some[k] = all[i]
	}
	return some
}

// resume fills in the existing records and returns the numbers of the trainings to do.
func resume(f *record.Folder, all []plan.Training, numbers []int, records []*record.Record, p *progress, retry bool) (todo []int, err error) {
	trainings := pick(all, numbers)
	found, faults, err := f.LoadAll(trainings)
	if err != nil {
		return nil, err
	}
	failures, err := f.LoadFailures(trainings)
	if err != nil {
		return nil, err
	}
	for k, i := range numbers {
		t, r := all[i], found[k]
		if fault := faults[k]; fault != nil {
			var aside string
			if aside, r, err = f.SetAside(t); err != nil {
				return nil, fmt.Errorf("%w; setting it aside: %w", fault, err)
			}
			if r == nil {
				p.send(Event{Kind: Damaged, Training: t, Damage: fmt.Sprintf("%v; it is now %s, and the training runs again", fault, aside)})
			}
		}
		switch records[i] = r; {
		case r != nil:
			p.finished(Event{Kind: Found, Training: t, Record: r})
		case failures[k] != nil && !retry:
			p.fail(i, Event{Kind: Failed, Training: t, Failure: failures[k], Earlier: true})
		default:
			todo = append(todo, i)
		}
	}
	return todo, nil
}
