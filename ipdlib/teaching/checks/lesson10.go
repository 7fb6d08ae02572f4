package checks

import (
	"fmt"
	"math"

	"ipd/ipdlib/teaching/exercise"
)

// speedOfSound in air, in metres per second.
const speedOfSound = 343.0

// headAndAngle is a head's radius in metres and a sound's direction in radians from straight ahead.
type headAndAngle struct{ radius, angle float64 }

// TimeDifference asks for Woodworth's formula: the path around a sphere, radius (angle + sin angle), by the speed of sound.
func TimeDifference(itd func(radius, angle float64) float64) exercise.Result {
	inputs := []headAndAngle{{0.0875, math.Pi / 2}, {0.0875, 0}, {0.015, math.Pi / 4}}
	r := draws(101)
	for range 6 {
		inputs = append(inputs, headAndAngle{between(r, 0.01, 0.3), between(r, 0.05, math.Pi/2)})
	}
	type formula = exercise.Formula[headAndAngle]
	of := func(path func(x headAndAngle) float64) func(x headAndAngle) float64 {
		return func(x headAndAngle) float64 { return path(x) / speedOfSound }
	}
	woodworth := func(x headAndAngle) float64 { return x.radius * (x.angle + math.Sin(x.angle)) }
	return exercise.Exercise{
		Name: "Exercise 1, the time difference",
		Why:  "For a human head, 8.75 cm in radius, a sound from the side makes 0.66 ms. The formula holds for high frequencies; at low ones it is up to half as much again.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[headAndAngle]{
			Property: "it is the extra path to the far ear, as a time in seconds", Inputs: inputs,
			Given: func(x headAndAngle) string {
				return fmt.Sprintf("a radius of %.3g m and an angle of %.3g rad", x.radius, x.angle)
			},
			Right: []formula{{Of: of(woodworth)}},
			Slips: []formula{
				{Of: woodworth, Hint: "That is the path, in metres. How long does sound take for it?"},
				{Of: func(x headAndAngle) float64 { return woodworth(x) * speedOfSound }, Hint: "Time is path by speed."},
				{Of: of(func(x headAndAngle) float64 { return x.radius * math.Sin(x.angle) }), Hint: "The way around the head, along the arc, is missing."},
				{Of: of(func(x headAndAngle) float64 { return x.radius * x.angle }), Hint: "That is the arc alone. The near ear gets the sound earlier, too."},
				{Of: of(func(x headAndAngle) float64 { return x.radius*x.angle + math.Sin(x.angle) }), Hint: "Both parts are in proportion to the radius: mind the parentheses."},
				{Of: of(func(x headAndAngle) float64 { return x.radius * (x.angle + math.Cos(x.angle)) }), Hint: "From straight ahead the difference is 0. Which function is 0 there?"},
				{Of: of(func(x headAndAngle) float64 { return 2 * woodworth(x) }), Hint: "It is the radius, not the diameter."},
				{Of: of(func(x headAndAngle) float64 { return x.radius * (x.angle - math.Sin(x.angle)) }), Hint: "The two parts add up."},
				{Of: of(func(x headAndAngle) float64 { a := x.angle * math.Pi / 180; return x.radius * (a + math.Sin(a)) }), Hint: "The angle is in radians already."},
				{Of: func(x headAndAngle) float64 { return 1000 * woodworth(x) / speedOfSound }, Hint: "That is in milliseconds."},
			},
		}, func(x headAndAngle) float64 { return itd(x.radius, x.angle) })
	})
}

// Ambiguous asks for the frequency at which a time difference of 0.66 ms is half a period.
func Ambiguous(hertz any) exercise.Result {
	const itd = 0.00066
	return exercise.Exercise{
		Name: "Exercise 2, ambiguous phase",
		Why:  "Half a period of 758 Hz is 0.66 ms. Above, the phases of a sound from the far right and of one further to the left are the same. Humans use the fine structure's phase up to about 1,400 Hz, for smaller angles.",
	}.Number(hertz, 1/(2*itd), 15,
		exercise.Slip{Gives: 1 / itd, Hint: "That is where it is a whole period. At half a period, left and right can no longer be distinguished."},
		exercise.Slip{Gives: 1 / (4 * itd), Hint: "That is where it is a quarter of a period."},
		exercise.Slip{Gives: 0.5 / 0.66, Hint: "Mind the unit: 0.66 ms are 0.00066 s."},
		exercise.Slip{Gives: 1 / 0.66, Hint: "Mind the unit: 0.66 ms are 0.00066 s."},
		exercise.Slip{Gives: itd / 2, Hint: "A frequency is one by a time."},
		exercise.Slip{Gives: 2 * itd, Hint: "That is the period, in seconds. And the frequency?"},
		exercise.Slip{Gives: 1.32, Hint: "That is the period, in milliseconds. And the frequency?"})
}

// WhichTheory asks which shape the tuning curves of trained networks have.
func WhichTheory(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 3, which theory",
		Why: "Most units have a gap: neither of the two theories was written for that. A gap comes from subtracting one ear from the other, which is what cells of the lateral superior olive do " +
			"with levels, excited by one ear and inhibited by the other.",
	}.Choice(answer, "C", map[string]string{
		"A": "Compare the medians in the table. Which shape explains more of most curves?",
		"B": "Compare the medians in the table. Which shape explains more of most curves?",
	})
}
