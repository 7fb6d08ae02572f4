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

// Chance asks for the probability of a spike in a time step: rate times dt.
func Chance(chance func(phase, maximal, power, dt float64) float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, the probability of a spike",
		Why:  "A rate of r spikes per second makes r · dt of them in dt seconds. As long as that is below 1 it is a probability.",
	}.Check(func(t *exercise.Try) {
		for _, c := range []struct{ phase, maximal, power, dt float64 }{
			{math.Pi / 2, 600, 2, 0.001}, {0.3, 600, 2, 0.001}, {2.5, 400, 4, 0.001}, {-0.8, 300, 3, 0.0005}, {-math.Pi / 2, 600, 2, 0.001},
		} {
			t.Given("a phase of %.2f, a maximal rate of %g, a power of %g and dt = %g s", c.phase, c.maximal, c.power, c.dt)
			got, r := chance(c.phase, c.maximal, c.power, c.dt), raisedRate(c.phase, c.maximal, c.power)
			slips := []exercise.Slip{
				{Gives: r, Hint: "That is the rate, in spikes per second. A step is only a part of a second."},
				{Gives: r / c.dt, Hint: "Divided by dt instead of multiplied."},
				{Gives: raisedRate(-c.phase, c.maximal, c.power) * c.dt, Hint: "The hills are where the sine is high: look at the sign of the phase."},
			}
			if c.power != 1 {
				slips = append(slips, exercise.Slip{Gives: raisedRate(c.phase, c.maximal, 1) * c.dt, Hint: "The power is missing."})
			}
			t.Near("the probability is the expected number of spikes in a step", got, r*c.dt, 1e-6, slips...)
			t.Holds(got >= 0 && got <= 1, "a probability lies between 0 and 1", fmt.Sprintf("It is %g.", got))
		}
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
		Why: fmt.Sprintf("The mean rate is in proportion to the maximal one. For power 4 it is %.0f at a maximum of 600, so %.0f at 400, and in a tenth "+
			"of a second %.1f spikes.", spikesExpected(600, power, dt)/seconds, want/seconds, want),
	}.Number(expected, want, 0.5,
		exercise.Slip{Gives: maximal * seconds, Hint: "That is as if the rate were always at its maximum."},
		exercise.Slip{Gives: spikesExpected(maximal, 2, dt), Hint: "That is right for power 2. The hills of power 4 are narrower."},
		exercise.Slip{Gives: spikesExpected(600, power, dt), Hint: "That is right for a maximal rate of 600."},
		exercise.Slip{Gives: want / seconds, Hint: "That is the number per second. How long is the sound?"})
}

// FinerSteps asks what becomes of the mean number of spikes when the time step is halved.
func FinerSteps(finer any) exercise.Result {
	coarse, fine := spikesExpected(600, 2, 0.001), spikesExpected(600, 2, 0.0005)
	return exercise.Exercise{
		Name: "Exercise 3, finer steps",
		Why: fmt.Sprintf("Twice as many throws, each half as likely: %.1f spikes with steps of 1 ms, %.1f with steps of 0.5 ms. The rate is a property of "+
			"the fibre, the step one of our computation.", coarse, fine),
	}.Choice(finer, "B", map[string]string{
		"A": "Each throw is half as likely to make a spike, but there are twice as many throws.",
		"C": "There are twice as many throws, but each is half as likely to make a spike.",
	})
}
