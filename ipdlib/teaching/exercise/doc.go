// Package exercise makes exercises that check themselves.
//
// A [Gap] in a function marks what the student is to write. An [Exercise] asks about the properties of what was written:
// its Check runs them in a [Try] and shows one of three answers; [Ask] compares a function with correct formulas and common
// mistakes. Number, Percent and Choice do the same for a prediction, which the student writes in place of "?". [Locked]
// hides a result until it has been predicted, and keeps the prediction as a [Vote].
//
// The exercise's cell has
//
//	// leak returns what is left of a potential v after a time step dt.
//	func leak(v, dt, tau float64) float64 {
//		return exercise.Gap[float64]()
//	}
//
// and the check's
//
//	leaks.Check(func(t *exercise.Try) {
//		t.Given("v = 1, dt = 1 ms and tau = 5 ms")
//		t.Near("the leak leaves a fixed fraction", leak(1, 0.001, 0.005), math.Exp(-0.2), 1e-6,
//			exercise.Slip{Gives: math.Exp(0.2), Hint: "The potential grows. Which sign has the exponent?"})
//	})
//
// The three answers are
//
//	not started   a gap was reached, or the prediction is still "?"
//	not yet       the first property that does not hold, for which input, and a hint if it is a known mistake
//	done          and why it is right
//
// A student's function may do anything: if it panics, returns NaN or never returns, the answer is "not yet" and
// says so, without a stack trace.
//
// # Caveats
//
// A function that exceeds the time limit can't be stopped from outside; it runs on until the cell's program ends, which is
// right after the answer. What Go itself can't recover from (endless recursion, exhausted memory) ends the cell.
package exercise
