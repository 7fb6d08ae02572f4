package exercise

import (
	"fmt"
	"strings"
	"time"
)

// An Exercise is one gap to fill, or one prediction to make.
type Exercise struct {
	Name  string        // as in "Exercise 2: the leak"
	Why   string        // said when it is done: why it is right, in a sentence or two
	Limit time.Duration // how long all that is asked may take; 0: DefaultLimit
}

// DefaultLimit is ample for a function of a few lines, and short enough to wait for one that never ends.
const DefaultLimit = 5 * time.Second

// Check asks about the properties of a student's function and shows the answer.
func (e Exercise) Check(properties func(t *Try)) Result { return e.Judge(properties).Show() }

// Judge is Check without showing.
func (e Exercise) Judge(properties func(t *Try)) Result {
	reached.Store(false)
	t := &Try{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		t.run(properties)
	}()
	limit := e.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
		t.fail("it comes to an end", fmt.Sprintf("It was still running after %v. Is there a loop that never ends?", limit))
	}
	found := t.found()
	switch {
	case reached.Load():
		return Result{Exercise: e.Name, State: NotStarted, Hint: "Write your own code in place of exercise.Gap, then run both cells."}
	case found == nil:
		return Result{Exercise: e.Name, State: Done, Why: e.Why}
	}
	return Result{Exercise: e.Name, State: NotYet, Property: found.property, Hint: found.hint}
}

// firstLine cuts what a panic says to what a student can use.
func firstLine(x any) string {
	const longest = 200
	text, _, _ := strings.Cut(fmt.Sprint(x), "\n")
	if r := []rune(text); len(r) > longest {
		text = string(r[:longest-1]) + "…"
	}
	return text
}
