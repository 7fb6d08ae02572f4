package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"ipd/ipdlib/record"
	"ipd/ipdlib/sweep"
)

// A progress shows the course of a sweep: as bars on a terminal, as lines elsewhere. It is written to by those who have
// something to say meanwhile.
type progress interface {
	io.Writer
	event(sweep.Event)
	close()
	done() string // what was done, in the end
}

// newProgress shows so many trainings, of so many epochs at most.
func newProgress(out io.Writer, trainings, epochs int) progress {
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return newBars(out, trainings, epochs)
	}
	return &lines{out: out}
}

// A clock estimates the time left from the trainings that were finished since the first one began.
type clock struct {
	start time.Time
	found int // trainings that were done before
	total int

	failed, failedBefore int // trainings without a result: now, and before
}

// done says how many trainings were done now and before.
func (c *clock) done() string {
	text := count(c.total-c.found-c.failed-c.failedBefore, "training")
	if c.found > 0 {
		verb := "were"
		if c.found == 1 {
			verb = "was"
		}
		text += fmt.Sprintf(" (%d more %s done already)", c.found, verb)
	}
	if c.failed > 0 {
		text += fmt.Sprintf(", %d failed", c.failed)
	}
	if c.failedBefore > 0 {
		text += fmt.Sprintf(", %d failed before", c.failedBefore)
	}
	return text
}

// watch takes notice of an event.
func (c *clock) watch(e sweep.Event) {
	c.total = e.Total
	switch {
	case e.Kind == sweep.Found:
		c.found++
	case e.Kind == sweep.Failed && e.Earlier:
		c.failedBefore++
	case e.Kind == sweep.Failed:
		c.failed++
	case e.Kind == sweep.Started && c.start.IsZero():
		c.start = time.Now()
	}
}

// left estimates the time left when done trainings of all are finished; false before the first one is.
func (c *clock) left(done float64, total int) (time.Duration, bool) {
	finished := done - float64(c.found+c.failedBefore)
	if c.start.IsZero() || finished <= 0 {
		return 0, false
	}
	left := time.Duration(float64(time.Since(c.start)) * (float64(total) - done) / finished)
	return max(left.Round(time.Second), time.Second), true
}

// result is a finished training in a line.
func result(r *record.Record) string {
	return fmt.Sprintf("%s: accuracy %.1f %% in training, %.1f %% in the test", r.Training, record.TrainAccuracy.Of(r), record.TestAccuracy.Of(r))
}
