package checks

import (
	"fmt"
	"math"
	"slices"

	"ipd/ipdlib/teaching/exercise"
)

// lists of random numbers, of several lengths, all negative or of both signs.
func lists(seed uint64) (all [][]float64) {
	r := draws(seed)
	for _, n := range []int{4, 1, 3, 7} {
		for _, top := range []float64{5, -1} {
			var x []float64
			for range n {
				x = append(x, math.Round(between(r, -9, top)*100)/100)
			}
			all = append(all, x)
		}
	}
	return append(all, []float64{1, 2, 4})
}

func listInWords(x []float64) string { return fmt.Sprintf("the list %v", x) }

// Mean asks for the mean of a list: its sum by its length, which has another type.
func Mean(mean func(x []float64) float64) exercise.Result {
	type formula = exercise.Formula[[]float64]
	sum := func(x []float64) (s float64) {
		for _, number := range x {
			s += number
		}
		return s
	}
	over := func(f func(x []float64) float64) func(x []float64) float64 { return f }
	return exercise.Exercise{
		Name: "Exercise 1, numbers have types",
		Why:  "float64(...) makes a number with decimals of a whole one. Go does so only where it is asked to.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[[]float64]{
			Property: "it is the mean of all numbers of the list", Inputs: lists(1), Given: listInWords,
			Right: []formula{{Of: func(x []float64) float64 { return sum(x) / float64(len(x)) }}},
			Slips: []formula{
				{Of: sum, Hint: "That is the sum."},
				{Of: over(func(x []float64) float64 { return float64(int(sum(x)) / len(x)) }), Hint: "The sum was cut to a whole number. Turn the length into a float64 instead."},
				{Of: over(func(x []float64) float64 { return math.Trunc(sum(x) / float64(len(x))) }), Hint: "The result was cut to a whole number."},
				{Of: over(func(x []float64) float64 { return sum(x) * float64(len(x)) }), Hint: "Multiplied instead of divided."},
				{Of: over(func(x []float64) float64 { return float64(len(x)) / sum(x) }), Hint: "The fraction is upside down."},
				{Of: over(func(x []float64) float64 { return sum(x) / float64(len(x)+1) }), Hint: "len(x) is the number of elements, not the last index: nothing has to be added."},
				{Of: over(func(x []float64) float64 { return sum(x) / float64(len(x)-1) }), Hint: "Divide by the number of elements itself."},
				{Of: over(func(x []float64) float64 { return sum(x) / 4 }), Hint: "The length differs from list to list."},
			},
		}, mean)
	})
}

// Quotient asks for the exact quotient of two whole numbers.
func Quotient(quotient func(a, b int) float64) exercise.Result {
	type pair struct{ a, b int }
	type formula = exercise.Formula[pair]
	inputs := []pair{{15, 4}, {1, 3}, {8, 2}, {-7, 2}, {0, 5}}
	r := draws(2)
	for range 6 {
		inputs = append(inputs, pair{r.IntN(200) - 100, 2 + r.IntN(30)})
	}
	of := func(f func(a, b float64) float64) func(p pair) float64 {
		return func(p pair) float64 { return f(float64(p.a), float64(p.b)) }
	}
	return exercise.Exercise{
		Name: "Exercise 2, division",
		Why:  "Both numbers become a float64 before they are divided. Afterwards is too late: the remainder is gone.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[pair]{
			Property: "a divided by b keeps its decimals", Inputs: inputs,
			Given: func(p pair) string { return fmt.Sprintf("a = %d and b = %d", p.a, p.b) },
			Right: []formula{{Of: of(func(a, b float64) float64 { return a / b })}},
			Slips: []formula{
				{Of: func(p pair) float64 { return float64(p.a / p.b) }, Hint: "Two whole numbers were divided, so the remainder was dropped. Convert each of them first."},
				{Of: func(p pair) float64 { return float64(p.a % p.b) }, Hint: "% gives the remainder."},
				{Of: of(func(a, b float64) float64 { return b / a }), Hint: "The fraction is upside down."},
				{Of: of(func(a, b float64) float64 { return a * b }), Hint: "That is the product."},
				{Of: of(func(a, b float64) float64 { return math.Floor(a / b) }), Hint: "That is rounded down, as // does in Python."},
				{Of: of(func(a, b float64) float64 { return math.Round(a / b) }), Hint: "That is rounded to a whole number."},
				{Of: of(func(a, b float64) float64 { return math.Ceil(a / b) }), Hint: "That is rounded up to a whole number."},
			},
		}, func(p pair) float64 { return quotient(p.a, p.b) })
	})
}

