package exercise

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// A Try asks whether properties hold, one after the other, and ends at the first that does not. Its methods belong into the
// function that [Exercise.Check] calls, and nowhere else.
type Try struct {
	given string

	mu      sync.Mutex // guards failure: who gives up waiting writes it, too
	failure *failure
}

// failure is a property that does not hold.
type failure struct{ property, hint string }

// Given says for which input the next properties are asked: Given("v = %g", v).
func (t *Try) Given(format string, args ...any) { t.given = fmt.Sprintf(format, args...) }

// Holds demands a property, which is said as it should be ("spikes are 0 or 1").
func (t *Try) Holds(ok bool, property, hint string) {
	if !ok {
		t.fail(t.about(property), hint)
		panic(stop{})
	}
}

// Near demands a number that may be off by the tolerance. If it is as near to that of a slip, the slip's hint is said,
// otherwise what was expected.
func (t *Try) Near(property string, got, want, tolerance float64, slips ...Slip) {
	if math.Abs(got-want) <= tolerance || got == want { // equal infinities
		return
	}
	right, gotten := apart(want, got)
	hint := fmt.Sprintf("Expected about %s, got %s.", right, gotten)
	if math.IsNaN(got) {
		hint = fmt.Sprintf("Expected about %.4g, got NaN, which is no number: is something divided by zero?", want)
	}
	for _, slip := range slips {
		if slip.isOf(got, tolerance) {
			hint += " " + slip.Hint
			break
		}
	}
	t.Holds(false, property, hint)
}

// AllNear demands a list of numbers, each within the tolerance. The first that is off is named, counted from 0.
func (t *Try) AllNear(property string, got, want []float64, tolerance float64) {
	t.Holds(len(got) == len(want), property, fmt.Sprintf("Expected a list of %d numbers, got %d.", len(want), len(got)))
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance) {
			t.Holds(false, property, fmt.Sprintf("Number %d (from 0): expected about %.4g, got %.4g.", i, want[i], got[i]))
		}
	}
}

// about is the property with the input it was asked for.
func (t *Try) about(property string) string {
	if t.given == "" {
		return property
	}
	return property + ", for " + t.given
}

// stop ends a try whose failure is noted.
type stop struct{}

// run lets the properties ask; whatever happens meanwhile ends as a failure at most.
func (t *Try) run(properties func(t *Try)) {
	well := false
	defer func() {
		r := recover()
		if _, noted := r.(stop); noted || well {
			return
		}
		hint := "It ended its goroutine instead of giving a value."
		if r != nil {
			hint = "It says: " + strings.TrimPrefix(firstLine(r), "runtime error: ") + "." + beyond(firstLine(r))
		}
		t.fail(t.about("it runs without an error"), hint)
	}()
	properties(t)
	well = true
}

// fail notes the first failure.
func (t *Try) fail(property, hint string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failure == nil {
		t.failure = &failure{property, hint}
	}
}

func (t *Try) found() *failure {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failure
}

var outOfRange = regexp.MustCompile(`index out of range \[-?\d+\](?: with length (\d+))?`)

// beyond explains an index that a list hasn't got; it is empty for anything else.
func beyond(message string) string {
	m := outOfRange.FindStringSubmatch(message)
	if m == nil {
		return ""
	}
	switch length, _ := strconv.Atoi(m[1]); {
	case m[1] == "":
		return " Go does not count from the end: a list begins at x[0]."
	case length == 0:
		return " The list is empty, and x[i] = ... only changes what is there. Use append, or begin with make([]float64, n)."
	default:
		return fmt.Sprintf(" A list of length %d goes from 0 to %d.", length, length-1)
	}
}
