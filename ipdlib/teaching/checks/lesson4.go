package checks

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/teaching/exercise"
)

// PromptStep asks for a step of LIF units that are reset in the step of their spike, as graph operations:
// r = alpha v + h, s = [r > 1], v' = r (1 - s).
func PromptStep(backend compute.Backend, step func(v, h *graph.Node) (vNext, sNext *graph.Node)) exercise.Result {
	alpha := math.Exp(-0.001 / 0.005)
	v := [][]float32{{0, 0.5, 0.9, 1.2}, {-0.4, 0.99, 1.1, 0.7}}
	h := [][]float32{{0.3, 0.2, 0.4, -0.3}, {0.1, 0.5, 0.05, 2}}
	return exercise.Exercise{
		Name:  "Exercise 1, reset in the same step",
		Limit: time.Minute, // it is compiled
		Why: "The spike is taken from the raised potential, and the reset falls into the same step: one spike at a time. The library has it as the " +
			"setting reset: same_step.",
	}.Check(func(t *exercise.Try) {
		out, err := graph.CallOnceN(backend, func(v, h *graph.Node) []*graph.Node {
			defer func() { // GoMLX turns errors into its own, and waits for ever after any other panic
				if r := recover(); r != nil {
					panic(fmt.Errorf("%v", r))
				}
			}()
			vNext, sNext := step(v, h)
			if vNext == nil || sNext == nil { // GoMLX would wait for ever
				panic(errors.New("one of the two results is missing"))
			}
			return []*graph.Node{vNext, sNext}
		}, v, h)
		if err != nil {
			t.Holds(false, "the recipe can be computed", "It says: "+firstSentence(err)+".")
		}
		gotV, okV := out[0].Value().([][]float32)
		gotS, okS := out[1].Value().([][]float32)
		t.Holds(okV && okS && len(gotV) == 2 && len(gotS) == 2 && len(gotV[0]) == 4 && len(gotS[0]) == 4, "both results have the shape of v and h",
			fmt.Sprintf("They have the shapes %v and %v.", out[0].Shape().Dimensions, out[1].Shape().Dimensions))
		for i := range v {
			for j := range v[i] {
				old, in := float64(v[i][j]), float64(h[i][j])
				raised := alpha*old + in
				fires := 0.0
				if raised > snn.Threshold {
					fires = 1
				}
				oldFires := 0.0
				if old > snn.Threshold {
					oldFires = 1
				}
				t.Given("v = %.3g and h = %.3g", old, in)
				x, s := float64(gotV[i][j]), float64(gotS[i][j])
				t.Holds(math.Abs(x-(old+in)) > 1e-5 || math.Abs(old+in-raised) < 1e-5, "a step leaves a share of alpha of the old potential",
					"The leak is missing: use g.MulScalar(v, alpha).")
				t.Holds(math.Abs(s-fires) < 1e-5 || s != oldFires, "the spike is 1 if the raised potential is above 1, else 0",
					"It looks as if it were taken from the old potential.")
				t.Near("the spike is 1 if the raised potential is above 1, else 0", s, fires, 1e-5)
				t.Holds(fires == 1 || math.Abs(x) > 1e-5 || math.Abs(raised) < 1e-5, "without a spike the potential is kept",
					"It was kept exactly where there are spikes: multiply by 1 - s.")
				t.Near("without a spike the raised potential is kept, with one nothing is left", x, raised*(1-fires), 1e-5,
					exercise.Slip{Gives: raised, Hint: "The potential is not reset by its spike."})
			}
		}
	})
}

// firstSentence is the first line of what an error began with, without GoMLX's pages around it.
func firstSentence(err error) string {
	const longest = 160
	for cause := errors.Unwrap(err); cause != nil; cause = errors.Unwrap(err) {
		err = cause
	}
	text := []rune(err.Error())
	for i, r := range text {
		if r == '\n' || i == longest {
			return string(text[:i])
		}
	}
	return string(text)
}

// NumberOfWeights asks for 200·30 + 30·12.
func NumberOfWeights(weights any) exercise.Result {
	s, c := snn.Default(), stimulus.Default().Afferents()
	first, second := c*s.HiddenUnits, s.HiddenUnits*s.Classes
	return exercise.Exercise{
		Name: "Exercise 2, how many weights",
		Why:  fmt.Sprintf("%d·%d = %d in W1 and %d·%d = %d in W2. There are no biases.", c, s.HiddenUnits, first, s.HiddenUnits, s.Classes, second),
	}.Number(weights, float64(first+second), 0,
		exercise.Slip{Gives: float64(c * s.HiddenUnits * s.Classes), Hint: "Weights are between layers only: from the first to the second, and from the second to the third."},
		exercise.Slip{Gives: float64(c + s.HiddenUnits + s.Classes), Hint: "That is the number of units. Each unit has a weight to each of the next layer."},
		exercise.Slip{Gives: float64(first), Hint: "W2 is missing."},
		exercise.Slip{Gives: float64(second), Hint: "W1 is missing."})
}

// BestError asks for the mean distance of an IPD from the middle of its class, in degrees.
func BestError(degrees any) exercise.Result {
	const n = 12_000
	sum, classes := 0.0, snn.Default().Classes
	for i := range n {
		ipd := -stimulus.MaxIPD + (float64(i)+0.5)/n*2*stimulus.MaxIPD
		sum += math.Abs(stimulus.Degrees(ipd - stimulus.Continuise(stimulus.Discretise(ipd, classes), classes)))
	}
	best, width := sum/n, 180/float64(classes)
	return exercise.Exercise{
		Name: "Exercise 3, the best possible error",
		Why: fmt.Sprintf("Within a class of %g° a sound is 0° to %g° from the middle, %.2f° on average. No training can go below that; more classes could.",
			width, width/2, best),
	}.Number(degrees, best, 0.01,
		exercise.Slip{Gives: width / 2, Hint: "That is the largest error, at the edges of a class."},
		exercise.Slip{Gives: 0, Hint: "It has only 12 answers, but sounds come from anywhere between."},
		exercise.Slip{Gives: width, Hint: "That is the width of a class."})
}