// Side asks for three cases in words.
func Side(side func(ipd float64) string) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 3, if and else",
		Why:  "} else { stands on one line; there are no colons, and conditions need no parentheses. With a return in each case no else is needed at all.",
	}.Check(func(t *exercise.Try) {
		inputs := []float64{30, -30, 0, 0.001, -0.001, 90, -90}
		r := draws(3)
		for range 6 {
			inputs = append(inputs, math.Round(between(r, -90, 90)))
		}
		want := func(ipd float64) string {
			switch {
			case ipd > 0:
				return "right"
			case ipd < 0:
				return "left"
			}
			return "ahead"
		}
		got := make([]string, len(inputs))
		for i, ipd := range inputs {
			t.Given("an IPD of %g", ipd)
			got[i] = side(ipd)
		}
		swap := map[string]string{"right": "left", "left": "right", "ahead": "ahead"}
		for i, ipd := range inputs {
			t.Given("an IPD of %g", ipd)
			hint := fmt.Sprintf("Got %q.", got[i])
			switch {
			case got[i] == swap[want(ipd)] && ipd != 0:
				hint += " Left and right are exchanged here."
			case !slices.Contains([]string{"right", "left", "ahead"}, got[i]):
				hint += " Give one of the three words exactly as it is written above."
			case ipd == 0:
				hint += " 0 is neither above nor below 0."
			}
			t.Holds(got[i] == want(ipd), "an IPD above 0 is right, below 0 left, and 0 ahead", hint)
		}
	})
}

// Largest asks for the largest number of a list.
func Largest(largest func(x []float64) float64) exercise.Result {
	type formula = exercise.Formula[[]float64]
	return exercise.Exercise{
		Name: "Exercise 4, := and =",
		Why:  "The variable is made once, with :=, before the loop, and changed in it, with =. With := in the loop it would be another one, which ends at the brace.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[[]float64]{
			Property: "it is the largest number of the list", Inputs: lists(4), Given: listInWords,
			Right: []formula{{Of: slices.Max[[]float64]}},
			Slips: []formula{
				{Of: func(x []float64) float64 { return max(0, slices.Max(x)) }, Hint: "It begins with 0, which is larger than a list of negative numbers. Which number of the list can it begin with?"},
				{Of: slices.Min[[]float64], Hint: "That is the smallest."},
				{Of: func(x []float64) float64 { return x[len(x)-1] }, Hint: "That is the last one. Keep a number only if it is larger."},
				{Of: func(x []float64) float64 { return x[0] }, Hint: "That is the first one: is the variable changed in the loop?"},
				{Of: func(x []float64) float64 { return float64(len(x)) }, Hint: "That is the length of the list."},
				{Of: func(x []float64) float64 { return float64(len(x) - 1) }, Hint: "range gives the index first, then the number: for _, number := range x."},
				{Of: func(x []float64) float64 { return float64(slices.Index(x, slices.Max(x))) }, Hint: "That is its place in the list."},
			},
		}, largest)
	})
}

// Doubled asks for a list whose numbers are twice as large.
func Doubled(doubled func(x []float64) []float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 5, loops over lists",
		Why:  "The loop's variable is a copy of the number. What changes the list is x[i] = ..., or append to a new one.",
	}.Check(func(t *exercise.Try) {
		for _, x := range lists(5) {
			t.Given("%s", listInWords(x))
			got := doubled(slices.Clone(x))
			hint := ""
			squares := make([]float64, len(x))
			for i := range x {
				squares[i] = x[i] * x[i]
			}
			switch {
			case slices.Equal(got, x):
				hint = "It is the list as it was. The loop's variable is a copy: changing it changes nothing."
			case slices.Equal(got, append(slices.Clone(x), x...)):
				hint = "The list was made twice as long."
			case slices.Equal(got, squares):
				hint = "Those are the squares."
			case len(got) == 2*len(x):
				hint = "It has twice as many numbers. make([]float64, n) makes n zeros, and append adds to them."
			case len(got) == 0:
				hint = "The list is empty."
			}
			t.Holds(len(got) == len(x), "it has as many numbers as the list", hint)
			for i := range x {
				say := hint
				if say == "" {
					say = fmt.Sprintf("Number %d (from 0): expected %g, got %g.", i, 2*x[i], got[i])
				}
				t.Holds(alike(got[i], 2*x[i]), "each number is twice as large", say)
			}
		}
	})
}

func alike(a, b float64) bool { return math.Abs(a-b) <= 1e-9 }

// Letter asks for texts of one letter.
func Letter(letter func(n int) string) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 6, quotation marks",
		Why:  `"B" is a text; 'B' is a number, the code of the letter, 66. In these lessons answers are texts.`,
	}.Check(func(t *exercise.Try) {
		want := []string{"A", "B", "C", "D"}
		for n := range want {
			t.Given("n = %d", n)
			got := letter(n)
			hint := fmt.Sprintf("Got %q.", got)
			switch {
			case n+1 < len(want) && got == want[n+1] || n == len(want)-1 && got == "E":
				hint += " Count from 0."
			case got == string(rune('a'+n)):
				hint += " Capital letters, please."
			case got == fmt.Sprint('A'+n):
				hint += " That is the code of the letter, as digits."
			case got == fmt.Sprint(n):
				hint += " That is the number as a text."
			case got == string(rune(n)):
				hint += " string(n) gives the character with the code n."
			}
			t.Holds(got == want[n], `0 is "A", 1 is "B", 2 is "C" and 3 is "D"`, hint)
		}
	})
}
