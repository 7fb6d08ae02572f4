package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"ipd/ipdlib/sweep"
)

// bars shows progress on a terminal: a bar for the whole sweep above one for each worker's training. The whole is counted
// in epochs, so that it moves from the first second on.
type bars struct {
	container *mpb.Progress
	whole     *mpb.Bar
	epochs    int        // of a training, at most
	mu        sync.Mutex // guards what follows
	clock
	finished int // trainings
	workers  map[int]*workerBar
}

// A workerBar is what a worker is at.
type workerBar struct {
	bar  *mpb.Bar
	text string
	at   int // epochs done of the training
}

func newBars(out io.Writer, s sweep.Settings) *bars {
	b := &bars{
		container: mpb.New(mpb.WithOutput(out), mpb.WithWidth(80)),
		epochs:    s.Schedule.Epochs,
		clock:     clock{total: len(s.Trainings())},
		workers:   map[int]*workerBar{},
	}
	b.whole = b.container.AddBar(int64(b.total*b.epochs),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return b.heading() }, decor.WCSyncSpaceR)),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return b.timeLeft() })),
	)
	return b
}

// Write puts a sentence above the bars.
func (b *bars) Write(text []byte) (int, error) { return b.container.Write(text) }

func (b *bars) event(e sweep.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watch(e)
	b.finished = e.Done
	switch e.Kind {
	case sweep.Damaged:
		fmt.Fprintln(b.container, e.Damage)
	case sweep.Started:
		b.worker(e.Worker).begin(e.Training.String())
	case sweep.Epoched:
		b.worker(e.Worker).advance(e.Epoch.Number+1, fmt.Sprintf("%s, validation loss %.2f", e.Training, e.Epoch.ValidationLoss))
	case sweep.Finished:
		b.worker(e.Worker).begin("")
	}
	b.whole.SetCurrent(int64(b.progressed() * float64(b.epochs)))
}

// progressed is how many trainings are done, the begun ones by their share.
func (b *bars) progressed() float64 {
	done := float64(b.finished)
	for _, w := range b.workers {
		done += float64(w.at) / float64(b.epochs)
	}
	return done
}

func (b *bars) heading() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return fmt.Sprintf("%d of %d trainings", b.finished, b.total)
}

func (b *bars) timeLeft() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if left, ok := b.left(b.progressed(), b.total); ok {
		return "about " + inWords(left) + " left"
	}
	return ""
}

// worker gives the bar of a worker, made when it begins.
func (b *bars) worker(number int) *workerBar {
	w := b.workers[number]
	if w == nil {
		w = &workerBar{}
		w.bar = b.container.AddBar(int64(b.epochs),
			mpb.PrependDecorators(decor.Any(func(s decor.Statistics) string {
				return fmt.Sprintf("epoch %d of %d", s.Current, b.epochs)
			}, decor.WCSyncSpaceR)),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
				b.mu.Lock()
				defer b.mu.Unlock()
				return w.text
			})),
		)
		b.workers[number] = w
	}
	return w
}

func (w *workerBar) begin(text string) { w.advance(0, text) }

func (w *workerBar) advance(epochs int, text string) {
	w.at, w.text = epochs, text
	w.bar.SetCurrent(int64(epochs))
}

// close leaves the bars as they stand and waits until they are drawn.
func (b *bars) close() {
	for _, w := range b.workers {
		w.bar.Abort(true)
	}
	b.whole.Abort(false)
	b.container.Wait()
}
