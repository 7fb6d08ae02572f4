package checks

import (
	"fmt"
	"math"
	"strings"

	"ipd/ipdlib/teaching/exercise"
)

// Step asks for a step of plain gradient descent and one of Adam, both against the gradient.
func Step(sgd func(w, g, rate float64) float64, adam func(w, m, v, rate float64) float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, one step",
		Why: "Both go against the gradient. Adam divides by the usual size of the gradient, so that a weight with small gradients " +
			"moves as far as one with large ones.",
	}.Check(func(t *exercise.Try) {
		const near = 1e-6
		adam(0, 1, 1, 1) // a gap in either function is a gap
		for _, x := range []struct{ w, g, rate float64 }{{0.5, 2, 0.1}, {-0.3, -0.04, 0.005}, {0.2, 0, 0.5}} {
			t.Given("w = %g, g = %g and rate = %g", x.w, x.g, x.rate)
			t.Near("sgd gives the weight less rate · g", sgd(x.w, x.g, x.rate), x.w-x.rate*x.g, near,
				exercise.Slip{Gives: x.w + x.rate*x.g, Hint: "That goes uphill: the loss would grow. Which sign?"},
				exercise.Slip{Gives: -x.rate * x.g, Hint: "That is only the change; the function gives the new weight."},
				exercise.Slip{Gives: x.w - x.g, Hint: "Where is the learning rate?"},
			)
		}
		for _, x := range []struct{ w, m, v, rate float64 }{{0.5, 0.02, 0.0004, 0.1}, {-0.3, -0.001, 0.01, 0.005}, {0.2, 3, 4, 0.5}} {
			t.Given("w = %g, m = %g, v = %g and rate = %g", x.w, x.m, x.v, x.rate)
			t.Near("adam gives the weight less rate · m / (√v + 1e-8)", adam(x.w, x.m, x.v, x.rate), adamStep(x.w, x.m, x.v, x.rate), near,
				exercise.Slip{Gives: x.w + x.rate*x.m/(math.Sqrt(x.v)+epsilon), Hint: "That goes uphill: the loss would grow. Which sign?"},
				exercise.Slip{Gives: -x.rate * x.m / (math.Sqrt(x.v) + epsilon), Hint: "That is only the change; the function gives the new weight."},
				exercise.Slip{Gives: x.w - x.m/(math.Sqrt(x.v)+epsilon), Hint: "Where is the learning rate?"},
				exercise.Slip{Gives: x.w - x.rate*x.m/(x.v+epsilon), Hint: "v is a mean of squares. Divide by its square root."},
				exercise.Slip{Gives: x.w - x.rate*x.m/math.Sqrt(x.v+epsilon), Hint: "Nearly: 1e-8 is added to the root, not under it."},
				exercise.Slip{Gives: x.w - x.rate*x.m*math.Sqrt(x.v), Hint: "Divide by the square root of v, don't multiply."},
			)
		}
		t.Given("w = 0.5, m = 0, v = 0 and rate = 0.1")
		still := adam(0.5, 0, 0, 0.1)
		t.Holds(!math.IsNaN(still), "the weight is a number, not NaN", "A weight whose gradient was always 0 has v = 0. What keeps the formula from dividing by zero?")
		t.Near("a weight without gradients stays", still, 0.5, near)
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
		Name: "Exercise 2, which mistakes",
		Why: "The bright cells lie on the diagonal or next to it: the network knows roughly where a sound is before it knows " +
			"exactly. Coarse comes before fine.",
	}.Choice(answer, "B", map[string]string{
		"A": "Look at the colours far from the diagonal: nearly all cells there are as dark as zero.",
		"C": "Then the bright cells would lie on the other diagonal, from top left to bottom right.",
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
	got := strings.ToUpper(strings.NewReplacer(" ", "", ",", "").Replace(fmt.Sprint(answer)))
	return e.Choice(got, "CADB", map[string]string{got: orderHint(got)})
}

// orderHint says what speaks against a wrong order.
func orderHint(order string) string {
	for _, c := range LossCurves() {
		if len(order) != len(LossCurves()) || strings.Count(order, c.Name) != 1 {
			return "Write each of the four letters once, such as \"ABCD\"."
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
