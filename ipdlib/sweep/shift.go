package sweep

import (
	"context"
	"fmt"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// A shift is a worker's part of a Run: it takes trainings from the queue until none is left, one by one or, where that is
// wanted, some at once.
type shift struct {
	number   int
	device   *device.Device
	workers  int
	options  Options
	folder   *record.Folder
	all      []plan.Training
	records  []*record.Record // by training; no two workers have the same one
	progress *progress

	single *Worker        // made when it is needed, as is team
	team   *team          // for several at once
	fit    map[string]int // how many trainings of a kind fit at once
	most   int            // how many did at last, after memory ran out; 0: it never did
}

func (w *shift) work(ctx context.Context, q *queue) error {
	for {
		group := q.takeTogether(w.number, w.all, func(t plan.Training) (most, compiled int) {
			if w.team != nil && w.team.name == t.Settings.TogetherKey() {
				compiled = w.team.networks
			}
			return w.atOnce(ctx, t), compiled
		})
		if group == nil {
			return nil
		}
		left := group[:0]
		for _, i := range group {
			if r, err := w.folder.Load(w.all[i]); err == nil && r != nil { // another process was here
				w.records[i] = r
				w.progress.finished(Event{Kind: Found, Training: w.all[i], Record: r})
				continue
			}
			left = append(left, i)
		}
		if err := w.together(ctx, left); err != nil {
			return err
		}
	}
}

// atOnce is how many trainings like this one are done at once.
func (w *shift) atOnce(ctx context.Context, t plan.Training) int {
	name := t.Settings.TogetherKey()
	if _, ok := w.fit[name]; !ok {
		if w.fit == nil {
			w.fit = map[string]int{}
		}
		w.fit[name] = w.options.atOnce(ctx, w.device, t.Settings, w.workers)
	}
	if w.most > 0 {
		return min(w.most, w.fit[name])
	}
	return w.fit[name]
}

// alone does one training.
func (w *shift) alone(ctx context.Context, i int) error {
	t := w.all[i]
	if w.single == nil {
		single, err := NewWorker(w.device, t.Settings)
		if err != nil {
			return err
		}
		w.single = single
	}
	w.progress.send(Event{Kind: Started, Training: t, Worker: w.number})
	r, err := w.single.Train(ctx, t, func(e training.Epoch) {
		w.progress.send(Event{Kind: Epoched, Training: t, Worker: w.number, Epoch: e})
	})
	if err == nil {
		r, err = w.folder.Save(r)
	}
	if err != nil {
		return fmt.Errorf("training %s: %w", t, errMemory(w.device, err))
	}
	w.records[i] = r
	w.progress.finished(Event{Kind: Finished, Training: t, Worker: w.number, Record: r})
	return nil
}
