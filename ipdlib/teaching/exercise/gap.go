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

// reached is whether a gap was reached since a check began.
var reached atomic.Bool
