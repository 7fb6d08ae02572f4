package checks

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/floats"

	"ipd/ipdlib/teaching/exercise"
)

// BestDelay asks for the time difference, in milliseconds, that is 45° at 500 Hz.
func BestDelay(milliseconds any) exercise.Result {
	const delay = 1000 * 45.0 / 360 / 500
	return exercise.Exercise{
		Name: "Exercise 1, the best delay",
		Why: "An eighth of the period of 2 ms is 0.25 ms. A sphere of a gerbil's size makes 0.11 ms at most: the peak lies where no sound comes from, and the whole range " +
			"of directions lies on the slope.",
	}.Number(milliseconds, delay, 0.005,
		exercise.Slip{Gives: 2, Hint: "That is the period of 500 Hz. How much of it are 45°?"},
		exercise.Slip{Gives: 0.00025, Hint: "Mind the unit: milliseconds, please."},
		exercise.Slip{Gives: 250, Hint: "Mind the unit: milliseconds, please."},
		exercise.Slip{Gives: 0.5, Hint: "That is a quarter of a period, 90°."},
		exercise.Slip{Gives: 1, Hint: "That is half a period, 180°."},
		exercise.Slip{Gives: 0.125, Hint: "That is the share of a period. How long is a period?"},
		exercise.Slip{Gives: 0.09, Hint: "A period has 360 degrees. Which share of it are 45, and how long is it?"},
		exercise.Slip{Gives: 4, Hint: "That is one divided by it. Which is the time, and which the frequency?"})
}

// population is what some units do in a sound: their spikes and their best IPDs in degrees.
type population struct{ counts, best []float64 }

func (p population) String() string {
	return fmt.Sprintf("counts %v and best IPDs %v", p.counts, p.best)
}

// asked are populations of several sizes.
func asked(seed uint64) (all []population) {
	all = []population{{[]float64{3, 9, 4}, []float64{-37.5, -82.5, 67.5}}, {[]float64{2, 5, 11, 6}, []float64{82.5, -22.5, 37.5, -67.5}}}
	r := draws(seed)
	for range 6 {
		var p population
		for i, n := 0, 3+r.IntN(5); i < n; i++ {
			p.counts = append(p.counts, float64(2*r.IntN(12)+i%2))
			p.best = append(p.best, -82.5+15*float64(r.IntN(12)))
		}
		p.best[0] = -7.5 // both sides
		p.best[1] = 52.5
		all = append(all, p)
	}
	return all
}

// Peak asks for the best IPD of the busiest unit.
func Peak(peak func(counts, best []float64) float64) exercise.Result {
	type formula = exercise.Formula[population]
	return exercise.Exercise{
		Name: "Exercise 2, the peak",
		Why:  "One unit names the direction, whatever all others do: that is a labelled line. It needs units whose peaks cover the whole range.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[population]{
			Property: "it is the direction of the unit with the most spikes",
			Inputs:   append(asked(112), population{[]float64{0, 7, 7}, []float64{-7.5, 22.5, -52.5}}, population{[]float64{6, 1, 0}, []float64{-67.5, 7.5, 82.5}}),
			Given:    population.String,
			Right:    []formula{{Of: func(p population) float64 { return p.best[floats.MaxIdx(p.counts)] }}},
			Slips: []formula{
				{Of: func(p population) float64 { return p.counts[floats.MaxIdx(p.counts)] }, Hint: "That is the number of spikes. Which direction does that unit stand for?"},
				{Of: func(p population) float64 { return p.best[floats.MaxIdx(p.best)] }, Hint: "That is the largest best IPD, whoever fires. Compare the spikes."},
				{Of: func(p population) float64 { return float64(floats.MaxIdx(p.counts)) }, Hint: "That is the number of the unit. Which direction does it stand for?"},
				{Of: func(p population) float64 { return p.best[floats.MinIdx(p.counts)] }, Hint: "That unit fires least."},
				{Of: func(p population) float64 { return p.best[last(p.counts)] }, Hint: "Where two units fire alike, the first is asked for. Which comparison is that?"},
				{Of: func(p population) float64 { return p.best[0] }, Hint: "That is always the first unit. Does your loop keep what it finds? := in a loop makes a new variable."},
				{Of: func(p population) float64 { return p.best[len(p.best)-1] }, Hint: "That is always the last unit. Is there a comparison in the loop?"},
				{Of: mean, Hint: "That is a mean over all units. Here one unit alone decides."},
			},
		}, func(p population) float64 { return peak(slices.Clone(p.counts), slices.Clone(p.best)) })
	})
}

