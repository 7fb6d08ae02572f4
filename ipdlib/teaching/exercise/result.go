package exercise

import (
	"html"
	"strings"

	"ipd/ipdlib/notebook"
)

// A State is how far an exercise has come.
type State int

const (
	NotStarted State = iota
	NotYet
	Done
)

// String gives the words that begin every answer.
func (s State) String() string { return [...]string{"not started", "not yet", "done"}[s] }

// A Result is the answer to an exercise.
type Result struct {
	Exercise string
	State    State
	Property string // NotYet: what should hold; empty for a prediction
	Hint     string // what to do next
	Why      string // Done: why it is right
}

// sentences are what the answer says after its state.
func (r Result) sentences() string {
	switch r.State {
	case NotStarted:
		return r.Hint
	case NotYet:
		if r.Property == "" {
			return r.Hint
		}
		return strings.TrimSpace("What should hold: " + r.Property + ". " + r.Hint)
	}
	return r.Why
}

// String is the answer in plain text: "Leak: done. ..."
func (r Result) String() string { return r.Exercise + ": " + r.State.String() + ". " + r.sentences() }

// looks of the states. They differ in sign and words too, not in colour alone; the colours are of Okabe and Ito's set for
// all kinds of colour vision.
var looks = [...]struct{ sign, colour string }{
	NotStarted: {"○", "#999999"},
	NotYet:     {"✗", "#d55e00"},
	Done:       {"✓", "#009e73"},
}

// Show shows the answer in the notebook, and gives it back.
func (r Result) Show() Result {
	look := looks[r.State]
	words := strings.ToUpper(r.State.String()[:1]) + r.State.String()[1:]
	notebook.HTML(r.String(), `<div role="status" style="border-left:5px solid `+look.colour+`;padding:4px 12px;margin:4px 0;max-width:46em">`+
		`<b>`+look.sign+` `+words+`</b> · `+html.EscapeString(r.Exercise)+`<br>`+html.EscapeString(r.sentences())+`</div>`)
	return r
}
