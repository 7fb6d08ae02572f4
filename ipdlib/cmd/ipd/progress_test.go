package main

import (
	"strings"
	"testing"
	"time"

	"github.com/vbauerster/mpb/v8"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/training"
)

// course sends the events of a sweep of four trainings by two workers, of which one was done before.
func course(s plan.Settings, tell func(sweep.Event), pause time.Duration) {
	all := s.Trainings()
	of := func(i int) *record.Record {
		return &record.Record{Training: all[i], Train: record.Values{"accuracy_percent": 90.04}, Test: record.Values{"accuracy_percent": 61.96}}
	}
	tell(sweep.Event{Kind: sweep.Found, Training: all[0], Record: of(0), Done: 1, Total: 4})
	tell(sweep.Event{Kind: sweep.Damaged, Training: all[1], Damage: "a damaged record", Done: 1, Total: 4})
	for i := 1; i < 4; i++ {
		tell(sweep.Event{Kind: sweep.Started, Training: all[i], Worker: i % 2, Done: i, Total: 4})
		for e := range s.Schedule.Epochs {
			time.Sleep(pause)
			tell(sweep.Event{Kind: sweep.Epoched, Training: all[i], Worker: i % 2, Epoch: training.Epoch{Number: e, ValidationLoss: 1.5}, Done: i, Total: 4})
		}
		tell(sweep.Event{Kind: sweep.Finished, Training: all[i], Worker: i % 2, Record: of(i), Done: i + 1, Total: 4})
	}
}

func fourTrainings() plan.Settings {
	s := plan.Default()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 2, []float64{0.5}, []float64{0, 0.25}
	return s
}

// TestBars draws as on a terminal, while events come.
func TestBars(t *testing.T) {
	var out strings.Builder
	s := fourTrainings()
	b := newBars(&out, 4, s.Schedule.Epochs, mpb.ForceTTY(), mpb.WithAutoRefresh(), mpb.WithRefreshRate(time.Millisecond))
	course(s, b.event, time.Millisecond)
	b.close()
	contains(t, out.String(), "4 of 4 trainings", " of 20 ", "run 2, dropout 0.5, sigma 0, validation loss 1.50", "about 1 s left", "a damaged record\n")
	if got, want := b.done(), "3 trainings (1 more was done already)"; got != want {
		t.Errorf("done: %q, want %q", got, want)
	}
}

func TestLines(t *testing.T) {
	var out strings.Builder
	s := fourTrainings()
	course(s, (&lines{out: &out}).event, 0)
	want := `a damaged record
1 of 4 trainings are done already.
2 of 4: run 1, dropout 0.5, sigma 0.25: accuracy 90.0 % in training, 62.0 % in the test, 0.0 s, about 1 s left
3 of 4: run 2, dropout 0.5, sigma 0: accuracy 90.0 % in training, 62.0 % in the test, 0.0 s, about 1 s left
4 of 4: run 2, dropout 0.5, sigma 0.25: accuracy 90.0 % in training, 62.0 % in the test, 0.0 s
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestNoTimeLeftUnknown says nothing before a training is done.
func TestNoTimeLeftUnknown(t *testing.T) {
	c := clock{start: time.Now().Add(-10 * time.Second), found: 2}
	if left, ok := c.left(2, 10); ok {
		t.Errorf("%v left, before anything is known", left)
	}
	if left, ok := c.left(4, 10); !ok || left.Round(time.Second) != 30*time.Second { // two in 10 s, six to do
		t.Errorf("%v left, want 30 s", left)
	}
}