// Balance asks for the balance of two channels.
func Balance(balance func(counts, best []float64) float64) exercise.Result {
	type formula = exercise.Formula[population]
	sums := func(p population, add func(u int) float64) (right, left float64) {
		for u, best := range p.best {
			if best > 0 {
				right += add(u)
			} else {
				left += add(u)
			}
		}
		return right, left
	}
	spikes := func(then func(right, left float64) float64) func(p population) float64 {
		return func(p population) float64 { return then(sums(p, func(u int) float64 { return p.counts[u] })) }
	}
	right := spikes(func(right, left float64) float64 {
		if right+left == 0 {
			return 0
		}
		return (right - left) / (right + left)
	})
	return exercise.Exercise{
		Name: "Exercise 3, the balance",
		Why:  "It goes from -1, only the left channel fires, to 1, only the right one. How loud the sound is plays no part, since both channels would fire more.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[population]{
			Property: "it is the balance of both sides' spikes", Inputs: asked(113), Given: population.String,
			Right: []formula{{Of: right}},
			Slips: []formula{
				{Of: func(p population) float64 { r, l := sums(p, func(int) float64 { return 1 }); return (r - l) / (r + l) }, Hint: "That counts the units. Count their spikes."},
				{Of: spikes(func(r, l float64) float64 { return r - l }), Hint: "That is the difference. It is asked for as a share of both sides together."},
				{Of: spikes(func(r, l float64) float64 { return (l - r) / (r + l) }), Hint: "Left and right are exchanged: where is the best IPD above 0?"},
				{Of: spikes(func(r, l float64) float64 { return r / (r + l) }), Hint: "That is the right side's share. With equal sides it should be 0."},
				{Of: spikes(func(r, l float64) float64 { return r / l }), Hint: "That is the ratio of the sides. With equal sides it should be 0."},
				{Of: spikes(func(r, l float64) float64 { return r - l/(r+l) }), Hint: "Mind the parentheses: the division comes first in your formula."},
				{Of: spikes(func(r, l float64) float64 { return (r-l)/r + l }), Hint: "Mind the parentheses: the division comes first in your formula."},
				{Of: mean, Hint: "That weights each unit by its best IPD. Here only its side counts."},
				{Of: func(p population) float64 {
					r, l := sums(p, func(u int) float64 { return p.best[u] })
					return (r - l) / (r + l)
				}, Hint: "That adds up the best IPDs. Add up the spikes."},
				{Of: func(p population) float64 {
					r, l := sums(p, func(u int) float64 { return p.best[u] })
					return (r + l) / (r - l)
				}, Hint: "That adds up the best IPDs. Add up the spikes."},
			},
		}, func(p population) float64 { return balance(slices.Clone(p.counts), slices.Clone(p.best)) })
		exercise.Ask(t, exercise.Question[population]{
			Property: "it is 0 if there is no spike at all",
			Inputs:   []population{{[]float64{0, 0}, []float64{-7.5, 22.5}}, {[]float64{0, 4, 0}, []float64{-7.5, 82.5, 37.5}}, {[]float64{4, 0, 0}, []float64{-7.5, 82.5, 37.5}}},
			Given:    population.String, Right: []formula{{Of: right}},
		}, func(p population) float64 { return balance(slices.Clone(p.counts), slices.Clone(p.best)) })
	})
}

// PeakOrBalance asks which of two decoders finds more classes. In each of five networks the balance was at least 16 points ahead.
func PeakOrBalance(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 4, peak or balance",
		Why: "Most peaks lie at the sides, so the peak can hardly say anything but far left and far right. The balance is good in front. Both are far below likelihood, " +
			"which uses who fired, not only how much.",
	}.Choice(answer, "C", map[string]string{
		"A": "Look at the table, and at how few directions the peaks stand for.",
		"B": "Look at the table, and at the line below it: how large is the difference, and does its interval hold 0?",
	})
}

// SilenceASide asks what a network without the units that prefer the right gets wrong.
func SilenceASide(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 5, silence one side",
		Why: "Units with a best IPD to the right have their gaps on the left. Their spikes rule out the left, so without them no sound from the right is found. And as their gaps lie at different places " +
			"on the left, it is they who tell directions on the left apart.",
	}.Choice(answer, "C", map[string]string{
		"A": "That is half of it. The silenced units fire most on the right; where are their gaps, and what do these tell apart?",
		"B": "Who fires most for sounds from the right? Look at both columns of the table.",
	})
}

// last is the place of the largest number, the last of equal ones.
func last(x []float64) (at int) {
	for i := range x {
		if x[i] >= x[at] {
			at = i
		}
	}
	return at
}

// mean is the mean best IPD, each weighted by its unit's spikes.
func mean(p population) float64 {
	sum, all := 0.0, 0.0
	for u, n := range p.counts {
		sum, all = sum+n*p.best[u], all+n
	}
	return sum / all
}
