package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/teaching/exercise"
)

// raisedRate is a fibre's rate at a phase of the tone, as in package stimulus, in spikes per second.
func raisedRate(phase, maximal, power float64) float64 {
	return maximal * math.Pow((1+math.Sin(phase))/2, power)
}

// fibre is a fibre at a moment, and the time step in seconds.
type fibre struct{ phase, maximal, power, dt float64 }

func (x fibre) rate() float64 { return raisedRate(x.phase, x.maximal, x.power) }

// Chance asks for the probability of a spike in a time step: rate times dt. That of at least one spike of a Poisson process,
// 1 - exp(-rate dt), is right, too.
func Chance(chance func(phase, maximal, power, dt float64) float64) exercise.Result {
	inputs := []fibre{{math.Pi / 2, 600, 2, 0.001}, {0.3, 600, 2, 0.001}, {2.5, 400, 4, 0.001}, {-0.8, 300, 3, 0.0005}}
	r := draws(21)
	for range 6 {
		inputs = append(inputs, fibre{between(r, -3, 3), between(r, 100, 900), between(r, 1.5, 4), between(r, 0.0001, 0.001)})
	}
	type formula = exercise.Formula[fibre]
	return exercise.Exercise{
		Name: "Exercise 1, the probability of a spike",
		Why: "A rate of r spikes per second makes r · dt of them in dt seconds: at most 0.6 here, a probability. The study draws one spike or none with it. " +
			"For a Poisson process it would be 1 - exp(-r · dt), which is nearly the same for small steps, and counts as right.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[fibre]{
			Property: "it is the probability of a spike in one step",
			Inputs:   inputs,
			Given: func(x fibre) string {
				return fmt.Sprintf("a phase of %.2f, a maximal rate of %.0f, a power of %.2g and dt = %.2g s", x.phase, x.maximal, x.power, x.dt)
			},
			Right: []formula{
				{Of: func(x fibre) float64 { return x.rate() * x.dt }},
				{Of: func(x fibre) float64 { return -math.Expm1(-x.rate() * x.dt) }},
			},
			Slips: []formula{
				{Of: fibre.rate, Hint: "That is the rate, in spikes per second. A step is only a part of a second."},
				{Of: func(x fibre) float64 { return x.rate() / x.dt }, Hint: "That is far more than 1. Do shorter steps make a spike in one of them more likely, or less?"},
				{Of: func(x fibre) float64 { return raisedRate(-x.phase, x.maximal, x.power) * x.dt }, Hint: "The rate is high where the sine is high: look at the sign of the phase."},
				{Of: func(x fibre) float64 { return raisedRate(x.phase, x.maximal, 1) * x.dt }, Hint: "The power is missing."},
				{Of: func(x fibre) float64 { return raisedRate(x.phase, x.maximal, 2) * x.dt }, Hint: "That has always a power of 2. Use the one that is given."},
				{Of: func(x fibre) float64 { return raisedRate(x.phase, 600, x.power) * x.dt }, Hint: "That has always a maximal rate of 600. Use the one that is given."},
				{Of: func(x fibre) float64 { return x.rate() * 0.001 }, Hint: "That has always a step of 1 ms. Use the one that is given."},
				{Of: func(x fibre) float64 { return x.maximal * x.dt }, Hint: "That is as if the rate were always at its maximum."},
				{Of: func(x fibre) float64 { return math.Exp(-x.rate() * x.dt) }, Hint: "That is the probability that there is no spike."},
				{Of: func(x fibre) float64 { return 1 - x.rate()*x.dt }, Hint: "That is the probability that there is no spike."},
				{Of: func(x fibre) float64 { return x.rate() * x.dt * 100 }, Hint: "That is in percent. A probability is at most 1."},
				{Of: func(x fibre) float64 { return x.rate() / x.maximal }, Hint: "That is the rate compared with its maximum. Where is the length of the step?"},
			},
		}, func(x fibre) float64 { return chance(x.phase, x.maximal, x.power, x.dt) })
	})
}

// spikesExpected is the mean number of spikes of a fibre in the study's sound of 100 ms, cut into steps of dt.
func spikesExpected(maximal, power, dt float64) float64 {
	s := stimulus.Default()
	sum := 0.0
	for step := range int(math.Round(s.Duration / dt)) {
		sum += raisedRate(2*math.Pi*s.Frequency*dt*float64(step), maximal, power) * dt
	}
	return sum
}

// ExpectedSpikes asks how many spikes a maximal rate of 400 and an envelope power of 4 make in 100 ms.
func ExpectedSpikes(expected any) exercise.Result {
	const maximal, power, dt, seconds = 400, 4, 0.001, 0.1
	want := spikesExpected(maximal, power, dt)
	return exercise.Exercise{
		Name: "Exercise 2, how many spikes",
		Why: fmt.Sprintf("The mean rate is proportional to the maximal one. For power 4 it is %.0f at a maximum of 600, so %.0f at 400, and in a tenth "+
			"of a second %.1f spikes.", spikesExpected(600, power, dt)/seconds, want/seconds, want),
	}.Number(expected, want, 0.5,
		exercise.Slip{Gives: maximal * seconds, Hint: "That is as if the rate were always at its maximum."},
		exercise.Slip{Gives: spikesExpected(maximal, 2, dt), Hint: "That is right for power 2. The peaks of power 4 are narrower."},
		exercise.Slip{Gives: spikesExpected(maximal, 1, dt), Hint: "That is right for power 1. The peaks of power 4 are narrower."},
		exercise.Slip{Gives: spikesExpected(600, power, dt), Hint: "That is right for a maximal rate of 600."},
		exercise.Slip{Gives: want / 2, Hint: "That is for one wave. How many are there in 100 ms?"},
		exercise.Slip{Gives: math.Pow(0.5, power) * maximal * seconds, Hint: "That is the power of the mean. You need the mean of the power: see the table."},
		exercise.Slip{Gives: want / seconds, Hint: "That is the number per second. How long is the sound?"})
}

// FinerSteps asks what becomes of the mean number of spikes when the time step is halved.
func FinerSteps(finer any) exercise.Result {
	coarse, fine := spikesExpected(600, 2, 0.001), spikesExpected(600, 2, 0.0005)
	return exercise.Exercise{
		Name: "Exercise 3, finer steps",
		Why: fmt.Sprintf("Twice as many draws, each half as likely: %.1f spikes with steps of 1 ms, %.1f with steps of 0.5 ms. The rate is a property of "+
			"the fibre, the step one of our computation.", coarse, fine),
	}.Choice(finer, "C", map[string]string{
		"A": "There are twice as many draws, but what happens to the probability of each?",
		"B": "A spike is half as likely in each step, but how many steps are there now?",
	})
}
