package checks

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"ipd/ipdlib/teaching/exercise"
)

// Steps of learning: a weight, what Adam or gradient descent knows of its gradients, and the learning rate.
type (
	plainStep struct{ w, g, rate float64 }
	adamsStep struct{ w, m, v, rate float64 }
)

// Step asks for a step of plain gradient descent and one of Adam, both against the gradient.
func Step(sgd func(w, g, rate float64) float64, adam func(w, m, v, rate float64) float64) exercise.Result {
	plain := []plainStep{{0.5, 2, 0.1}, {-0.3, -0.04, 0.005}, {0.2, 0, 0.5}}
	adams := []adamsStep{{0.5, 0.02, 0.0004, 0.1}, {-0.3, -0.001, 0.01, 0.005}, {0.2, 3, 4, 0.5}}
	r := draws(51)
	for range 5 {
		plain = append(plain, plainStep{between(r, -2, 2), between(r, -3, 3), between(r, 0.01, 0.9)})
		m := between(r, -0.5, 0.5)
		adams = append(adams, adamsStep{between(r, -2, 2), m, m*m + between(r, 0, 0.3), between(r, 0.01, 0.9)})
	}
	type onPlain = exercise.Formula[plainStep]
	type onAdam = exercise.Formula[adamsStep]
	root := func(x adamsStep) float64 { return math.Sqrt(x.v) + epsilon }
	const uphill, change, rate = "That goes uphill: the loss would grow.", "That is only the change; the function gives the new weight.", "Where is the learning rate?"
	return exercise.Exercise{
		Name: "Exercise 2, one step",
		Why: "Both go against the gradient. Adam divides by the usual size of the gradient, so that a weight with small gradients " +
			"moves as far as one with large ones.",
	}.Check(func(t *exercise.Try) {
		adam(0, 1, 1, 1) // a gap in either function is a gap
		exercise.Ask(t, exercise.Question[plainStep]{
			Property: "sgd moves the weight against its gradient, in proportion to it",
			Inputs:   plain,
			Given:    func(x plainStep) string { return fmt.Sprintf("w = %.3g, g = %.3g and rate = %.3g", x.w, x.g, x.rate) },
			Right:    []onPlain{{Of: func(x plainStep) float64 { return x.w - x.rate*x.g }}},
			Slips: []onPlain{
				{Of: func(x plainStep) float64 { return x.w + x.rate*x.g }, Hint: uphill},
				{Of: func(x plainStep) float64 { return -x.rate * x.g }, Hint: change},
				{Of: func(x plainStep) float64 { return x.rate * x.g }, Hint: change},
				{Of: func(x plainStep) float64 { return x.w - x.g }, Hint: rate},
				{Of: func(x plainStep) float64 { return x.w - x.rate }, Hint: "Where is the gradient?"},
				{Of: func(x plainStep) float64 { return x.w * (1 - x.rate*x.g) }, Hint: "The step does not depend on the weight itself."},
				{Of: func(x plainStep) float64 { return x.w - x.g/x.rate }, Hint: "A larger rate has to make a larger step."},
				{Of: func(x plainStep) float64 { return x.rate*x.g - x.w }, Hint: "What is subtracted from what?"},
				{Of: func(x plainStep) float64 { return x.w }, Hint: "The weight has not moved."},
				{Of: func(x plainStep) float64 { return x.w - x.rate*math.Abs(x.g) }, Hint: "The sign of the gradient is lost."},
			},
		}, func(x plainStep) float64 { return sgd(x.w, x.g, x.rate) })
		t.Given("w = 0.5, m = 0, v = 0 and rate = 0.1")
		t.Holds(!math.IsNaN(adam(0.5, 0, 0, 0.1)), "adam gives a number, not NaN", "A weight whose gradient was always 0 has v = 0. What keeps the formula from dividing by zero?")
		exercise.Ask(t, exercise.Question[adamsStep]{
			Property: "adam moves the weight as the formula in the text says",
			Inputs:   append(adams, adamsStep{0.5, 0, 0, 0.1}),
			Given: func(x adamsStep) string {
				return fmt.Sprintf("w = %.3g, m = %.3g, v = %.3g and rate = %.3g", x.w, x.m, x.v, x.rate)
			},
			Right: []onAdam{{Of: func(x adamsStep) float64 { return adamStep(x.w, x.m, x.v, x.rate) }}},
			Slips: []onAdam{
				{Of: func(x adamsStep) float64 { return x.w + x.rate*x.m/root(x) }, Hint: uphill},
				{Of: func(x adamsStep) float64 { return -x.rate * x.m / root(x) }, Hint: change},
				{Of: func(x adamsStep) float64 { return x.rate * x.m / root(x) }, Hint: change},
				{Of: func(x adamsStep) float64 { return x.w - x.m/root(x) }, Hint: rate},
				{Of: func(x adamsStep) float64 { return x.w - x.rate*x.m }, Hint: "That is gradient descent with a running mean. What does Adam divide by?"},
				{Of: func(x adamsStep) float64 { return x.w - x.rate*x.m/(x.v+epsilon) }, Hint: "v is a mean of squares: what makes it a size again?"},
				{Of: func(x adamsStep) float64 { return x.w - x.rate*x.m/math.Sqrt(x.v+epsilon) }, Hint: "Nearly: look where the small number is added."},
				{Of: func(x adamsStep) float64 { return x.w - x.rate*x.m*math.Sqrt(x.v) }, Hint: "Larger gradients have to make the step smaller, not larger."},
				{Of: func(x adamsStep) float64 { return x.w - x.rate*x.m*root(x) }, Hint: "Larger gradients have to make the step smaller, not larger."},
				{Of: func(x adamsStep) float64 { return x.w - x.rate/root(x) }, Hint: "Where is the mean of the gradients?"},
				{Of: func(x adamsStep) float64 { return x.w - x.rate*x.m*x.m/root(x) }, Hint: "The square belongs to v only."},
			},
		}, func(x adamsStep) float64 { return adam(x.w, x.m, x.v, x.rate) })
	})
}

