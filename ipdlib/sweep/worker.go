package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// A worker takes trainings from the queue until none is left: one by one or, on a GPU or on request, several together in one
// program, since a single one would leave a GPU mostly idle. A training's record is the same as alone up to float32 rounding; on
// XLA's CPU only the losses' last digits may differ.
type worker struct {
	number   int
	device   *device.Device
	runner   *training.Runner
	workers  int
	options  Options
	folder   *record.Folder
	all      []plan.Training
	records  []*record.Record // by training; no two workers have the same one
	progress *progress

	fit      map[string]int // how many trainings of a kind fit into memory
	most     int            // the limit since memory last ran out; 0: it never did
	compiled int            // the number of trainings together for which the runner has programs
	of       string         // their TogetherKey
	gone     map[int]bool   // trainings that failed
}

func (w *worker) work(ctx context.Context, q *queue) error {
	for {
		group := q.takeTogether(w.number, w.all, func(t plan.Training) (most, compiled int) {
			if w.of == t.Settings.TogetherKey() {
				compiled = w.compiled
			}
			return w.atOnce(ctx, t), compiled
		})
		if group == nil {
			return nil
		}
		left := group[:0]
		for _, i := range group {
			if r, err := w.folder.Load(w.all[i]); err == nil && r != nil { // another process has done it
				w.records[i] = r
				w.progress.finished(Event{Kind: Found, Training: w.all[i], Record: r})
				continue
			}
			if !w.options.Retry {
				if f, err := w.folder.LoadFailure(w.all[i]); err == nil && f != nil {
					w.progress.fail(i, Event{Kind: Failed, Training: w.all[i], Worker: w.number, Failure: f, Earlier: true})
					continue
				}
			}
			left = append(left, i)
		}
		if err := w.train(ctx, left); err != nil {
			return err
		}
	}
}

// train does some trainings. If the device's memory runs out, it says so and continues with half as many; if a single training
// doesn't fit, or its computation crashes, that training has failed.
func (w *worker) train(ctx context.Context, group []int) error {
	for len(group) > 0 {
		started := time.Now()
		err := w.together(ctx, group)
		var broken *breakdown
		crashed := errors.As(err, &broken)
		if err == nil || ctx.Err() != nil || !crashed && !outOfMemory(err) {
			return err
		}
		var left []int
		for _, i := range group {
			if w.records[i] == nil && !w.gone[i] {
				left = append(left, i)
			}
		}
		if len(left) == 1 && len(group) == 1 {
			cause := record.OutOfMemory
			if crashed {
				cause = record.Crashed
			} else {
				err = fmt.Errorf("%s has too little memory even for this training alone; use a smaller batch_size or fewer training_batches, or another backend (%s)", w.device.Name, firstLine(err))
			}
			w.runner.Close() // its programs may be broken
			w.of, w.compiled = "", 0
			return w.fail(left[0], 0, cause, err, nil, started)
		}
		w.shrink(len(group), err)
		for n := w.most; len(left) > n; left = left[n:] {
			if err := w.train(ctx, left[:n]); err != nil {
				return err
			}
		}
		group = left
	}
	return nil
}

// runTogether is a variable for tests, which simulate running out of memory.
var runTogether = (*training.Runner).RunTogether

// together runs trainings together, and saves each one's record as soon as it is done.
func (w *worker) together(ctx context.Context, group []int) error {
	start, computer := time.Now(), record.Describe(w.device, w.all[group[0]].Settings)
	tasks := make([]training.Task, len(group))
	for k, i := range group {
		tasks[k] = w.all[i].Task()
		w.progress.send(w.event(Started, i, len(group), len(group)))
	}
	w.compiled, w.of = len(group), w.all[group[0]].Settings.TogetherKey()
	err := guarded(w.runner, ctx, tasks, func(m training.Moment) error {
		i := group[m.Network]
		switch m.Stage {
		case training.Validated:
			e := w.event(Epoched, i, len(group), m.Under)
			e.Epoch = m.Epochs[len(m.Epochs)-1]
			w.progress.send(e)
		case training.Ended:
			result, err := m.Now()
			if err == nil && errors.Is(result.Err, training.ErrDiverged) {
				return w.fail(i, m.Under, record.Diverged, result.Err, m.Epochs, start)
			}
			if err == nil {
				err = result.Err
			}
			if err == nil {
				w.records[i], err = w.folder.Save(record.New(w.all[i], result, computer, start))
			}
			if err != nil {
				return fmt.Errorf("training %s: %w", w.all[i], err)
			}
			e := w.event(Finished, i, len(group), m.Under)
			e.Record = w.records[i]
			w.progress.finished(e)
		}
		return nil
	})
	switch {
	case err == nil:
		return nil
	case len(group) == 1:
		return fmt.Errorf("training %s: %w", w.all[group[0]], err)
	}
	return fmt.Errorf("%d trainings together, from %s: %w", len(group), w.all[group[0]], err)
}

// fail records that a training has no result.
func (w *worker) fail(i, under int, cause record.Cause, why error, epochs []training.Epoch, started time.Time) error {
	f := record.NewFailure(w.all[i], cause, why, epochs, record.Describe(w.device, w.all[i].Settings), started)
	if err := w.folder.SaveFailure(f); err != nil {
		return fmt.Errorf("training %s: %w", w.all[i], err)
	}
	if w.gone == nil {
		w.gone = map[int]bool{}
	}
	w.gone[i] = true
	w.progress.fail(i, Event{Kind: Failed, Training: w.all[i], Worker: w.number, Together: under, Failure: f})
	return nil
}

// A breakdown is a panic in the computation of trainings.
type breakdown struct{ what any }

func (b *breakdown) Error() string { return fmt.Sprintf("the program crashed: %v", b.what) }

// guarded turns panics of runTogether into errors, so that they end only one training. GoMLX reports some mistakes that way.
func guarded(r *training.Runner, ctx context.Context, tasks []training.Task, observe training.Observer) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = &breakdown{what}
		}
	}()
	_, err = runTogether(r, ctx, tasks, observe)
	return err
}

// event is an event of training i, in a group of which under are still running.
func (w *worker) event(kind Kind, i, group, under int) Event {
	if group == 1 {
		under = 0
	}
	return Event{Kind: kind, Training: w.all[i], Worker: w.number, Together: under}
}
