package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/teaching/exercise"
)

// Triangle asks for the surrogate slope p max(0, 1 - p|v - 1|).
func Triangle(triangle func(v, p float64) float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, the triangle",
		Why: "Height p and two sides of width 1/p make an area of 1, so it is the slope of a function that rises from 0 to 1, as the step does. " +
			"Beyond 1/p there is no hint at all.",
	}.Check(func(t *exercise.Try) {
		for _, p := range []float64{1.25, 3} {
			for _, u := range []float64{0, 0.1, -0.1, 0.3, -0.3, 1 / p, -1 / p, 2, -2} {
				v := snn.Threshold + u
				t.Given("v = %.3g and p = %g", v, p)
				got, want := triangle(v, p), p*max(0, 1-p*math.Abs(u))
				t.Holds(got >= 0 || math.IsNaN(got), "the slope is nowhere negative", "It is negative: a slope of 0 is the least. max(0, ...) helps.")
				t.Near("it is p high at threshold and falls on both sides alike, in straight lines to 0", got, want, 1e-6,
					exercise.Slip{Gives: p * max(0, 1-p*math.Abs(v)), Hint: "The top stands at 0 instead of the threshold."},
					exercise.Slip{Gives: p * max(0, 1-math.Abs(u)), Hint: "The area is 1 only if the sides are 1/p wide."},
					exercise.Slip{Gives: max(0, 1-p*math.Abs(u)), Hint: "The top is 1 high. Multiply by p."})
			}
		}
	})
}

// WhichLearns asks which of two weights, before and behind a spike, has a true slope.
func WhichLearns(learns any) exercise.Result {
	const apart = 1e-4
	dice := random.NewKey(1).Rand()
	inputs := make([]float64, 20)
	for i := range inputs {
		inputs[i] = 2 * dice.Float64()
	}
	step := func(v float64) float64 {
		if v > snn.Threshold {
			return 1
		}
		return 0
	}
	loss := func(w1, w2 float64) (sum float64) {
		for _, x := range inputs {
			wrong := w2*step(w1*x) - step(x/0.8)
			sum += wrong * wrong / float64(len(inputs))
		}
		return sum
	}
	first := (loss(0.7+apart/2, 0.5) - loss(0.7-apart/2, 0.5)) / apart
	second := (loss(0.7, 0.5+apart/2) - loss(0.7, 0.5-apart/2)) / apart
	before := "w1 lies before the step: a little more of it changes no spike, so its slope is 0."
	return exercise.Exercise{
		Name: "Exercise 2, which weight learns",
		Why: fmt.Sprintf("At w1 = 0.7 and w2 = 0.5, finite differences over 20 inputs give a slope of %.2g for w1 and %.2g for w2. Without a surrogate a "+
			"network's hidden layer stays as it was drawn; only the readout learns.", first, second),
	}.Choice(learns, "B", map[string]string{
		"A": before, "C": before,
		"D": "w2 lies behind the step: the answer grows with it whenever there is a spike.",
	})
}

// StrongestTail asks which surrogate is largest far from threshold.
func StrongestTail(strongest any) exercise.Result {
	const steepness, u = 25.0, 0.8 // from a potential of 0.2 to the threshold
	p := steepness / 4
	sigma := 1 / (1 + math.Exp(steepness*u))
	sigmoid := steepness * sigma * (1 - sigma)
	triangle := p * max(0, 1-p*u)
	fast := p / ((1 + 2*p*u) * (1 + 2*p*u))
	return exercise.Exercise{
		Name: "Exercise 3, far from threshold",
		Why: fmt.Sprintf("At 0.2 the slopes are: sigmoid %.1g, triangle %.0f, fast sigmoid %.2g. Its tail falls off only as 1/u², so that silent neurons "+
			"still learn.", sigmoid, triangle, fast),
	}.Choice(strongest, "C", map[string]string{
		"A": "The sigmoid's slope falls off exponentially: little is left so far away.",
		"B": "The triangle ends at a distance of 1/p from the threshold: it is 0 there.",
	})
}
