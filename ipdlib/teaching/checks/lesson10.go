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
				{Of: func(x headAndAngle) float64 { return woodworth(x) * speedOfSound }, Hint: "Time is path divided by speed."},
				{Of: of(func(x headAndAngle) float64 { return x.radius * math.Sin(x.angle) }), Hint: "The way around the head, along the arc, is missing."},
				{Of: func(x headAndAngle) float64 { return x.radius*math.Sin(x.angle) + x.radius*x.angle/speedOfSound }, Hint: "Both parts of the path take time: mind the parentheses."},
				{Of: func(x headAndAngle) float64 { return x.radius * (x.angle + math.Sin(x.angle)/speedOfSound) }, Hint: "Both parts of the path take time: mind the parentheses."},
				{Of: func(x headAndAngle) float64 { return x.radius*x.angle + x.radius*math.Sin(x.angle)/speedOfSound }, Hint: "Both parts of the path take time: mind the parentheses."},
				{Of: of(func(x headAndAngle) float64 { return x.radius * math.Sin(x.angle*math.Pi/180) }), Hint: "The angle is in radians already. And the way around the head is missing."},
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

// timeAndTone is a time difference in seconds and a frequency in Hz.
type timeAndTone struct{ itd, frequency float64 }

// PhaseOf asks for a time difference as a phase difference between -180° and 180°.
func PhaseOf(ipd func(itd, frequency float64) float64) exercise.Result {
	inputs := []timeAndTone{{0.0005, 500}, {-0.0005, 500}, {0.0015, 500}, {0.0001, 8000}}
	r := draws(102)
	for range 8 {
		inputs = append(inputs, timeAndTone{between(r, -0.0009, 0.0009), between(r, 300, 6000)})
	}
	type formula = exercise.Formula[timeAndTone]
	whole := func(x timeAndTone) float64 { return 360 * x.itd * x.frequency }
	brought := func(x timeAndTone) float64 { return math.Remainder(whole(x), 360) }
	return exercise.Exercise{
		Name: "Exercise 2, the phase",
		Why:  "Time by frequency is in periods, and a period is 360°. What goes beyond half a period comes back from the other side.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[timeAndTone]{
			Property: "it is the phase difference in degrees, between -180 and 180", Inputs: inputs,
			Given: func(x timeAndTone) string {
				return fmt.Sprintf("an ITD of %.4g ms and a frequency of %.4g Hz", 1000*x.itd, x.frequency)
			},
			Right: []formula{{Of: brought}},
			Slips: []formula{
				{Of: whole, Hint: "That is right up to half a period, and more than half a period has to be brought back."},
				{Of: func(x timeAndTone) float64 { return x.itd * x.frequency }, Hint: "That is in periods. How many degrees are there in one?"},
				{Of: func(x timeAndTone) float64 { return math.Remainder(x.itd*x.frequency, 1) }, Hint: "That is in periods. How many degrees are there in one?"},
				{Of: func(x timeAndTone) float64 { return math.Remainder(x.itd*x.frequency, 360) }, Hint: "That is in periods. How many degrees are there in one?"},
				{Of: func(x timeAndTone) float64 { return brought(x) * math.Pi / 180 }, Hint: "That is in radians."},
				{Of: func(x timeAndTone) float64 { return math.Remainder(2*math.Pi*x.itd*x.frequency, 360) }, Hint: "That is in radians. How many degrees are there in a period?"},
				{Of: func(x timeAndTone) float64 { return math.Remainder(360*x.itd/x.frequency, 360) }, Hint: "With a higher frequency the same time is a larger part of a period."},
				{Of: func(x timeAndTone) float64 { return math.Remainder(180*x.itd*x.frequency, 360) }, Hint: "A whole period has 360 degrees."},
				{Of: func(x timeAndTone) float64 { return math.Remainder(whole(x), 180) }, Hint: "What is brought back goes by whole periods. How many degrees has one?"},
				{Of: func(x timeAndTone) float64 { return math.Mod(whole(x), 360) }, Hint: "That goes up to 360 degrees. Half a period is the most that is asked for."},
				{Of: func(x timeAndTone) float64 { return math.Mod(math.Mod(whole(x), 360)+360, 360) }, Hint: "That goes from 0 to 360 degrees. It should go from -180 to 180."},
				{Of: func(x timeAndTone) float64 { return math.Max(-180, math.Min(180, whole(x))) }, Hint: "That stops at half a period. What goes beyond it comes back from the other side."},
				{Of: func(x timeAndTone) float64 { return math.Abs(brought(x)) }, Hint: "The sign is lost: it says which ear leads."},
				{Of: func(x timeAndTone) float64 { return math.Remainder(1000*whole(x), 360) }, Hint: "The time is in seconds already."},
				{Of: func(x timeAndTone) float64 { return math.Remainder(whole(x)/1000, 360) }, Hint: "The time is in seconds, not in milliseconds."},
			},
		}, func(x timeAndTone) float64 { return ipd(x.itd, x.frequency) })
	})
}

