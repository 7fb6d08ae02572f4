package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/teaching/exercise"
)

// stepAndTau is a time step and a time constant, in seconds.
type stepAndTau struct{ dt, tau float64 }

// Weakest asks for the constant input that brings a leaky membrane just to the threshold: h = 1 - exp(-dt/tau).
func Weakest(weakest func(dt, tau float64) float64) exercise.Result {
	inputs := []stepAndTau{{0.001, 0.005}, {0.001, 0.02}, {0.0005, 0.005}}
	r := draws(11)
	for range 5 { // slow membranes tell formulas apart that are alike for fast ones
		inputs = append(inputs, stepAndTau{between(r, 0.1, 2), between(r, 0.3, 3)})
	}
	alpha := func(x stepAndTau) float64 { return math.Exp(-x.dt / x.tau) }
	type formula = exercise.Formula[stepAndTau]
	return exercise.Exercise{
		Name: "Exercise 1, the weakest input",
		Why: "At the threshold, 1 = α + h: the input makes up for what leaks in a step. With dt = 1 ms and τ = 5 ms it is 0.181, " +
			"between the slider's 0.18, which never spikes, and its 0.20.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[stepAndTau]{
			Property: "one step with this input leads from a potential of 1 to 1 again",
			Inputs:   inputs,
			Given:    func(x stepAndTau) string { return fmt.Sprintf("dt = %.3g s and tau = %.3g s", x.dt, x.tau) },
			Right:    []formula{{Of: func(x stepAndTau) float64 { return -math.Expm1(-x.dt / x.tau) }}},
			Slips: []formula{
				{Of: func(x stepAndTau) float64 { return 1 - 1/alpha(x) }, Hint: "Look at the sign in the exponent: the fraction that is left is less than 1."},
				{Of: func(x stepAndTau) float64 { return 1 - math.Exp(-1/x.tau) }, Hint: "The exponent does not depend on the time step."},
				{Of: func(x stepAndTau) float64 { return 1 - math.Exp(-x.tau/x.dt) }, Hint: "The fraction in the exponent is upside down."},
				{Of: func(x stepAndTau) float64 { return 1 - math.Exp(-x.dt*x.tau) }, Hint: "The exponent has to be a pure number: seconds by seconds."},
				{Of: alpha, Hint: "That is the fraction that is left. Which input makes up for what is lost?"},
				{Of: func(x stepAndTau) float64 { return x.dt / x.tau }, Hint: "That is nearly right for small steps, but the leak is exponential."},
				{Of: func(x stepAndTau) float64 { return alpha(x) - 1 }, Hint: "The input has to be positive: what is subtracted from what?"},
				{Of: func(x stepAndTau) float64 { return 1 + alpha(x) }, Hint: "What leaks is what was there before, less what is left."},
				{Of: func(x stepAndTau) float64 { return 1 / (1 - alpha(x)) }, Hint: "That is where the potential levels off with an input of 1. Which input lets it level off at 1?"},
			},
		}, func(x stepAndTau) float64 { return weakest(x.dt, x.tau) })
	})
}

// Patience asks how many spikes 10 s of 0.99 times the weakest input bring.
func Patience(spikes any) exercise.Result {
	const steps = 10_000
	alpha := math.Exp(-0.001 / 0.005)
	v, s := lateNeuron(alpha, 0.99*(1-alpha), steps)
	highest, count := 0.0, 0.0
	for t := range v {
		highest, count = max(highest, v[t]), count+s[t]
	}
	return exercise.Exercise{
		Name: "Exercise 2, just too weak",
		Why: fmt.Sprintf("The potential levels off at %.2f and stays there: %.0f spikes in %d steps. A leaky neuron does not save up; "+
			"waiting does not help.", highest, count, steps),
	}.Number(spikes, count, 0, exercise.Between(1, math.Inf(1),
		"Where does the potential level off? Move the slider to 0.18 and watch whether it still rises at the end."))
}

