package main

import (
	"fmt"
	"io"

	"ipd/ipdlib/record"
	"ipd/ipdlib/sweep"
)

// lines shows progress in plain lines: one a finished training.
type lines struct {
	clock
	out io.Writer
}

func (l *lines) Write(text []byte) (int, error) { return l.out.Write(text) }

func (l *lines) event(e sweep.Event) {
	if e.Kind == sweep.Started && l.start.IsZero() && l.found+l.failedBefore > 0 {
		text := ""
		if l.failedBefore > 0 {
			text = fmt.Sprintf(", %d failed before", l.failedBefore)
		}
		fmt.Fprintf(l.out, "%d of %s are done already%s.\n", l.found, count(e.Total, "training"), text)
	}
	l.watch(e)
	switch e.Kind {
	case sweep.Damaged:
		fmt.Fprintln(l.out, e.Damage)
	case sweep.Failed:
		if !e.Earlier {
			fmt.Fprintf(l.out, "%d of %d: %s\n", e.Done, e.Total, e.Failure)
		}
	case sweep.Finished:
		text := fmt.Sprintf("%d of %d: %s, %s", e.Done, e.Total, result(e.Record), seconds(e.Record))
		if left, ok := l.left(float64(e.Done), e.Total); ok && e.Done < e.Total {
			text += ", about " + inWords(left) + " left"
		}
		fmt.Fprintln(l.out, text)
	}
}

func (l *lines) close() {}

func seconds(r *record.Record) string { return fmt.Sprintf("%.1f s", r.Times.Seconds) }
