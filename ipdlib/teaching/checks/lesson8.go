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
		Why: "The network is about as good in training as without noise, and three of four new sounds are classified wrongly. A gap " +
			"like that says that something was memorised.",
	}.Choice(answer, "C", map[string]string{
		"A": "Look at the right end of both figures: how far apart are they?",
		"B": "Look at the right end of both figures: how far apart are they?",
	})
}

// Control asks how networks that were trained on clean sounds do with noisy ones, compared with those trained with fresh noise.
func Control(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 2, the control",
		Why: "The networks that never heard noise do about as well on noisy sounds as those that were trained with it. So training with fresh noise is not " +
			"what makes them robust: they are so from the start, unless one frozen pattern spoils it.",
	}.Choice(answer, "A", map[string]string{
		"B": "Compare the points for noisy sounds at the left with those at the right, with their intervals.",
		"C": "Compare the points for noisy sounds at the left with the dashed line.",
	})
}

// spreadAndWidth is the standard deviation of single seeds, and half the width of the interval that is wanted.
type spreadAndWidth struct{ s, half float64 }

// Needed asks for the number of seeds that an interval of a given half-width takes, n = ⌈(2s/half)²⌉; with 1.96 in place of 2
// it is right, too.
func Needed(needed func(s, half float64) float64) exercise.Result {
	inputs := []spreadAndWidth{{8, 3}, {5, 0.7}, {2, 3.7}}
	r := draws(81)
	for len(inputs) < 12 {
		x := spreadAndWidth{between(r, 1, 12), between(r, 0.5, 5)}
		fraction := math.Mod(x.exactly(2), 1)
		// Away from whole numbers rounding errors change nothing, and rounding up differs from rounding to the nearest.
		if fraction > 0.05 && fraction < 0.45 && x.exactly(2) > 1 {
			inputs = append(inputs, x)
		}
	}
	type formula = exercise.Formula[spreadAndWidth]
	up := func(f func(x spreadAndWidth) float64) func(x spreadAndWidth) float64 {
		return func(x spreadAndWidth) float64 { return math.Ceil(f(x)) }
	}
	two := func(x spreadAndWidth) float64 { return x.exactly(2) }
	return exercise.Exercise{
		Name: "Exercise 3, how many seeds",
		Why: "Half the width takes four times the seeds. With a standard deviation of 8 points, ± 2 points take 64 seeds; the study " +
			"had 3.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[spreadAndWidth]{
			Property: "it is the smallest whole number of seeds whose interval is narrow enough",
			Inputs:   inputs,
			Given:    func(x spreadAndWidth) string { return fmt.Sprintf("s = %.3g and half = %.3g", x.s, x.half) },
			Right:    []formula{{Of: up(two)}, {Of: up(func(x spreadAndWidth) float64 { return x.exactly(1.96) })}},
			Slips: []formula{
				{Of: up(func(x spreadAndWidth) float64 { return 2 * x.s / x.half }), Hint: "n is under a root: how do you get it out?"},
				{Of: up(func(x spreadAndWidth) float64 { return math.Sqrt(2 * x.s / x.half) }), Hint: "n is under a root: how do you get it out?"},
				{Of: up(func(x spreadAndWidth) float64 { return 2 * x.exactly(1) }), Hint: "The factor of 2 is lost in part: it is under the square, too."},
				{Of: up(func(x spreadAndWidth) float64 { return x.exactly(1) }), Hint: "Where is the factor of 2?"},
				{Of: up(func(x spreadAndWidth) float64 { return x.exactly(4) }), Hint: "half is half the width already."},
				{Of: up(func(x spreadAndWidth) float64 { return 1 / two(x) }), Hint: "The fraction is upside down: a narrower interval takes more seeds."},
				{Of: func(x spreadAndWidth) float64 { return math.Pow(math.Ceil(2*x.s/x.half), 2) }, Hint: "Round up at the end, after squaring."},
				{Of: two, Hint: "There is no part of a seed: round up."},
				{Of: func(x spreadAndWidth) float64 { return math.Floor(two(x)) }, Hint: "With one seed less than needed the interval is still wider than asked."},
				{Of: func(x spreadAndWidth) float64 { return math.Round(two(x)) }, Hint: "Rounded to the nearest number the interval may still be wider than asked."},
				{Of: func(x spreadAndWidth) float64 { return math.Floor(two(x)) + 2 }, Hint: "That is one more than needed."},
			},
		}, func(x spreadAndWidth) float64 { return needed(x.s, x.half) })
	})
}

// exactly is the number of seeds for an interval of a number of standard errors, before rounding.
func (x spreadAndWidth) exactly(errors float64) float64 { return math.Pow(errors*x.s/x.half, 2) }

// Conclude asks what the study's result says.
func Conclude(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 4, what may one conclude",
		Why: "New sounds with the training set's errors are classified well, all others badly. How networks cope with noise in general has " +
			"to be asked with fresh noise, and against a control.",
	}.Choice(answer, "D", map[string]string{
		"A": "What do the same networks do when the noise is drawn anew for each sound?",
		"B": "What happens to accuracy on clean sounds as the noise in training grows?",
		"C": "What do the points without dropout look like?",
	})
}
