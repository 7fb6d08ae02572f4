package exercise

import "sync/atomic"

// Gap stands for what the student is to write. It compiles in the place of any expression, gives T's zero value, and lets
// the check know that it was reached. What it is to be made from may stand in the parentheses: Gap[float64](v, h); so a
// variable that only the student's code will use is used already, and the cell compiles.
func Gap[T any](from ...any) T {
	reached.Store(true)
	var zero T
	return zero
}

// Unsolved keeps a result hidden while there is a gap in the student's code that it comes from. The cell that shows the result
// calls it when that code has run:
//
//	lines := balances(p)
//	if exercise.Unsolved("exercise 3") {
//		return
//	}
//
// It says what to do, and reports true, if a gap was reached in this cell.
func Unsolved(exercises string) bool {
	if !reached.Load() {
		return false
	}
	hidden("Waiting", "Your code is used here: solve "+exercises+" first, then run this cell again. The result appears here.")
	return true
}

// reached is whether a gap was reached since a check began.
var reached atomic.Bool
