package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/teaching/exercise"
)

// Weakest asks for the constant input that brings a leaky membrane just to the threshold: h = 1 - exp(-dt/tau).
func Weakest(weakest func(dt, tau float64) float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, the weakest input",
		Why: "At the threshold, 1 = α + h: the input makes up for what leaks in a step. With dt = 1 ms and τ = 5 ms it is 0.181, " +
			"between the slider's 0.18, which never spikes, and its 0.20.",
	}.Check(func(t *exercise.Try) {
		for _, c := range []struct{ dt, tau float64 }{{0.001, 0.005}, {0.001, 0.02}, {0.0005, 0.005}} {
			t.Given("dt = %g s and tau = %g s", c.dt, c.tau)
			alpha := math.Exp(-c.dt / c.tau)
			t.Near("one step with this input leads from a potential of 1 to 1 again", weakest(c.dt, c.tau), 1-alpha, 1e-4,
				exercise.Slip{Gives: 1 - 1/alpha, Hint: "Look at the sign in the exponent: the share that is left is less than 1."},
				exercise.Slip{Gives: 1 - math.Exp(-1/c.tau), Hint: "The exponent lacks dt."},
				exercise.Slip{Gives: alpha, Hint: "That is the share that is left. Which input makes up for what is lost?"},
				exercise.Slip{Gives: c.dt / c.tau, Hint: "That is nearly right for small steps, but a step loses a share of 1 - exp(-dt/tau)."},
				exercise.Slip{Gives: alpha - 1, Hint: "Look at the sign: the input is positive."})
		}
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
			"waiting doesn't help.", highest, count, steps),
	}.Number(spikes, count, 0, exercise.Slip{Gives: 1, To: steps,
		Hint: fmt.Sprintf("The potential never gets beyond %.2f. Move the slider to 0.18 and look.", highest)})
}

// lateNeuron is a neuron as in package snn, where spikes are taken from the old potential and reset a step later: of a
// constant input h and a share alpha that a step leaves.
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
	return exercise.Exercise{
		Name: "Exercise 3, a reset without delay",
		Why:  "Potentials up to the threshold are kept, a spike takes all. Since the spike and its reset are one, no second spike can follow.",
	}.Check(func(t *exercise.Try) {
		for _, v := range []float64{1.2, 2.5, 0.3, -0.5, 1} {
			t.Given("v = %g", v)
			left, spike := fire(v)
			fires := v > snn.Threshold
			t.Holds(!(fires && left == 1 && spike == 0) && !(v < 1 && left == 0 && spike == v), "left comes first, then the spike",
				"They look exchanged: the first is what is left, the second the spike.")
			t.Holds(spike == 0 || spike == 1, "the spike is 0 or 1", fmt.Sprintf("It is %g.", spike))
			if !fires {
				hint := ""
				if v == snn.Threshold {
					hint = "Compare with >, not with >=."
				}
				t.Holds(spike == 0, "there is no spike unless v is above 1", hint)
				t.Near("all is left where there is no spike", left, v, 1e-9)
				continue
			}
			t.Holds(spike == 1, "there is a spike when v is above 1", "")
			t.Near("a spike leaves nothing of the potential", left, 0, 1e-9,
				exercise.Slip{Gives: v - snn.Threshold, Hint: "The threshold was subtracted; here nothing is to be left."})
		}
	})
}