// epsilon keeps Adam from dividing by zero.
const epsilon = 1e-8

// adamStep is a step of Adam of a weight w, whose gradient has the running mean m and whose squared gradient has v, both
// corrected for their beginning at zero.
func adamStep(w, m, v, rate float64) float64 { return w - rate*m/(math.Sqrt(v)+epsilon) }

// Mistakes asks what the wrong answers after one epoch are like. That they are near misses is seen in every network of the
// study: after an epoch their mean error is 5 to 11°, and a guess is off by 60°.
func Mistakes(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, which mistakes",
		Why: "The bright cells lie on the diagonal or next to it: the network knows roughly where a sound is before it knows " +
			"exactly. Coarse comes before fine.",
	}.Choice(answer, "A", map[string]string{
		"B": "Put the slider at epoch 1 and look at the colours far from the diagonal: what are they?",
		"C": "Put the slider at epoch 1. Then the bright cells would lie on the other diagonal, from top left to bottom right.",
	})
}

// A LossCurve is a training with a learning rate that the student is to find out.
type LossCurve struct {
	Name string
	Rate float64
}

// LossCurves are the trainings whose losses are to be matched with their learning rates.
func LossCurves() []LossCurve {
	return []LossCurve{{"A", 0.0005}, {"B", 0.5}, {"C", 0.00005}, {"D", 0.005}}
}

// Rates asks for the curves in the order of their learning rates.
func Rates(answer any) exercise.Result {
	e := exercise.Exercise{
		Name: "Exercise 3, which rate",
		Why: "C creeps at 0.00005, A is steady but ten times too slow at 0.0005, D is fast at 0.005, and at 0.5 B jumps over " +
			"every valley. The best rate lies between too slow and too wild.",
	}
	got := fmt.Sprint(answer)
	if strings.TrimSpace(got) == exercise.Open || strings.TrimSpace(got) == "" {
		return e.Order(exercise.Open, "", "")
	}
	letters := strings.ToUpper(notLetters.ReplaceAllString(got, ""))
	if letters == "" {
		return e.Order(got, "CADB", orderHint(got))
	}
	return e.Order(letters, "CADB", orderHint(letters))
}

// notLetters stand between the letters of an order: "C, A, D, B", "C < A < D < B".
var notLetters = regexp.MustCompile(`[^A-Za-z]+`)

// orderHint says what speaks against a wrong order.
func orderHint(order string) string {
	for _, c := range LossCurves() {
		if len(order) != len(LossCurves()) || strings.Count(order, c.Name) != 1 {
			return "Write each of the four letters once."
		}
	}
	switch {
	case order[0] != 'C':
		return fmt.Sprintf("Curve C hardly falls in 8 epochs; can curve %c have taken smaller steps?", order[0])
	case order[3] != 'B':
		return fmt.Sprintf("Look at curve B: it jumps up and down. Can curve %c have taken larger steps?", order[3])
	}
	return "A and D both fall steadily. Which of them goes further in each epoch?"
}
