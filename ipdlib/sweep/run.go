package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"ipd/ipdlib/device"
)

// Options say where and how a sweep runs. They don't change its results, but for the backend's rounding.
type Options struct {
	Dir      string         // folder of the records, made where there is none
	Device   device.Options // where to compute
	Workers  int            // that train side by side; 0: as many as device.Workers says
	Together int            // trainings that each worker does at once, in one program; 0: as many as a GPU's memory holds, else 1
	Progress func(Event)    // told what happens, one event at a time; may be nil. It should return at once
	// Part are the trainings to run, by their place in Settings.Trainings; nil: all. Processes that do a part each may share
	// a folder, on any machines. See Shard, Select and Prepare.
	Part []int
}

// Run runs all trainings of a sweep that have no record in the folder yet, and returns the records of all, in the order
// of Settings.Trainings. When ctx ends, Run returns its error; what is finished is kept, and another Run goes on from
// there. The first error of a training ends the others too.
//
// With Options.Part it does these alone, and the records of the others are nil. Then other processes may work on the
// folder: a training that another one finished meanwhile isn't run.
func Run(ctx context.Context, s Settings, o Options) (records []*Record, err error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if o.Workers < 0 {
		return nil, fmt.Errorf("%w: %d workers; give a positive number, or 0 for one a core", ErrSettings, o.Workers)
	}
	if o.Together < 0 {
		return nil, fmt.Errorf("%w: %d trainings together; give a positive number, or 0 for as many as suit the device", ErrSettings, o.Together)
	}
	e := s.enumerate()
	f, part, err := open(s, o, e.count())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.close()) }()

	p := &progress{tell: o.Progress, total: len(part)}
	records = make([]*Record, e.count())
	all := make([]Training, e.count()) // those of the part: a small one of a large sweep must not take long
	for _, i := range part {
		all[i] = e.at(i)
	}
	todo, err := f.resume(all, part, records, p)
	if err != nil || len(todo) == 0 {
		return records, err
	}
	if err := f.probe(len(todo)); err != nil {
		return nil, err
	}
	workers := o.Workers
	if workers == 0 {
		workers = device.Workers(o.Device)
	}
	q := newQueue(todo, all)
	workers = min(workers, len(todo))
	err = device.Each(ctx, workers, o.Device, func(ctx context.Context, number int, d *device.Device) error {
		w := &shift{number: number, device: d, workers: workers, options: o, folder: f, all: all, records: records, progress: p}
		return w.work(ctx, q)
	})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("sweep: stopped after %d of %d trainings: %w", p.done, p.total, context.Cause(ctx))
	}
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return records, nil
}

// open opens the folder for all trainings, or for a part of them, whose numbers it returns too.
func open(s Settings, o Options, trainings int) (*folder, []int, error) {
	if o.Part == nil {
		f, err := openFolder(o.Dir)
		if err != nil {
			return nil, nil, err
		}
		if err := f.saveSettings(s); err != nil {
			return nil, nil, errors.Join(err, f.close())
		}
		return f, Shard{Number: 1, Of: 1}.Numbers(trainings), nil
	}
	seen := map[int]bool{}
	for _, i := range o.Part {
		if i < 0 || i >= trainings || seen[i] {
			return nil, nil, fmt.Errorf("%w: part: training %d is not one of 0 to %d, each once", ErrSettings, i, trainings-1)
		}
		seen[i] = true
	}
	f, err := shareFolder(o.Dir)
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(filepath.Join(o.Dir, settingsName)); errors.Is(err, os.ErrNotExist) {
		err = f.saveSettings(s)
		return f, o.Part, err
	}
	return f, o.Part, nil
}

// resume fills in the records of the part that are there and returns the numbers of the trainings to do.
func (f *folder) resume(all []Training, part []int, records []*Record, p *progress) (todo []int, err error) {
	trainings := make([]Training, len(part))
	for k, i := range part {
		trainings[k] = all[i]
	}
	found, faults, err := loadAll(f.dir, trainings)
	if err != nil {
		return nil, err
	}
	for k, i := range part {
		t, r := all[i], found[k]
		if fault := faults[k]; fault != nil {
			var aside string
			if aside, r, err = f.setAside(t); err != nil {
				return nil, fmt.Errorf("%w; setting it aside: %w", fault, err)
			}
			if r == nil {
				p.send(Event{Kind: Damaged, Training: t, Damage: fmt.Sprintf("%v; it is now %s, and the training runs again", fault, aside)})
			}
		}
		if records[i] = r; r == nil {
			todo = append(todo, i)
			continue
		}
		p.finished(Event{Kind: Found, Training: t, Record: r})
	}
	return todo, nil
}

// progress counts what is done and hands events on, one at a time.
type progress struct {
	mu          sync.Mutex
	tell        func(Event)
	done, total int
}

func (p *progress) finished(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.sendLocked(e)
}

func (p *progress) send(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sendLocked(e)
}

func (p *progress) sendLocked(e Event) {
	if p.tell == nil {
		return
	}
	e.Done, e.Total = p.done, p.total
	p.tell(e)
}
