package checks

import (
	"fmt"
	"slices"

	"ipd/ipdlib/teaching/exercise"
)

// Silenced asks whether the weights of one unit to all classes are zero, and no others.
func Silenced(silenced func(weights [][]float64, unit int) [][]float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 2, silence a unit",
		Why:  "The unit may spike as it likes: with a row of zeros no class hears it. That is what an ablation is.",
	}.Check(func(t *exercise.Try) {
		r := draws(61)
		for _, size := range []struct{ units, classes, unit int }{{4, 3, 1}, {4, 3, 0}, {4, 3, 2}, {3, 5, 2}, {6, 6, 4}} {
			before := make([][]float64, size.units)
			given := make([][]float64, size.units)
			for i := range before {
				for range size.classes {
					before[i] = append(before[i], 0.1+r.Float64())
				}
				given[i] = slices.Clone(before[i])
			}
			t.Given("%d units, %d classes, and unit %d to silence", size.units, size.classes, size.unit)
			judgeSilenced(t, before, silenced(given, size.unit), size.unit)
		}
	})
}

// judgeSilenced compares the weights before and after.
func judgeSilenced(t *exercise.Try, before, after [][]float64, unit int) {
	units, classes := len(before), len(before[0])
	t.Holds(len(after) == units, "the weights keep their shape", "Change the numbers only: a row less would give every later unit another's weights.")
	zeros, elsewhere, turned, column, one := 0, 0, 0, 0, 0
	for i, row := range after {
		t.Holds(len(row) == classes, "the weights keep their shape", fmt.Sprintf("Change the numbers only, not how many there are: %d in this row.", classes))
		for k, w := range row {
			switch {
			case i == unit && w == 0:
				zeros++
			case i == unit && w == -before[i][k]:
				turned++
			case i == unit && w == 1:
				one++
			case i != unit && w != before[i][k]:
				elsewhere++
				if k == unit {
					column++
				}
			}
		}
	}
	hint := ""
	switch {
	case turned == classes:
		hint = "With the sign changed it says the opposite. What says nothing?"
	case one == classes:
		hint = "With weights of 1 it speaks for all classes alike. What says nothing?"
	case column == units-1 && elsewhere == column:
		hint = "That is a column: a whole class that no unit can speak for. A unit's weights are a row."
	case zeros == 0 && elsewhere == 0:
		hint = "Its weights are not zero. If you wrote a loop: the loop variable is a copy, and changing it changes nothing; use the index."
	case zeros == classes && elsewhere == (units-1)*classes:
		hint = "That silences all units. Only the row of this one."
	case zeros == 0 && elsewhere == classes:
		hint = "That is the row of another unit. Units count from 0."
	case zeros > 0 && zeros < classes:
		hint = "The unit still speaks to some classes. Go through all of its row."
	case zeros == classes && elsewhere > 0:
		hint = "Other units have changed, too."
	}
	t.Holds(zeros == classes, "the unit's weights to all classes are 0", hint)
	t.Holds(elsewhere == 0, "the weights of all other units stay as they are", hint)
}

// Harm asks for the most harmful of three ablations. The busiest unit was it in each of seven trainings that were looked at,
// with other seeds.
func Harm(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, the most harmful of three",
		Why: "The busiest unit has a say in nearly every answer. The one with the largest weights spikes at few IPDs, and others know " +
			"the same. But the most harmful of all 30 may be yet another one: look for it.",
	}.Choice(answer, "B", map[string]string{
		"A": "What can be missed of a unit that hardly ever speaks? Move the slider to it.",
		"C": "Large weights count only when the unit spikes: compare the rates in the table, and move the slider to each.",
	})
}

// Say asks what a spike of a typical hidden unit means.
func Say(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 3, what does a spike say",
		Why: "Its weights are lowest for the classes in its own gap. When it spikes, these are ruled out; when it is silent, they " +
			"remain. The network answers by elimination.",
	}.Choice(answer, "C", map[string]string{
		"A": "It spikes at most IPDs, so has it a class of its own? Where are its weights blue?",
		"B": "Look at the input weights: what do the two ears do to a unit?",
	})
}
