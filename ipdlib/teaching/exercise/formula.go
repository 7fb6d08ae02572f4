package exercise

import (
	"fmt"
	"math"
)

// A Formula is what a student's function may give for an input x: a right answer, or a usual slip with the hint against it.
type Formula[X any] struct {
	Of   func(x X) float64
	Hint string // of a slip
}

// A Question asks a student's function for its value at several inputs.
type Question[X any] struct {
	Property string           // what should hold, without giving the formula away
	Inputs   []X              // several, and of several kinds: a slip is told from others by all of them together
	Given    func(x X) string // an input in words
	Right    []Formula[X]     // right answers; the function has to agree with one of them at all inputs
	Slips    []Formula[X]
}

// Ask compares a student's function with the right formulas. How it is written plays no part, only what it gives.
//
// A slip is recognised by its values at all inputs, not at one: a number that a slip gives there by chance is not taken for
// it. Where no slip fits, what is odd about the values as a whole is said: always the same, the wrong sign, off by a factor.
func Ask[X any](t *Try, q Question[X], f func(x X) float64) {
	got := make([]float64, len(q.Inputs))
	for i, x := range q.Inputs {
		t.Given("%s", q.Given(x))
		got[i] = f(x)
	}
	agreesUpTo := 0 // with the right formula that it follows longest
	var right []float64
	for _, formula := range q.Right {
		want := valuesOf(formula, q.Inputs)
		n := agreement(got, want)
		if n == len(got) {
			return
		}
		if right == nil || n > agreesUpTo {
			agreesUpTo, right = n, want
		}
	}
	t.Given("%s", q.Given(q.Inputs[agreesUpTo]))
	hint := ""
	for _, slip := range q.Slips {
		if agreement(got, valuesOf(slip, q.Inputs)) == len(got) {
			hint = slip.Hint
			break
		}
	}
	if hint == "" {
		hint = oddity(got, right)
	}
	want, gotten := apart(right[agreesUpTo], got[agreesUpTo])
	if math.IsNaN(got[agreesUpTo]) {
		gotten = notANumber
	}
	expected := fmt.Sprintf("Expected about %s, got %s. %s", want, gotten, hint)
	t.Holds(false, q.Property, expected)
}

func valuesOf[X any](f Formula[X], inputs []X) []float64 {
	values := make([]float64, len(inputs))
	for i, x := range inputs {
		values[i] = f.Of(x)
	}
	return values
}

// agreement is at how many inputs, from the first one on, two functions agree.
func agreement(got, want []float64) int {
	for i := range got {
		if !alike(got[i], want[i]) {
			return i
		}
	}
	return len(got)
}

// alike reports whether two numbers differ in rounding only.
func alike(got, want float64) bool {
	return got == want || math.Abs(got-want) <= 1e-9+1e-6*math.Abs(want) || math.IsNaN(got) && math.IsNaN(want)
}

// oddity says what is odd about wrong values as a whole; nothing if nothing is.
func oddity(got, want []float64) string {
	same, negative, factor := true, true, got[0]/want[0]
	for i := range got {
		same = same && alike(got[i], got[0])
		negative = negative && alike(got[i], -want[i])
		if !alike(got[i], factor*want[i]) {
			factor = math.NaN()
		}
	}
	switch {
	case math.IsNaN(got[0]):
		return ""
	case same:
		return "Your function gives the same number for all inputs: it does not use what it is given."
	case negative:
		return "Only the sign is wrong, for all inputs."
	case !math.IsNaN(factor) && !math.IsInf(factor, 0) && factor != 0:
		return fmt.Sprintf("For all inputs it is %.4g times what it should be.", factor)
	}
	return ""
}

const notANumber = "NaN, which is not a number: is something divided by zero, or is the root or the logarithm of a negative number taken"

// apart writes two numbers with as many digits as it takes to tell them apart, at least four.
func apart(want, got float64) (string, string) {
	for digits := 4; ; digits++ {
		a, b := fmt.Sprintf("%.*g", digits, want), fmt.Sprintf("%.*g", digits, got)
		if a != b || digits == 17 {
			return a, b
		}
	}
}
