package sweep

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// Trainings together: on a GPU a worker trains many networks at once, in one program (see training.Fleet), since one alone
// would leave it idle. A training's record is the same as alone: but for the rounding of float32, and on XLA's CPU byte for
// byte but for its times.

// unknownMemory is what a GPU is taken to have free that doesn't say: as much as the smallest of today.
const unknownMemory = 4 << 30

// atOnce says how many trainings like this one a worker does at once: as many as are wanted, or, on a GPU, any number, but
// no more than its memory holds.
func (o Options) atOnce(ctx context.Context, d *device.Device, s training.Settings, workers int) int {
	if o.Together == 1 || o.Together == 0 && !d.OnGPU() || !training.Together(s) {
		return 1
	}
	free, err := d.FreeMemory(ctx)
	if err != nil {
		free = unknownMemory
	}
	if !d.OnGPU() {
		free /= uint64(workers) // they share it
	}
	const share = 0.8 // what is left is for programs, libraries and other people's
	fit := max(1, int(share*float64(free)/float64(training.FleetBytes(s, d.OnGPU()))))
	if o.Together == 0 {
		return fit
	}
	if fit < o.Together {
		o.say("There is memory for %d trainings at once, not for %d (%.1f GB are free).", fit, o.Together, float64(free)/1e9)
	}
	return min(fit, o.Together)
}

func (o Options) say(format string, args ...any) {
	if o.Device.Out != nil {
		fmt.Fprintf(o.Device.Out, format+"\n", args...)
	}
}

// takeTogether gives a worker its next trainings, at most so many; none where none is left. A line with more is cut into
// pieces of equal size, so that the last one isn't a single training, which needs programs of its own; or into pieces of the
// size that the worker has programs for, if that makes no more than three: on a GPU compiling takes longer than training.
// atOnce is asked about the first of them: how many at most, and for how many there are programs.
func (q *queue) takeTogether(worker int, all []plan.Training, atOnce func(plan.Training) (most, compiled int)) []int {
	first, ok := q.take(worker)
	if !ok {
		return nil
	}
	n, compiled := atOnce(all[first])
	if n < 2 {
		return []int{first}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	l, name, alike := q.at[worker], all[first].Settings.TogetherKey(), 1
	for _, i := range l.left {
		if all[i].Settings.TogetherKey() == name {
			alike++
		}
	}
	if compiled > 1 && compiled < n && alike <= 3*compiled {
		n = compiled
	}
	pieces := (alike + n - 1) / n
	n = (alike + pieces - 1) / pieces
	group, left := []int{first}, []int(nil)
	for _, i := range l.left {
		if len(group) < n && all[i].Settings.TogetherKey() == name {
			group = append(group, i)
		} else {
			left = append(left, i)
		}
	}
	l.left = left
	return group
}

// trainTogether is a variable for tests, which let memory run out.
var trainTogether = (*team).train

// together does trainings at once and saves each one's record when it is done. Where the device's memory runs out, it says so
// and goes on with half as many.
func (w *shift) together(ctx context.Context, group []int) error {
	for len(group) > 1 {
		err := w.group(ctx, group)
		if err == nil || ctx.Err() != nil || !outOfMemory(err) {
			return err
		}
		var left []int
		for _, i := range group {
			if w.records[i] == nil {
				left = append(left, i)
			}
		}
		w.most = (len(group) + 1) / 2
		w.options.say("The memory of %s doesn't hold %d trainings at once; going on with %d. (%s)", w.device.Name, len(group), w.most, firstLine(err))
		w.team.close()
		runtime.GC() // tensors that an error left behind
		for n := w.most; len(left) > n; left = left[n:] {
			if err := w.together(ctx, left[:n]); err != nil {
				return err
			}
		}
		group = left
	}
	for _, i := range group {
		if err := w.alone(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// group does trainings at once.
func (w *shift) group(ctx context.Context, group []int) error {
	trainings := make([]plan.Training, len(group))
	for k, i := range group {
		trainings[k] = w.all[i]
	}
	event := func(kind Kind, k, under int) Event {
		return Event{Kind: kind, Training: trainings[k], Worker: w.number, Together: under}
	}
	for k := range group {
		w.progress.send(event(Started, k, len(group)))
	}
	if w.team == nil {
		w.team = &team{device: w.device, computer: Describe(w.device)}
	}
	err := trainTogether(w.team, ctx, trainings, func(k int, e training.Epoch, under int) {
		told := event(Epoched, k, under)
		told.Epoch = e
		w.progress.send(told)
	}, func(k int, r *record.Record, under int) error {
		r, err := w.folder.Save(r)
		if err != nil {
			return fmt.Errorf("training %s: %w", trainings[k], err)
		}
		w.records[group[k]] = r
		told := event(Finished, k, under)
		told.Record = r
		w.progress.finished(told)
		return nil
	})
	if err != nil {
		return fmt.Errorf("%d trainings at once, from %s: %w", len(group), trainings[0], err)
	}
	return nil
}

// outOfMemory reports an error of a device whose memory ran out. PJRT says it in words and with the code 8.
func outOfMemory(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	for _, sign := range []string{"RESOURCE_EXHAUSTED", "(code=8)", "Out of memory", "out of memory"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

// errMemory explains a device's memory that doesn't hold one training.
func errMemory(d *device.Device, err error) error {
	if !outOfMemory(err) {
		return err
	}
	return errors.Join(fmt.Errorf("the memory of %s doesn't hold a training; free some, take a smaller batch_size or fewer training_batches, or another backend", d.Name), err)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if len(line) > 200 {
		line = line[:200] + "..."
	}
	return line
}