// lateNeuron is a neuron as in package snn, where spikes are taken from the old potential and reset a step later: of a
// constant input h and the decay factor alpha.
func lateNeuron(alpha, h float64, steps int) (v, s []float64) {
	v, s = make([]float64, steps), make([]float64, steps)
	for t := range steps - 1 {
		v[t+1] = (alpha*v[t] + h) * (1 - s[t])
		if v[t] > snn.Threshold {
			s[t+1] = 1
		}
	}
	return v, s
}

// Fire asks for the reset in the same step.
func Fire(fire func(v float64) (left, spike float64)) exercise.Result {
	inputs := []float64{1.2, 2.5, 0.3, -0.5, 1, -1.5, 1.001, 0.999, 0}
	r := draws(13)
	for range 6 {
		inputs = append(inputs, between(r, -4, 4))
	}
	given := func(v float64) string { return fmt.Sprintf("v = %.4g", v) }
	spikeOf := func(when func(v float64) bool) func(v float64) float64 {
		return func(v float64) float64 {
			if when(v) {
				return 1
			}
			return 0
		}
	}
	fires := func(v float64) bool { return v > snn.Threshold }
	leftIf := func(fired func(v float64) float64) func(v float64) float64 {
		return func(v float64) float64 {
			if fires(v) {
				return fired(v)
			}
			return v
		}
	}
	type formula = exercise.Formula[float64]
	return exercise.Exercise{
		Name: "Exercise 3, a reset without delay",
		Why:  "Potentials up to the threshold are kept, a spike takes all. Since the spike and its reset are one, no second spike can follow.",
	}.Check(func(t *exercise.Try) {
		exchanged := true
		for _, v := range inputs {
			t.Given("%s", given(v))
			left, spike := fire(v)
			exchanged = exchanged && left == spikeOf(fires)(v) && spike == leftIf(func(float64) float64 { return 0 })(v)
		}
		t.Given("v = 1.2")
		t.Holds(!exchanged, "left comes first, then the spike", "They look exchanged: the first is what is left, the second the spike.")
		exercise.Ask(t, exercise.Question[float64]{
			Property: "the spike is 1 when v is above 1, and 0 otherwise", Inputs: inputs, Given: given,
			Right: []formula{{Of: spikeOf(fires)}},
			Slips: []formula{
				{Of: spikeOf(func(v float64) bool { return v >= snn.Threshold }), Hint: "A potential of exactly 1 is not above the threshold. Which comparison is that?"},
				{Of: spikeOf(func(v float64) bool { return math.Abs(v) > snn.Threshold }), Hint: "A potential far below 0 makes no spike."},
				{Of: spikeOf(func(v float64) bool { return !fires(v) }), Hint: "The two cases look exchanged."},
				{Of: spikeOf(func(v float64) bool { return v < snn.Threshold }), Hint: "The two cases look exchanged."},
				{Of: spikeOf(func(v float64) bool { return v > 0 }), Hint: "The threshold is 1, not 0."},
				{Of: func(v float64) float64 { return v }, Hint: "A spike is 0 or 1, however large the potential."},
				{Of: leftIf(func(float64) float64 { return 1 }), Hint: "Without a spike the second value is 0."},
			},
		}, func(v float64) float64 { _, spike := fire(v); return spike })
		exercise.Ask(t, exercise.Question[float64]{
			Property: "a spike leaves nothing of the potential; without one, all is left", Inputs: inputs, Given: given,
			Right: []formula{{Of: leftIf(func(float64) float64 { return 0 })}},
			Slips: []formula{
				{Of: func(v float64) float64 { return v }, Hint: "The potential is not reset by its spike."},
				{Of: leftIf(func(v float64) float64 { return v - snn.Threshold }), Hint: "The threshold was subtracted; here nothing is to be left."},
				{Of: leftIf(func(v float64) float64 { return 1 }), Hint: "After a spike the potential is 0; the 1 is the spike."},
				{Of: func(v float64) float64 { return max(0, leftIf(func(float64) float64 { return 0 })(v)) }, Hint: "Negative potentials are kept, too."},
			},
		}, func(v float64) float64 { left, _ := fire(v); return left })
	})
}