// Phantoms asks from how many directions a tone of 8 kHz with an IPD of 0° may come to an owl: one for each whole period within
// its largest time difference.
func Phantoms(directions any) exercise.Result {
	const largest, frequency = 0.187e-3, 8000
	return exercise.Exercise{
		Name: "Exercise 4, the owl's phantoms",
		Why:  "A period is 0.125 ms. ITDs of 0 and of a period either way all make an IPD of 0°: straight ahead, and a phantom on each side. Two periods would be more than the head makes.",
	}.Number(directions, 1+2*math.Floor(largest*frequency), 0.1,
		exercise.Slip{Gives: 1, Hint: "Straight ahead is one. But times that differ by a whole period have the same phase: how long is a period?"},
		exercise.Slip{Gives: 2, Hint: "Straight ahead, and phantoms on both sides: count again."},
		exercise.Slip{Gives: 5, Hint: "Which ITDs would these be? Compare the second period with the largest ITD."},
		exercise.Slip{Gives: 0.187e-3 * 8000, Hint: "That is how many periods the largest ITD has. Which directions are at whole ones?"},
		exercise.Slip{Gives: 0.125, Hint: "That is the period in milliseconds. How many whole periods fit on either side?"})
}

// Ambiguous asks for the frequency at which a time difference of 0.66 ms is half a period.
func Ambiguous(hertz any) exercise.Result {
	const itd = 0.00066
	return exercise.Exercise{
		Name: "Exercise 3, ambiguous phase",
		Why:  "Half a period of 758 Hz is 0.66 ms. Above, the phases of a sound from the far right and of one further to the left are the same. Humans use the fine structure's phase up to about 1,400 Hz, for smaller angles.",
	}.Number(hertz, 1/(2*itd), 15,
		exercise.Slip{Gives: 1 / itd, Hint: "That is where it is a whole period. At half a period, left and right can no longer be distinguished."},
		exercise.Slip{Gives: 1 / (4 * itd), Hint: "That is where it is a quarter of a period."},
		exercise.Slip{Gives: 0.5 / 0.66, Hint: "Mind the unit: 0.66 ms are 0.00066 s."},
		exercise.Slip{Gives: 1 / 0.66, Hint: "Mind the unit: 0.66 ms are 0.00066 s."},
		exercise.Slip{Gives: itd / 2, Hint: "A frequency is one divided by a time."},
		exercise.Slip{Gives: 2 * itd, Hint: "That is the period, in seconds. And the frequency?"},
		exercise.Slip{Gives: 1.32, Hint: "That is the period, in milliseconds. And the frequency?"})
}

// WhichTheory asks which shape the tuning curves of trained networks have.
func WhichTheory(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 5, which theory",
		Why: "Most units have a gap: neither of the two theories was written for that. A gap comes from subtracting one ear from the other, which is what cells of the lateral superior olive do " +
			"with levels, excited by one ear and inhibited by the other.",
	}.Choice(answer, "C", map[string]string{
		"A": "Compare the medians in the table. Which shape explains more of most curves?",
		"B": "Compare the medians in the table. Which shape explains more of most curves?",
	})
}
