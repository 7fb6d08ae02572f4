package exercise

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
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
		"untouched":   {func(float64) float64 { return Gap[float64]() }, NotStarted, []string{"Leak: not started.", "exercise.Gap"}},
		"half":        {func(x float64) float64 { return math.Exp(-x) + Gap[float64]() }, NotStarted, nil},
		"right":       {func(x float64) float64 { return math.Exp(-x) }, Done, []string{"Leak: done. A share is left."}},
		"slip":        {math.Exp, NotYet, []string{"a share of exp(-x) is left, for x = 0.5", "It grows: which sign?", "0.6065", "1.649"}},
		"unknown":     {func(x float64) float64 { return 7 }, NotYet, []string{"Expected about 0.6065, got 7."}},
		"right once":  {func(x float64) float64 { return math.Exp(-0.5) }, NotYet, []string{"for x = 1"}},
		"negative":    {func(x float64) float64 { return -1 }, NotYet, []string{"the share is not negative", "Look at the sign."}},
		"NaN":         {func(x float64) float64 { return math.NaN() }, NotYet, []string{"the share is not negative"}},
		"panics":      {func(x float64) float64 { return []float64{1}[int(2*x)] }, NotYet, []string{"it runs without an error, for x = 0.5", "index out of range [1] with length 1", "from 0 to 0"}},
		"empty list":  {func(x float64) float64 { return []float64{}[int(x)] }, NotYet, []string{"The list is empty", "append"}},
		"from behind": {func(x float64) float64 { return []float64{1}[-1-int(x)] }, NotYet, []string{"index out of range [-1]", "does not count from the end"}},
		"long panic":  {func(x float64) float64 { panic(strings.Repeat("x", 1000) + "\nstack") }, NotYet, []string{"…"}},
		"nil":         {nil, NotYet, []string{"nil pointer"}},
		"ends":        {func(x float64) float64 { runtime.Goexit(); return 0 }, NotYet, []string{"ended its goroutine"}},
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
	number := func(answer any, slips ...Slip) Result { return leak.judgeNumber(answer, 1, 4, 0.1, slips...) }
	percent := func(answer any, slips ...Slip) Result { return leak.judgeNumber(answer, 100, 25, 1, slips...) }
	for name, c := range map[string]struct {
		r     Result
		state State
		says  string
	}{
		"open":         {number("?"), NotStarted, `in place of "?"`},
		"empty":        {number(" "), NotStarted, ""},
		"right":        {number(4), Done, "A share"},
		"near":         {number(4.05), Done, ""},
		"text":         {number("4"), Done, ""},
		"comma":        {number("4,0"), Done, ""},
		"unit":         {number("4 spikes"), Done, ""},
		"quotient":     {number("8/2"), Done, ""},
		"thousands":    {leak.judgeNumber("6,360", 1, 6360, 0), Done, ""},
		"spaces":       {leak.judgeNumber("1 006 360", 1, 1006360, 0), Done, ""},
		"high":         {number(5.0), NotYet, "less than that"},
		"low":          {number(3), NotYet, "more than that"},
		"slip":         {number(8, Slip{Gives: 8, Hint: "Spikes come in pairs."}), NotYet, "in pairs"},
		"range":        {number(700, Between(5, 1000, "Much less.")), NotYet, "700 is not it. Much less."},
		"not in range": {number(0, Between(-5, -1, "Negative?")), NotYet, "more than that"},
		"no number":    {number("many"), NotYet, `"many" is not a number`},
		"two numbers":  {number("4 or 5"), NotYet, "is not a number"},
		"NaN":          {number(math.NaN()), NotYet, "is not a number"},
		"nothing":      {number(nil), NotYet, "is not a number"},
		"percent":      {percent("25 %"), Done, ""},
		"share":        {percent(0.25), Done, ""},
		"wrong share":  {percent(0.5, Slip{Gives: 50, Hint: "Half of it."}), NotYet, "Half of it"},
		"low share":    {percent(0.1), NotYet, "more than that"},
		"whole":        {leak.judgeNumber(15/4, 1, 3.75, 0.1), NotYet, "Go drops the remainder"},
		"small slip":   {leak.judgeNumber(1.3, 1, 758, 15, Slip{Gives: 0.76, Hint: "Unit."}, Slip{Gives: 1.32, Hint: "Period."}), NotYet, "Period."},
		"open choice":  {leak.judgeChoice("?", "B", nil), NotStarted, ""},
		"choice":       {leak.judgeChoice(" b", "B", nil), Done, ""},
		"rune":         {leak.judgeChoice('B', "B", nil), Done, ""},
		"wrong rune":   {leak.judgeChoice('A', "B", map[string]string{"A": "No slope there."}), NotYet, "No slope"},
		"full stop":    {leak.judgeChoice("B.", "B", nil), Done, ""},
		"sentence":     {leak.judgeChoice("(b) it stays", "B", nil), Done, ""},
		"wrong":        {leak.judgeChoice("a", "B", map[string]string{"A": "No slope there."}), NotYet, "A is not it. No slope"},
		"other":        {leak.judgeChoice("E", "B", map[string]string{"A": ""}), NotYet, "not one of the choices"},
		"word":         {leak.judgeChoice("Because", "B", nil), NotYet, "not one of the choices"},
		"no choice":    {leak.judgeChoice(2, "B", nil), NotYet, "not one of the choices"},
	} {
		if c.r.State != c.state || !strings.Contains(c.r.String(), c.says) {
			t.Errorf("%s: %s", name, c.r)
		}
	}
}

