package checks

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/teaching/exercise"
)

// PromptStep asks for a step of LIF units that are reset in the step of their spike, as graph operations:
// r = alpha v + h, s = [r > 1], v' = r (1 - s); and for its gradients, in which the step of the spike is smooth. The gradient
// may go through the reset or not: both are in use.
func PromptStep(backend compute.Backend, step func(v, h *graph.Node) (vNext, sNext *graph.Node)) exercise.Result {
	v := [][]float32{{0, 0.5, 0.9, 1.2}, {-0.4, 0.99, 1.1, 0.7}}
	h := [][]float32{{0.3, 0.2, 0.4, -0.3}, {0.1, 0.5, 0.05, 2}}
	r := draws(41)
	for range 4 {
		var vs, hs []float32
		for range 4 {
			vs, hs = append(vs, float32(between(r, -1, 1.6))), append(hs, float32(between(r, -0.5, 1.2)))
		}
		v, h = append(v, vs), append(h, hs)
	}
	return exercise.Exercise{
		Name:  "Exercise 1, reset in the same step",
		Limit: time.Minute, // it is compiled
		Why: "The spike is taken from the raised potential, and the reset falls into the same step: one spike at a time. Gradients come through, too. The " +
			"library has it as the setting reset: same_step.",
	}.Check(func(t *exercise.Try) {
		values := promptValues(t, backend, step, v, h)
		promptForward(t, v, h, values)
		promptBackward(t, v, h, values, promptGradients(t, backend, step, v, h))
	})
}

// guarded runs a student's step. GoMLX turns errors into its own, and waits for ever after any other panic.
func guarded(step func(v, h *graph.Node) (vNext, sNext *graph.Node), v, h *graph.Node) (vNext, sNext *graph.Node) {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Errorf("%v", r))
		}
	}()
	vNext, sNext = step(v, h)
	if vNext == nil || sNext == nil {
		panic(errors.New("one of the two results is missing"))
	}
	return vNext, sNext
}

// promptValues are the next potentials and the spikes.
func promptValues(t *exercise.Try, backend compute.Backend, step func(v, h *graph.Node) (vNext, sNext *graph.Node), v, h [][]float32) [2][][]float32 {
	out, err := graph.CallOnceN(backend, func(v, h *graph.Node) []*graph.Node {
		vNext, sNext := guarded(step, v, h)
		return []*graph.Node{vNext, sNext}
	}, v, h)
	if err != nil {
		t.Holds(false, "the recipe can be computed", "It says: "+firstSentence(err)+".")
	}
	x, okX := out[0].Value().([][]float32)
	s, okS := out[1].Value().([][]float32)
	t.Holds(okX && okS && len(x) == len(v) && len(s) == len(v) && len(x[0]) == len(v[0]) && len(s[0]) == len(v[0]), "both results have the shape of v and h",
		fmt.Sprintf("They have the shapes %v and %v.", out[0].Shape().Dimensions, out[1].Shape().Dimensions))
	return [2][][]float32{x, s}
}

// promptGradients are the gradients of the next potentials by v and h, and those of the spikes by v and h.
func promptGradients(t *exercise.Try, backend compute.Backend, step func(v, h *graph.Node) (vNext, sNext *graph.Node), v, h [][]float32) [4][][]float32 {
	var all [4][][]float32
	out, err := graph.CallOnceN(backend, func(v, h *graph.Node) []*graph.Node {
		vNext, sNext := guarded(step, v, h)
		nothing := graph.MulScalar(graph.Add(graph.ReduceAllSum(v), graph.ReduceAllSum(h)), 0) // ties v and h to each result
		gradients := func(x *graph.Node) []*graph.Node {
			return graph.Gradient(graph.Add(graph.ReduceAllSum(x), nothing), v, h)
		}
		return append(gradients(vNext), gradients(sNext)...)
	}, v, h)
	if err != nil {
		t.Holds(false, "the results have gradients", "Use the function spike from above for the step. GoMLX says: "+firstSentence(err)+".")
	}
	for i := range all {
		all[i] = out[i].Value().([][]float32)
	}
	return all
}

var promptAlpha = math.Exp(-0.001 / 0.005)

