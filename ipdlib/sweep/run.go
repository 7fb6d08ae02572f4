package sweep

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ipd/ipdlib/device"
	"ipd/ipdlib/training"
)

// Options say where and how a sweep runs. They don't change its results, but for the backend's rounding.
type Options struct {
	Dir      string         // folder of the records, made where there is none
	Device   device.Options // where to compute
	Workers  int            // trainings at once; 0: as many as device.Workers says
	Progress func(Event)    // told what happens, one event at a time; may be nil. It should return at once
}

// Run runs all trainings of a sweep that have no record in the folder yet, and returns the records of all, in the order
// of Settings.Trainings. When ctx ends, Run returns its error; what is finished is kept, and another Run goes on from
// there. The first error of a training ends the others too.
func Run(ctx context.Context, s Settings, o Options) (records []*Record, err error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if o.Workers < 0 {
		return nil, fmt.Errorf("%w: %d workers; give a positive number, or 0 for one a core", ErrSettings, o.Workers)
	}
	f, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.close()) }()

	if err := f.saveSettings(s); err != nil {
		return nil, err
	}
	p := &progress{tell: o.Progress}
	all := s.Trainings()
	p.total = len(all)
	records = make([]*Record, len(all))
	todo, err := f.resume(all, records, p)
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
	q := newQueue(todo, func(i int) bool { return all[i].Dropout() > 0 })
	err = device.Each(ctx, min(workers, len(todo)), o.Device, func(ctx context.Context, number int, d *device.Device) error {
		w, err := NewWorker(d, s.Settings)
		if err != nil {
			return err
		}
		for {
			i, ok := q.take(number)
			if !ok {
				return nil
			}
			p.send(Event{Kind: Started, Training: all[i], Worker: number})
			r, err := w.Train(ctx, all[i], func(e training.Epoch) {
				p.send(Event{Kind: Epoched, Training: all[i], Worker: number, Epoch: e})
			})
			if err == nil {
				err = f.save(r)
			}
			if err != nil {
				return fmt.Errorf("training %s: %w", all[i], err)
			}
			records[i] = r // no two workers have the same i
			p.finished(Event{Kind: Finished, Training: all[i], Worker: number, Record: r})
		}
	})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("sweep: stopped after %d of %d trainings: %w", p.done, p.total, context.Cause(ctx))
	}
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return records, nil
}

// resume fills in the records that are there and returns the numbers of the trainings to do.
func (f *folder) resume(all []Training, records []*Record, p *progress) (todo []int, err error) {
	for i, t := range all {
		records[i], err = load(f.dir, t)
		switch {
		case errors.Is(err, ErrDamaged):
			aside, asideErr := f.setAside(recordPath(f.dir, t))
			if asideErr != nil {
				return nil, fmt.Errorf("%w; setting it aside: %w", err, asideErr)
			}
			p.send(Event{Kind: Damaged, Training: t, Damage: fmt.Sprintf("%v; it is now %s, and the training runs again", err, aside)})
		case err != nil:
			return nil, err
		}
		if records[i] == nil {
			todo = append(todo, i)
			continue
		}
		p.finished(Event{Kind: Found, Training: t, Record: records[i]})
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
