package exercise

import (
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
)

var leak = Exercise{Name: "Leak", Why: "A share is left.", Limit: 200 * time.Millisecond}

// judge asks about the functions that students write in place of math.Exp(-x).
func judge(f func(x float64) float64) Result {
	return leak.Judge(func(t *Try) {
		for _, x := range []float64{0.5, 1, 2} {
			t.Given("x = %g", x)
			y := f(x)
			t.Holds(y >= 0, "the share is not negative", "Look at the sign.")
			t.Near("a share of exp(-x) is left", y, math.Exp(-x), 1e-6, Slip{Gives: math.Exp(x), Hint: "It grows: which sign?"})
		}
	})
}

func TestStates(t *testing.T) {
	for name, c := range map[string]struct {
		f     func(x float64) float64
		state State
		says  []string
	}{
		"untouched":  {func(float64) float64 { return Gap[float64]() }, NotStarted, []string{"Leak: not started.", "exercise.Gap"}},
		"half":       {func(x float64) float64 { return math.Exp(-x) + Gap[float64]() }, NotStarted, nil},
		"right":      {func(x float64) float64 { return math.Exp(-x) }, Done, []string{"Leak: done. A share is left."}},
		"slip":       {math.Exp, NotYet, []string{"a share of exp(-x) is left, for x = 0.5", "It grows: which sign?", "0.6065", "1.649"}},
		"unknown":    {func(x float64) float64 { return 7 }, NotYet, []string{"Expected about 0.6065, got 7."}},
		"right once": {func(x float64) float64 { return math.Exp(-0.5) }, NotYet, []string{"for x = 1"}},
		"negative":   {func(x float64) float64 { return -1 }, NotYet, []string{"the share is not negative", "Look at the sign."}},
		"NaN":        {func(x float64) float64 { return math.NaN() }, NotYet, []string{"the share is not negative"}},
		"panics":     {func(x float64) float64 { return []float64{1}[int(2*x)] }, NotYet, []string{"it runs without an error, for x = 0.5", "index out of range [1] with length 1"}},
		"long panic": {func(x float64) float64 { panic(strings.Repeat("x", 1000) + "\nstack") }, NotYet, []string{"…"}},
		"nil":        {nil, NotYet, []string{"nil pointer"}},
		"ends":       {func(x float64) float64 { runtime.Goexit(); return 0 }, NotYet, []string{"ended its goroutine"}},
		"never ends": {func(x float64) float64 {
			for {
				time.Sleep(time.Millisecond)
			}
		}, NotYet, []string{"it comes to an end", "still running after 200ms"}},
		"busy": {func(x float64) float64 {
			for {
				x++
			}
		}, NotYet, []string{"it comes to an end"}},
		"gap, panics": {func(x float64) float64 { Gap[int](); panic("so") }, NotStarted, nil},
	} {
		r := judge(c.f)
		if r.State != c.state {
			t.Errorf("%s: %s", name, r)
		}
		for _, want := range c.says {
			if !strings.Contains(r.String(), want) {
				t.Errorf("%s: %q lacks %q", name, r, want)
			}
		}
		if len(r.String()) > 400 || strings.Contains(r.String(), "goroutine 1") {
			t.Errorf("%s: more than a student can use: %q", name, r)
		}
	}
}

func TestNaNIsSaid(t *testing.T) {
	r := leak.Judge(func(t *Try) { t.Near("it is one", math.NaN(), 1, 0.1) })
	if r.State != NotYet || !strings.Contains(r.Hint, "got NaN") {
		t.Error(r)
	}
	r = leak.Judge(func(t *Try) { t.AllNear("they are one", []float64{1, math.NaN()}, []float64{1, 1}, 0.1) })
	if r.State != NotYet || !strings.Contains(r.Hint, "Number 1 (from 0): expected about 1, got NaN") {
		t.Error(r)
	}
	r = leak.Judge(func(t *Try) { t.AllNear("they are one", nil, []float64{1, 1}, 0.1) })
	if r.State != NotYet || !strings.Contains(r.Hint, "list of 2 numbers, got 0") {
		t.Error(r)
	}
}

// An earlier exercise's gap is no business of the next one's check.
func TestGapsOfOtherExercises(t *testing.T) {
	Gap[int]()
	if r := judge(func(x float64) float64 { return math.Exp(-x) }); r.State != Done {
		t.Error(r)
	}
}

func TestPredictions(t *testing.T) {
	for name, c := range map[string]struct {
		r     Result
		state State
		says  string
	}{
		"open":        {leak.judgeNumber("?", 4, 0.1), NotStarted, `in place of "?"`},
		"empty":       {leak.judgeNumber(" ", 4, 0.1), NotStarted, ""},
		"right":       {leak.judgeNumber(4, 4, 0.1), Done, "A share"},
		"near":        {leak.judgeNumber(4.05, 4, 0.1), Done, ""},
		"text":        {leak.judgeNumber("4", 4, 0.1), Done, ""},
		"comma":       {leak.judgeNumber("4,0", 4, 0.1), Done, ""},
		"high":        {leak.judgeNumber(5.0, 4, 0.1), NotYet, "less than that"},
		"low":         {leak.judgeNumber(3, 4, 0.1), NotYet, "more than that"},
		"slip":        {leak.judgeNumber(8, 4, 0.1, Slip{Gives: 8, Hint: "Spikes come in pairs."}), NotYet, "in pairs"},
		"range":       {leak.judgeNumber(700, 4, 0.1, Slip{Gives: 5, To: 1000, Hint: "Much less."}), NotYet, "700 is not it. Much less."},
		"no number":   {leak.judgeNumber("many", 4, 0.1), NotYet, "many is no number"},
		"NaN":         {leak.judgeNumber(math.NaN(), 4, 0.1), NotYet, "is no number"},
		"open choice": {leak.judgeChoice("?", "B", nil), NotStarted, ""},
		"choice":      {leak.judgeChoice(" b", "B", nil), Done, ""},
		"wrong":       {leak.judgeChoice("a", "B", map[string]string{"A": "No slope there."}), NotYet, "No slope"},
		"other":       {leak.judgeChoice("E", "B", map[string]string{"A": ""}), NotYet, "none of the choices"},
	} {
		if c.r.State != c.state || !strings.Contains(c.r.String(), c.says) {
			t.Errorf("%s: %s", name, c.r)
		}
	}
}

// Outside a notebook the answer is a line of text.
func ExampleExercise_Check() {
	double := func(x float64) float64 { return x * x }
	Exercise{Name: "Double", Why: "Twice."}.Check(func(t *Try) {
		t.Given("x = 3")
		t.Near("it doubles", double(3), 6, 1e-9, Slip{Gives: 9, Hint: "That is the square."})
	})
	Exercise{Name: "Guess", Why: "Since 2 + 2 = 4."}.Number(4, 4, 0)
	// Output:
	// Double: not yet. What should hold: it doubles, for x = 3. Expected about 6, got 9. That is the square.
	// Guess: done. Since 2 + 2 = 4.
}
