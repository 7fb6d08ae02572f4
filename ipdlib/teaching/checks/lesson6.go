package checks

import "ipd/ipdlib/teaching/exercise"

// Silenced asks whether the weights of one unit to all classes are zero, and no others.
func Silenced(silenced func(weights [][]float64, unit int) [][]float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 1, silence a unit",
		Why:  "The unit may spike as it likes: with a row of zeros no class hears it. That is what an ablation is.",
	}.Check(func(t *exercise.Try) {
		const units, classes = 4, 3
		for _, unit := range []int{1, 0, 2} {
			before, given := countingMatrix(units, classes), countingMatrix(units, classes)
			t.Given("%d units, %d classes, and unit %d to silence", units, classes, unit)
			after := silenced(given, unit)
			t.Holds(len(after) == units && len(after[unit]) == classes, "the weights keep their shape", "Change the numbers only.")
			zeros, elsewhere, turned, column := 0, 0, 0, 0
			for i, row := range after {
				for k, w := range row {
					switch {
					case i == unit && w == 0:
						zeros++
					case i == unit && w == -before[i][k]:
						turned++
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
				hint = "With the sign changed it turns round what it says. Silent is zero."
			case zeros == 0 && elsewhere == 0:
				hint = "Nothing has changed. A loop over values changes copies; write weights[unit][class] = 0."
			case column == units-1 && elsewhere == column:
				hint = "That is a column: a whole class that no unit can speak for. A unit's weights are a row."
			case zeros == classes && elsewhere == (units-1)*classes:
				hint = "That silences all units. Only the row of this one."
			case zeros > 0 && zeros < classes:
				hint = "That is one class only: the unit still speaks to the others. Go through all of its row."
			}
			t.Holds(zeros == classes, "the unit's weights to all classes are 0", hint)
			t.Holds(elsewhere == 0, "the weights of all other units stay as they are", hint)
		}
	})
}

// countingMatrix holds 1, 2, 3, ...
func countingMatrix(rows, columns int) [][]float64 {
	m := make([][]float64, rows)
	for i := range m {
		for j := range columns {
			m[i] = append(m[i], float64(1+i*columns+j))
		}
	}
	return m
}

// Harm asks for the most harmful of three ablations. The busiest unit was it in each of seven trainings that were looked at,
// with other seeds.
func Harm(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 2, the most harmful of three",
		Why: "The busiest unit has a say in nearly every answer. The one with the largest weights spikes at few IPDs, and others know " +
			"the same. But the most harmful of all 30 may be yet another one: look for it.",
	}.Choice(answer, "A", map[string]string{
		"B": "Large weights count only when the unit spikes: compare the rates in the table, and move the slider to both units.",
		"C": "A unit that hardly ever spikes says nothing, so it cannot be missed.",
	})
}

// Say asks what a spike of a typical hidden unit means.
func Say(answer any) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 3, what does a spike say",
		Why: "Its weights are lowest for the classes in its own gap. When it spikes, these are ruled out; when it is silent, they are " +
			"left over. The network answers by elimination.",
	}.Choice(answer, "B", map[string]string{
		"A": "It spikes at most IPDs, so it has no class of its own. Where are its weights blue?",
		"C": "Look at the input weights: one ear excites, the other inhibits. They subtract.",
	})
}
