package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/teaching/exercise"
)

// height is a potential and the height of a surrogate slope at threshold.
type height struct{ v, p float64 }

// Triangle asks for the surrogate slope p max(0, 1 - p|v - 1|).
func Triangle(triangle func(v, p float64) float64) exercise.Result {
	var inputs []height
	r := draws(31)
	for _, p := range []float64{1.25, 3, between(r, 0.4, 0.9), between(r, 4, 9)} {
		for _, u := range []float64{0, 0.1, -0.1, 1 / p, -1 / p, 2, -2, 4, -4, between(r, 0, 1/p), -between(r, 0, 1/p), between(r, 0, 1/p), -between(r, 0, 1/p)} {
			inputs = append(inputs, height{snn.Threshold + u, p})
		}
	}
	distance := func(x height) float64 { return math.Abs(x.v - snn.Threshold) }
	type formula = exercise.Formula[height]
	return exercise.Exercise{
		Name: "Exercise 1, the triangle",
		Why: "Height p and two sides of width 1/p make an area of 1, so it is the slope of a function that rises from 0 to 1, as the step does. " +
			"Beyond 1/p there is no gradient at all.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[height]{
			Property: "it is p high at the threshold, and falls to 0 on both sides in straight lines",
			Inputs:   inputs,
			Given:    func(x height) string { return fmt.Sprintf("v = %.3g and p = %.3g", x.v, x.p) },
			Right:    []formula{{Of: func(x height) float64 { return x.p * max(0, 1-x.p*distance(x)) }}},
			Slips: []formula{
				{Of: func(x height) float64 { return x.p * (1 - x.p*distance(x)) }, Hint: "Far from the threshold it is negative: it should stay at 0 there."},
				{Of: func(x height) float64 { return x.p * max(0, 1-x.p*math.Abs(x.v)) }, Hint: "The peak is at 0 instead of at the threshold."},
				{Of: func(x height) float64 { return x.p * max(0, 1-distance(x)) }, Hint: "The area is 1 only if the width of a side depends on p."},
				{Of: func(x height) float64 { return x.p * max(0, 1-distance(x)/x.p) }, Hint: "The sides are p wide; the higher the peak, the narrower it has to be."},
				{Of: func(x height) float64 { return max(0, 1-x.p*distance(x)) }, Hint: "The peak is 1 high instead of p."},
				{Of: func(x height) float64 { return max(0, x.p-distance(x)) }, Hint: "It falls with a slope of 1. From height p to 0 within a width of 1/p, how steep is that?"},
				{Of: func(x height) float64 { return max(0, x.p-x.p*distance(x)) }, Hint: "The area is 1 only if the width of a side depends on p."},
				{Of: func(x height) float64 { return x.p * max(0, 1-x.p*(x.v-1)) }, Hint: "It falls on one side only. What makes a distance out of a difference?"},
				{Of: func(x height) float64 { return x.p * max(0, 1-x.p*(1-x.v)) }, Hint: "It falls on one side only. What makes a distance out of a difference?"},
				{Of: func(x height) float64 { return x.p * max(0, 1-2*x.p*distance(x)) }, Hint: "It is half as wide as it should be: each of the two sides has the width that is given."},
				{Of: func(x height) float64 { return x.p * max(0, 1-x.p*distance(x)*distance(x)) }, Hint: "That is a parabola; the sides should be straight."},
			},
		}, func(x height) float64 { return triangle(x.v, x.p) })
	})
}

// WhichLearns asks which of two weights, before and behind a spike, has a true slope.
func WhichLearns(learns any) exercise.Result {
	const apart = 1e-4
	dice := draws(1)
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
	before := "w1 comes before the step: does a tiny change of it change any spike?"
	return exercise.Exercise{
		Name: "Exercise 2, which weight learns",
		Why: fmt.Sprintf("At w1 = 0.7 and w2 = 0.5, finite differences over 20 inputs give a slope of %.2g for w1 and %.2g for w2. Without a surrogate a "+
			"network's hidden layer stays as it was drawn; only the readout learns.", first, second),
	}.Choice(learns, "B", map[string]string{
		"A": before, "C": before,
		"D": "w2 comes after the step: what does the answer do when it grows, while there is a spike?",
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
		Why: fmt.Sprintf("At 0.2 the slopes are: sigmoid %.1g, triangle %.0f, fast sigmoid %.2g. The tail of the last one falls only as 1/u², so that silent neurons "+
			"still learn.", sigmoid, triangle, fast),
	}.Choice(strongest, "A", map[string]string{
		"B": "This tail falls exponentially: how much is left so far away?",
		"C": "How far from the threshold does this one end?",
	})
}
