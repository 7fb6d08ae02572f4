package notebook

import (
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/training"
)

// Each training has its dot, in whatever order they come.
func TestGrid(t *testing.T) {
	s := plan.Default()
	all := s.Trainings()
	g := newGrid(s)
	g.event(sweep.Event{Kind: sweep.Found, Training: all[0], Done: 1, Total: 54})
	g.event(sweep.Event{Kind: sweep.Started, Training: all[53], Worker: 1, Done: 1, Total: 54}) // run 3, dropout 0.9, sigma 0.5
	g.event(sweep.Event{Kind: sweep.Epoched, Training: all[53], Worker: 1, Epoch: training.Epoch{Number: 9}, Done: 1, Total: 54})
	g.event(sweep.Event{Kind: sweep.Started, Training: all[18], Done: 1, Total: 54}) // run 2, dropout 0, sigma 0
	g.event(sweep.Event{Kind: sweep.Finished, Training: all[18], Done: 2, Total: 54})

	if got := g.cell("dropout 0", 0); got != "●●○" {
		t.Errorf("dropout 0, sigma 0: %s", got)
	}
	if got := g.cell("dropout 0.9", 0.5); got != "○○◐" {
		t.Errorf("dropout 0.9, sigma 0.5: %s", got)
	}
	if dots := g.table(); strings.Count(dots, "●") != 2 || strings.Count(dots, "◐") != 1 || strings.Count(dots, "○") != 51 {
		t.Errorf("table %s", dots)
	}
	if header := g.table(); !strings.Contains(header, `<th style="text-align:left">sigma</th><th style="text-align:center">0</th>`) {
		t.Errorf("the header of %s", header)
	}
	// One training and a half took 30 s, so 51.5 more take 17 min 10 s.
	text := g.draw(g.count.begun.Add(30 * time.Second)).plain
	if want := "2 of 54 trainings in 30 s, 1 of them found from before, about 17 min 10 s left; run 3, dropout 0.9, sigma 0.5: epoch 10 of 20"; text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
}

// A stopped sweep shows what is finished, and nothing that seems to go on.
func TestStoppedGrid(t *testing.T) {
	s := plan.Default()
	g := newGrid(s)
	g.event(sweep.Event{Kind: sweep.Finished, Training: s.Trainings()[0], Done: 1})
	g.event(sweep.Event{Kind: sweep.Started, Training: s.Trainings()[1], Done: 1})
	g.close()
	if dots := g.table(); strings.Count(dots, "●") != 1 || strings.Contains(dots, "◐") {
		t.Errorf("table %s", dots)
	}
}

func TestGridOfManyRunsCounts(t *testing.T) {
	s := plan.Default()
	s.Grid.Runs = 10
	g := newGrid(s)
	g.event(sweep.Event{Kind: sweep.Found, Training: s.Trainings()[0], Done: 1})
	if got := g.cell("dropout 0", 0); got != "1/10" {
		t.Errorf("%s", got)
	}
}

// What else is varied has rows of its own, and its trainings are counted.
func TestGridOfFurtherAxes(t *testing.T) {
	s := plan.Default()
	s.Grid.Dropouts, s.Grid.Sigmas = []float64{0}, []float64{0.5, 0}
	s.Grid.Vary = []plan.Axis{{Field: "reset", Values: []any{"late", "none"}}}
	g := newGrid(s)
	if g.count.total != 12 {
		t.Errorf("%d trainings", g.count.total)
	}
	all := s.Trainings()
	g.event(sweep.Event{Kind: sweep.Found, Training: all[len(all)-1], Done: 1}) // run 3, no reset, sigma 0
	if got := g.cell("reset none", 0); got != "○○●" {
		t.Errorf("no reset, sigma 0: %s", got)
	}
	if table := g.table(); strings.Count(table, "<td style=\"text-align:left\">reset ") != 2 || strings.Count(table, "○") != 11 || strings.Index(table, ">0<") > strings.Index(table, ">0.5<") {
		t.Error(table)
	}
	s.Grid.Dropouts = []float64{0.5, 0}
	if g := newGrid(s); g.rows[0] != "reset late, dropout 0" || len(g.rows) != 4 {
		t.Errorf("rows %q", g.rows)
	}
}

func TestWordsOfACount(t *testing.T) {
	begun := time.Unix(0, 0)
	for _, c := range []struct {
		count
		after      time.Duration
		done, left string
	}{
		{count{total: 4}, time.Second, "0 of 4 nets in 1 s", ""},
		{count{total: 4, partial: 0.25}, time.Second, "0 of 4 nets in 1 s", ""},
		{count{total: 4, done: 1}, 100 * time.Second, "1 of 4 nets in 1 min 40 s", ", about 5 min 0 s left"},
		{count{total: 4, done: 3, found: 2}, 90 * time.Minute, "3 of 4 nets in 1 h 30 min, 2 of them found from before", ", about 1 h 30 min left"},
		{count{total: 4, done: 4, found: 4}, time.Second, "4 of 4 nets found from before", ""},
		{count{total: 4, done: 4}, 300 * time.Millisecond, "4 of 4 nets in 0.3 s", ""},
	} {
		c.begun = begun
		if got := c.doneInWords("nets", begun.Add(c.after)); got != c.done {
			t.Errorf("%+v: %q, want %q", c.count, got, c.done)
		}
		if got := c.leftInWords(begun.Add(c.after)); got != c.left {
			t.Errorf("%+v: %q left, want %q", c.count, got, c.left)
		}
	}
}