// A slip below zero is itself alone: it takes no other numbers with it.
func TestSlipsAreNoRanges(t *testing.T) {
	judge := func(answer float64) Result {
		return leak.Judge(func(t *Try) { t.Near("it is 1", answer, 1, 1e-6, Slip{Gives: -0.5, Hint: "Sign."}) })
	}
	if r := judge(-0.5); !strings.Contains(r.Hint, "Sign.") {
		t.Error(r)
	}
	for _, answer := range []float64{-0.4, -0.1, 0, 0.5, -1} {
		if r := judge(answer); r.State != NotYet || strings.Contains(r.Hint, "Sign.") {
			t.Errorf("%g: %s", answer, r)
		}
	}
}

// A slip is told by the values at all inputs.
func TestAsk(t *testing.T) {
	question := Question[float64]{
		Property: "it falls", Inputs: []float64{1, 2, 3}, Given: func(x float64) string { return fmt.Sprintf("x = %g", x) },
		Right: []Formula[float64]{{Of: func(x float64) float64 { return math.Exp(-x) }}, {Of: func(x float64) float64 { return 1 / (1 + x) }}},
		Slips: []Formula[float64]{{Of: math.Exp, Hint: "It grows."}, {Of: func(x float64) float64 { return x - 1 }, Hint: "A line."}},
	}
	for name, c := range map[string]struct {
		f     func(x float64) float64
		state State
		says  string
	}{
		"right":          {func(x float64) float64 { return 1 / math.Exp(x) }, Done, ""},
		"also right":     {func(x float64) float64 { return 2 / (2 + 2*x) }, Done, ""},
		"half and half":  {func(x float64) float64 { return map[bool]float64{true: math.Exp(-x), false: 1 / (1 + x)}[x < 2] }, NotYet, "for x = 2. Expected about 0.1353, got 0.3333."},
		"slip":           {math.Exp, NotYet, "It grows."},
		"slip by chance": {func(x float64) float64 { return max(0, 5-5*x) }, NotYet, "got 0."}, // a line at x = 1 only
		"constant":       {func(float64) float64 { return 0.2 }, NotYet, "the same number for all inputs: it does not use"},
		"sign":           {func(x float64) float64 { return -math.Exp(-x) }, NotYet, "Only the sign"},
		"factor":         {func(x float64) float64 { return 3 * math.Exp(-x) }, NotYet, "3 times"},
		"NaN":            {func(x float64) float64 { return math.Log(-x) }, NotYet, "not a number"},
		"panic":          {func(x float64) float64 { return []float64{1, 2}[int(x)] }, NotYet, "for x = 2"},
		"gap":            {func(float64) float64 { return Gap[float64]() }, NotStarted, ""},
	} {
		r := leak.Judge(func(t *Try) { Ask(t, question, c.f) })
		if r.State != c.state || !strings.Contains(r.String(), c.says) {
			t.Errorf("%s: %s", name, r)
		}
		if name == "slip by chance" && strings.Contains(r.Hint, "line") {
			t.Errorf("%s: %s", name, r)
		}
	}
}

// TestUnsolved hides what comes from code with a gap, and nothing else.
func TestUnsolved(t *testing.T) {
	defer reached.Store(false)
	reached.Store(false)
	if Unsolved("exercise 1") {
		t.Error("code without a gap shows nothing")
	}
	Gap[float64]()
	if !Unsolved("exercise 1") {
		t.Error("code with a gap shows its result")
	}
}

func TestVotes(t *testing.T) {
	class := t.TempDir()
	for i, answers := range [][]any{{"B", 12}, {'B', "12 spikes"}, {"c.", 0.5}} {
		t.Setenv(VotesEnv, filepath.Join(class, fmt.Sprint("student", i)))
		if !Locked("8.1", "?") {
			t.Fatal("an open prediction shows its result")
		}
		for _, answer := range []any{answers[0], "A"} { // the second one has seen the result
			if Locked("8.1", answer) {
				t.Fatal("a prediction doesn't unlock")
			}
		}
		Locked("8.2", answers[1])
	}
	tally, files, err := TallyFolder(class)
	if err != nil || files != 3 {
		t.Fatal(files, err)
	}
	want := Tally{"8.1": {"B": 2, "C": 1}, "8.2": {"12": 2, "0.5": 1}}
	if !reflect.DeepEqual(tally, want) {
		t.Errorf("%v, want %v", tally, want)
	}
	t.Setenv(VotesEnv, "off")
	if Locked("8.1", "B") {
		t.Error("without votes nothing unlocks")
	}
	if _, _, err := TallyFolder(t.TempDir()); !errors.Is(err, ErrVotes) {
		t.Error(err)
	}
	bad := filepath.Join(class, "votes-bad.json")
	if err := os.WriteFile(bad, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := TallyFolder(class); !errors.Is(err, ErrVotes) || !strings.Contains(err.Error(), bad) {
		t.Error(err)
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

// Two numbers that differ far behind the point are not shown as the same.
func TestNumbersThatAreNearlyTheSame(t *testing.T) {
	r := leak.Judge(func(t *Try) { t.Near("it is one", 0.40001, 0.4, 1e-9) })
	if !strings.Contains(r.Hint, "Expected about 0.40000, got 0.40001.") && !strings.Contains(r.Hint, "Expected about 0.4, got 0.40001.") {
		t.Error(r)
	}
}
