package parity

// Tolerances, relative to the largest entry of an array unless said otherwise. The numbers "measured" are the largest
// over the records in testdata, on XLA and on the Go backend. A mistake in the equations changes values in the first
// or second digit.
const (
	// labelTolerance, in units of π/2: how far outside its class an IPD may lie because of rounding to float32.
	labelTolerance = 1e-6

	// valueTolerance of the output membrane and the logits: float32 sums over 100 steps of values that are accurate to
	// 6e-8. Measured: 6.5e-7.
	valueTolerance = 1e-5

	// lossTolerance, relative to the loss or to lossScale, whichever is larger. Measured: 2.8e-7.
	lossTolerance = 1e-5
	lossScale     = 1

	// gradientTolerance: backpropagation sums over samples and steps with changing signs. Measured: 1.5e-6.
	gradientTolerance = 1e-5

	// stepTolerance of a weight after three steps, in learning rates, in addition to the effect of its gradients' tolerance
	// (see layer). Adam's correction 1-0.999^t is a difference of float32 numbers near one: at the first step it is accurate
	// to 6e-5. Measured for the median weight: 3.8e-6.
	stepTolerance = 1e-4

	// weightRoundings: a weight is rounded at each step, to a relative accuracy of 6e-8.
	weightRoundings = Steps / float64(1<<24)

	// flipDistance of a potential from the threshold, within which rounding may decide about a spike: a potential is a
	// float32 sum of hundreds of weights, and about 1 where it matters. Neither value of such a spike is wrong.
	flipDistance = 1e-5
)
