package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// stopped is said when a signal ended the program. Records are written whole or not at all, so this holds at any moment.
const stopped = "stopped; finished trainings are kept, and the same command resumes from there"

// grace is how long a command may take to stop by itself. A step of training takes milliseconds, but a compilation or a
// data set can take longer than anybody wants to wait after Ctrl-C. It is a time.Duration.
var grace atomic.Int64

func init() { grace.Store(int64(700 * time.Millisecond)) }

// stopSlowly gives a command that has to end other programs, JupyterLab and its kernels, the time that those may take.
func stopSlowly() { grace.Store(int64(10 * time.Second)) }

// terminated says that the signal was SIGTERM, not Ctrl-C.
var terminated atomic.Bool

// stoppedBy is the exit status after a signal.
func stoppedBy() int {
	if terminated.Load() {
		return exitTerminated
	}
	return exitInterrupted
}

// stopOnSignals gives a context that ends at Ctrl-C (or SIGTERM). If the program is still there after the time of grace, it
// ends at once; a second signal ends it at once too. stop must be called when the command has ended by itself.
func stopOnSignals(parent context.Context, out io.Writer) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			terminated.Store(s == syscall.SIGTERM)
			cancel()
		case <-ctx.Done():
		}
	}()
	restore := func() { signal.Stop(signals) }
	undo := context.AfterFunc(ctx, func() {
		restore() // from here on signals do what they usually do
		time.Sleep(time.Duration(grace.Load()))
		fmt.Fprintln(out, "\nipd:", stopped)
		os.Exit(stoppedBy())
	})
	return ctx, func() {
		undo()
		restore()
		cancel()
	}
}