// promptForward compares the values with those of the equations.
func promptForward(t *exercise.Try, v, h [][]float32, got [2][][]float32) {
	one := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	type unit struct{ v, h, x, s float64 }
	var units []unit
	for i := range v {
		for j := range v[i] {
			units = append(units, unit{float64(v[i][j]), float64(h[i][j]), float64(got[0][i][j]), float64(got[1][i][j])})
		}
	}
	raised := func(u unit) float64 { return promptAlpha*u.v + u.h }
	// where finds a unit at which something does not hold; every tells whether a slip explains the values of all units.
	every := func(is func(u unit) bool) bool {
		return !slices.ContainsFunc(units, func(u unit) bool { return !is(u) })
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-5 }
	hint := func(fallback string, slips ...slipOf[unit]) string {
		for _, s := range slips {
			if every(s.is) {
				return s.hint
			}
		}
		return fallback
	}
	for _, u := range units {
		t.Given("v = %.3g and h = %.3g", u.v, u.h)
		s := one(raised(u) > snn.Threshold)
		t.Holds(near(u.s, s), "the spike is 1 if the raised potential is above 1, else 0", hint(fmt.Sprintf("Expected %g, got %.4g.", s, u.s),
			slipOf[unit]{func(u unit) bool { return near(u.s, one(u.v > 1)) }, "It is taken from the old potential, before leak and input."},
			slipOf[unit]{func(u unit) bool { return near(u.s, one(u.v+u.h > 1)) }, "The leak is missing: a step leaves alpha times the old potential."},
			slipOf[unit]{func(u unit) bool { return near(u.s, one(u.h > 1)) }, "It is taken from the input alone."},
			slipOf[unit]{func(u unit) bool { return near(u.s, one(raised(u) <= 1)) }, "Spikes and silence are exchanged."},
			slipOf[unit]{func(u unit) bool { return near(u.x, one(raised(u) > 1)) }, "The two results are exchanged: the potential comes first."},
		))
	}
	for _, u := range units {
		t.Given("v = %.3g and h = %.3g", u.v, u.h)
		want := raised(u) * (1 - one(raised(u) > snn.Threshold))
		t.Holds(near(u.x, want), "without a spike the raised potential is kept, with one nothing is left", hint(fmt.Sprintf("Expected about %.4g, got %.4g.", want, u.x),
			slipOf[unit]{func(u unit) bool { return near(u.x, raised(u)) }, "The potential is not reset by its spike."},
			slipOf[unit]{func(u unit) bool { return near(u.x, raised(u)*u.s) }, "It is kept exactly where there are spikes."},
			slipOf[unit]{func(u unit) bool { return near(u.x, raised(u)-u.s) }, "The threshold is subtracted; here nothing is to be left."},
			slipOf[unit]{func(u unit) bool { return near(u.x, (u.v+u.h)*(1-u.s)) }, "The leak is missing in the potential that is kept."},
			slipOf[unit]{func(u unit) bool { return near(u.x, u.v*(1-u.s)) }, "That keeps the old potential, before leak and input."},
			slipOf[unit]{func(u unit) bool { return near(u.x, promptAlpha*u.v*(1-u.s)+u.h) }, "The input of the spike's step is left over: reset after adding it."},
			slipOf[unit]{func(u unit) bool { return near(u.x, 1-u.s) }, "Where is the potential?"},
		))
	}
}

// A slipOf tells by the values of all units whether they come from a usual slip.
type slipOf[T any] struct {
	is   func(T) bool
	hint string
}

// promptBackward asks about the gradients: the spike rises smoothly with the raised potential, alpha times as fast with the
// old one, and the next potential follows the raised one, with or without the path through the reset.
func promptBackward(t *exercise.Try, v, h [][]float32, values [2][][]float32, gradients [4][][]float32) {
	for i := range v {
		for j := range v[i] {
			old, in := float64(v[i][j]), float64(h[i][j])
			raised, s := promptAlpha*old+in, float64(values[1][i][j])
			xv, xh := float64(gradients[0][i][j]), float64(gradients[1][i][j])
			sv, sh := float64(gradients[2][i][j]), float64(gradients[3][i][j])
			t.Given("v = %.3g and h = %.3g", old, in)
			if math.Abs(raised-snn.Threshold) < 0.5 {
				t.Holds(sh > 0, "the spike has a gradient, by the input and by the old potential",
					fmt.Sprintf("Its gradient by h is %.3g: nothing could be learnt. Take the step from the function spike above.", sh))
			}
			t.Holds(math.Abs(sv-promptAlpha*sh) < 1e-4 && math.Abs(xv-promptAlpha*xh) < 1e-4, "gradients go back to the old potential through the leak",
				fmt.Sprintf("The spike's gradient by v is %.3g and by h %.3g. Does a StopGradient cut one of them off?", sv, sh))
			t.Holds(math.Abs(xh-(1-s)) < 1e-4 || math.Abs(xh-(1-s-raised*sh)) < 1e-4, "the next potential has the gradient of what is kept",
				fmt.Sprintf("Its gradient by h is %.3g.", xh))
		}
	}
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
	units := float64(c + s.HiddenUnits + s.Classes)
	return exercise.Exercise{
		Name: "Exercise 2, how many weights",
		Why:  fmt.Sprintf("%d·%d = %d in W1 and %d·%d = %d in W2. There are no biases.", c, s.HiddenUnits, first, s.HiddenUnits, s.Classes, second),
	}.Number(weights, float64(first+second), 0,
		exercise.Slip{Gives: float64(c * s.HiddenUnits * s.Classes), Hint: "Weights are between one layer and the next only: how many tables are there?"},
		exercise.Slip{Gives: units, Hint: "That is the number of units. Each unit has a weight to each unit of the next layer."},
		exercise.Slip{Gives: float64(first), Hint: "W2 is missing."},
		exercise.Slip{Gives: float64(second), Hint: "W1 is missing."},
		exercise.Slip{Gives: float64(c + s.HiddenUnits + s.HiddenUnits + s.Classes), Hint: "A table has as many numbers as rows times columns."},
		exercise.Slip{Gives: float64(first + second + s.HiddenUnits + s.Classes), Hint: "These units have no biases."},
		exercise.Slip{Gives: float64(c*s.HiddenUnits + c*s.Classes), Hint: "The second table begins at the hidden units, not at the fibres."},
		exercise.Slip{Gives: float64(first+second) / 2, Hint: "There are two ears: how many fibres in all?"},
		exercise.Slip{Gives: float64(first/2 + second), Hint: "There are two ears: how many fibres in all?"},
		exercise.Slip{Gives: 2, Hint: "That is the number of tables. How many numbers are in them?"})
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
	}.Number(degrees, best, 0.06,
		exercise.Slip{Gives: width / 2, Hint: "That is the largest error, at the edges of a class."},
		exercise.Slip{Gives: 0, Hint: "It has only 12 answers, but sounds come from anywhere between."},
		exercise.Slip{Gives: width, Hint: "That is the width of a class."},
		exercise.Slip{Gives: 4, Hint: "Near, but please exactly: one or two decimals."},
		exercise.Slip{Gives: width / math.Sqrt(12), Hint: "That is the root of the mean square. The question is about the mean of the size."},
		exercise.Slip{Gives: 45, Hint: "That is for a network that always answers 0°. How wide is a class?"})
}
