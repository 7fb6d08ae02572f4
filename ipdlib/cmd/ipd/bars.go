package main

import (
	"fmt"
	"io"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"ipd/ipdlib/sweep"
)

// bars shows progress on a terminal: a bar for the whole sweep above one for each worker's training. The whole is counted
// in epochs, so that it moves from the first second on.
//
// Events come one at a time, but mpb draws meanwhile, and asks for texts while it does: they are labels, so that neither
// waits for the other.
type bars struct {
	clock
	container     *mpb.Progress
	whole         *mpb.Bar
	heading, left label // before and behind the whole
	epochs        int   // of a training, at most
	finished      int   // trainings
	workers       map[int]*workerBar
}

// A workerBar is what a worker is at.
type workerBar struct {
	bar  *mpb.Bar
	text label
	at   int // epochs done of the training
	many int // trainings under way at once, 0 where they come one by one
}

// A label is a text that changes while it is shown.
type label struct{ text atomic.Pointer[string] }

func (l *label) set(text string) { l.text.Store(&text) }

// decorator shows the label beside a bar.
func (l *label) decorator(width ...decor.WC) decor.Decorator {
	return decor.Any(func(decor.Statistics) string {
		if text := l.text.Load(); text != nil {
			return *text
		}
		return ""
	}, width...)
}

func newBars(out io.Writer, trainings, epochs int, options ...mpb.ContainerOption) *bars {
	b := &bars{
		container: mpb.New(append(options, mpb.WithOutput(out), mpb.WithWidth(72))...),
		clock:     clock{total: trainings},
		epochs:    epochs,
		workers:   map[int]*workerBar{},
	}
	b.whole = b.container.AddBar(int64(b.total*b.epochs),
		mpb.PrependDecorators(b.heading.decorator(decor.WCSyncSpaceR)),
		mpb.AppendDecorators(b.left.decorator()),
	)
	return b
}

// Write puts a sentence above the bars.
func (b *bars) Write(text []byte) (int, error) { return b.container.Write(text) }

func (b *bars) event(e sweep.Event) {
	b.watch(e)
	b.finished = e.Done
	switch e.Kind {
	case sweep.Damaged:
		fmt.Fprintln(b, e.Damage)
	case sweep.Failed:
		if e.Earlier {
			break
		}
		fmt.Fprintln(b, e.Failure)
		b.worker(e.Worker).event(e)
	case sweep.Started, sweep.Epoched, sweep.Finished:
		b.worker(e.Worker).event(e)
	}
	b.heading.set(fmt.Sprintf("%d of %d trainings", b.finished, b.total))
	if left, ok := b.clock.left(b.progressed(), b.total); ok && b.finished < b.total {
		b.left.set("about " + inWords(left) + " left")
	} else {
		b.left.set("")
	}
	b.whole.SetCurrent(int64(b.progressed() * float64(b.epochs)))
}

// progressed is how many trainings are done, the begun ones by their share.
func (b *bars) progressed() float64 {
	done := float64(b.finished)
	for _, w := range b.workers {
		done += float64(max(1, w.many)) * float64(w.at) / float64(b.epochs)
	}
	return done
}

// worker gives the bar of a worker, made when it begins.
func (b *bars) worker(number int) *workerBar {
	w := b.workers[number]
	if w == nil {
		w = &workerBar{}
		w.bar = b.container.AddBar(int64(b.epochs+1), // one more, the test: a bar that is full stays so
			mpb.PrependDecorators(decor.Any(func(s decor.Statistics) string {
				return fmt.Sprintf("epoch %d of %d", s.Current, b.epochs)
			}, decor.WCSyncSpaceR)),
			mpb.AppendDecorators(w.text.decorator()),
		)
		b.workers[number] = w
	}
	return w
}

func (w *workerBar) event(e sweep.Event) {
	w.many = e.Together
	name := e.Training.String()
	if e.Together > 1 {
		name = fmt.Sprintf("%d trainings together", e.Together)
	}
	switch {
	case e.Kind == sweep.Started:
		w.show(0, name)
	case e.Kind == sweep.Epoched:
		w.show(e.Epoch.Number+1, fmt.Sprintf("%s, validation loss %.2f", name, e.Epoch.ValidationLoss))
	case e.Together == 0: // finished, and no other is under way
		w.show(0, "")
	}
}

func (w *workerBar) show(epochs int, text string) {
	w.at = epochs
	w.text.set(text)
	w.bar.SetCurrent(int64(epochs))
}

// close takes the workers' bars away and leaves that of the whole as it stands.
func (b *bars) close() {
	for _, w := range b.workers {
		w.bar.Abort(true)
	}
	b.whole.Abort(false)
	b.container.Wait()
}
