package checks

import (
	"math"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/teaching/exercise"
)

// shareOf is a share of n units.
type shareOf struct {
	n     int
	share float64
}

// Signs asks for the mask of Dale's law: -1 for the first ⌈share·n⌉ units, 1 for the others.
func Signs(signs func(n int, share float64) []float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 2, the mask of signs",
		Why: "It is the mask that the library makes: multiplied with the sizes of the weights, it gives each unit one sign to all " +
			"of its targets.",
	}.Check(func(t *exercise.Try) {
		cases := []shareOf{{10, 0.25}, {4, 0.5}, {30, 0.75}, {5, 0}, {5, 1}, {200, 0.5}, {1, 0.1}, {7, 0.4}}
		r := draws(71)
		for range 8 { // some fractions are rounded up from below a half
			cases = append(cases, shareOf{2 + r.IntN(60), between(r, 0.05, 0.95)})
		}
		for _, x := range cases {
			t.Given("n = %d and share = %.3g", x.n, x.share)
			got := signs(x.n, x.share)
			t.Holds(len(got) == x.n, "there is a sign for each unit", "Keep the list as long as it is.")
			inhibitory := snn.InhibitoryUnits(x.n, x.share)
			minus, zeros, wrong, reversed, last := 0, 0, 0, 0, 0
			for i, sign := range got {
				want := 1.0
				if i < inhibitory {
					want = -1
				}
				if sign == -1 {
					minus++
				}
				if sign == 0 {
					zeros++
				}
				if sign != want {
					wrong++
				}
				if sign == -want {
					reversed++
				}
				if (sign == -1) == (i >= x.n-inhibitory) {
					last++
				}
			}
			t.Holds(zeros == 0, "every unit has a sign, 1 or -1", "A sign of 0 would take the weight away. The others get 1.")
			hint := ""
			switch {
			case wrong == 0:
			case reversed == x.n && x.n > 1:
				hint = "It is the other way round: inhibitory units have -1."
			case minus == inhibitory && last == x.n:
				hint = "Those are the last units; here the first ones inhibit."
			case minus == inhibitory-1:
				hint = "One inhibitory unit is missing: part of a unit counts as a whole one."
			case minus == inhibitory+1:
				hint = "That is one too many: the units count from 0."
			}
			t.Holds(wrong == 0, "the first share · n units, rounded up, have -1 and the others 1", hint)
		}
	})
}

// Inhibited asks for the accuracy of a network without excitation: that of a guess.
func Inhibited(answer any) exercise.Result {
	const classes = 12
	return exercise.Exercise{
		Name: "Exercise 1, inhibition only",
		Why: "No potential ever reaches the threshold, so no hidden unit spikes and every sound gets the same answer. " +
			"One sound in 12 happens to be of that class.",
	}.Percent(answer, 100.0/classes, 1,
		exercise.Slip{Gives: 0, Hint: "No unit spikes, but there is an answer anyway: always the same class. How often is that right?"},
		exercise.Slip{Gives: 50, Hint: "That would be a guess among two classes. How many are there?"},
		exercise.Slip{Gives: 100.0 / 30, Hint: "The guess is among the classes, not among the hidden units."},
		exercise.Slip{Gives: 100, Hint: "Does any hidden unit reach the threshold? What does the readout hear then?"},
		exercise.Slip{Gives: 12, Hint: "There are 12 classes. What percentage is one of them?"},
	)
}

// Memory asks how much of a potential is left after half a time constant.
func Memory(answer any) exercise.Result {
	const period, tau = 50.0, 100.0 // ms
	left := math.Exp(-period / tau)
	return exercise.Exercise{
		Name: "Exercise 3, how long is a memory",
		Why: "exp(-50/100) is 0.61: after a whole period of the tone more than half is left. So the potential still tells " +
			"when the sound began, which is what the network memorised.",
	}.Percent(answer, 100*left, 2,
		exercise.Slip{Gives: 100 * (1 - period/tau), Hint: "It decays by a fraction in each step, not along a straight line."},
		exercise.Slip{Gives: 100 * math.Exp(-tau/period), Hint: "The fraction in the exponent is upside down."},
		exercise.Slip{Gives: 100 * (1 - left), Hint: "That is what is gone. What is left?"},
		exercise.Slip{Gives: 100 * math.Exp(-1), Hint: "That is after a whole time constant. How long is a period?"},
		exercise.Slip{Gives: 100 * math.Exp(-1.0/tau), Hint: "That is after 1 ms. How long is a period?"},
		exercise.Slip{Gives: 100 * math.Exp(period/tau), Hint: "It cannot grow: which sign has the exponent?"},
		exercise.Slip{Gives: 100 * math.Pow(0.5, period/tau), Hint: "After a time constant less than half is left: its base is e, not 2."},
		exercise.Slip{Gives: -period / tau, Hint: "That is the exponent."},
	)
}
