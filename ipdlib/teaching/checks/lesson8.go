package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/teaching/exercise"
)

// Gap asks for the gap between training and test accuracy with strong frozen noise. The study has 65 points there, three
// short trainings of six epochs have about 60.
func Gap(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, the gap",
		Why: "The network is about as good in training as without noise, and three of four new sounds are told wrong. A gap " +
			"like that says that something was learnt by heart.",
	}.Choice(answer, "C", map[string]string{
		"A": "That is the gap without noise. Look at the right end of both panels.",
		"B": "That is rather the gap at half the noise. Look at the right end of both panels.",
	})
}

// Needed asks for the number of seeds that an interval of a given half-width takes, n = ⌈(2s/half)²⌉.
func Needed(needed func(s, half float64) float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 2, how many seeds",
		Why: "Half the width takes four times the seeds. With a standard deviation of 8 points, ± 2 points take 64 seeds; the study " +
			"had 3.",
	}.Check(func(t *exercise.Try) {
		for _, x := range []struct{ s, half float64 }{{8, 3}, {8, 2}, {5, 0.7}, {2, 4}} {
			t.Given("s = %g and half = %g", x.s, x.half)
			got, exact := needed(x.s, x.half), math.Pow(2*x.s/x.half, 2)
			t.Near("n is the smallest whole number with 2 · s / √n <= half", got, math.Ceil(exact), 1e-6,
				exercise.Slip{Gives: math.Ceil(2 * x.s / x.half), Hint: "n stands under a root: to get it out, square."},
				exercise.Slip{Gives: math.Ceil(exact / 4), Hint: "Where is the factor of 2?"},
				exercise.Slip{Gives: math.Ceil(1 / exact), Hint: "The fraction is upside down: a narrower interval takes more seeds."},
				exercise.Slip{Gives: math.Pow(math.Ceil(2*x.s/x.half), 2), Hint: "Round up at the end, after squaring."},
				exercise.Slip{Gives: exact, Hint: "There is no half a seed: round up with math.Ceil."},
				exercise.Slip{Gives: math.Floor(exact), Hint: fmt.Sprintf("With %.0f seeds the interval is still wider than asked. Round up.", math.Floor(exact))},
			)
		}
	})
}

// Conclude asks what the study's result says.
func Conclude(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 3, what may one conclude",
		Why: "New sounds with the training set's errors are told apart well, all others badly. How networks stand noise in general has " +
			"to be asked with fresh noise, in training and in the test.",
	}.Choice(answer, "B", map[string]string{
		"A": "With fresh noise for each sound they stand it well: look at that figure again.",
		"C": "It is the other way round: with frozen noise accuracy on clean sounds falls.",
	})
}
