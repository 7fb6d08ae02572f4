package parity

// Tolerances, relative to the largest entry of an array unless said otherwise. The numbers "measured" are the largest
// over the records in testdata, on XLA and on the Go backend. A mistake in the equations changes values in the first
// or second digit.
const (
	// labelTolerance, in units of π/2: how far outside of its class, by rounding to float32, an IPD may lie.
	labelTolerance = 1e-6

	// valueTolerance of the output membrane and the logits: float32 sums over 100 steps of values that are exact to
	// 6e-8. Measured: 6.5e-7.
	valueTolerance = 1e-5

	// lossTolerance, relative to the loss or to lossScale, whichever is larger. Measured: 2.8e-7.
	lossTolerance = 1e-5
	lossScale     = 1

	// gradientTolerance: backpropagation sums over samples and steps with changing signs. Measured: 1.5e-6.
	gradientTolerance = 1e-5

	// stepTolerance of a weight after three steps, in learning rates, beside what its gradients' tolerance makes of it
	// (see layer). Adam's correction 1-0.999^t is a difference of float32 numbers near one: it is exact to 6e-5 at the
	// first step. Measured for the median weight: 3.8e-6.
	stepTolerance = 1e-4

	// weightRoundings: a weight is rounded at each step, to within 6e-8 of its size.
	weightRoundings = Steps / float64(1<<24)

	// flipDistance of a potential from the threshold, within which rounding may decide about a spike: a potential is a
	// float32 sum of hundreds of weights, of size 1 when it matters. Such a spike can't be told right from wrong.
	flipDistance = 1e-5
)
