// Package snn is the network: afferents → hidden layers of leaky integrate-and-fire (LIF) units → a readout of classes. The
// study's network has 200 afferents, 30 hidden units and a linear, leaky readout of 12 classes. Options are rows of small
// tables, with the study's choice in the first row. The package is meant to be read in one sitting; each part has its forward
// computation beside its backward one.
//
//	lif.go            the LIF equations with their resets, and their reverse: backpropagation through time
//	surrogate.go      the spike, and the surrogate gradients that stand in for its missing derivative
//	scan.go           the loop over time: one While where the backend has it, else unrolled
//	input.go          spikes of the afferents times weights, by table lookup
//	readout.go        from the last layer's spikes to the logits
//	timeconstants.go  membrane time constants, given or learnt
//	dropout.go        what may be dropped in training
//	dale.go           Dale's law: every unit excites or inhibits, never both
//	rates.go          the cost of firing rates out of bounds
//	network.go        all of it together: Forward and Backward
//	weights.go        weights on the host, and the initial ones
//	npz.go            weights saved and loaded as .npz
//	settings.go       the settings of the study's network
//	variant.go        the options beyond it
//
// A training step builds, inside a graph,
//
//	trace := net.Forward(x, weights, dropout) // x: packed spikes of a batch
//	l := loss(labels, trace.Logits)
//	gradients := net.Backward(trace, l)
//
// # Gradients
//
// GoMLX can't differentiate a While loop. So each layer of units is a function from current to spikes whose reverse is written
// by hand (lif.go) and given to GoMLX as that function's gradient. GoMLX differentiates everything around the layers.
// The first layer's input is looked up in a table, which has no gradient either; the gradient of the input weights is
// accumulated inside the reverse loop of the first layer (input.go).
//
// # Axes
//
// Axes have the same letters everywhere: T time steps, B samples of a batch, C afferents, G = ⌈C/8⌉ bytes of eight
// afferents, H hidden units, K classes; H' is H padded with silent units to a whole number of vector registers. Time comes
// first: [T, R, H]. M networks can be computed side by side, which suits GPUs: their samples are R = M·B rows, and weights
// have an axis of networks first. Without that axis there is one network, and R = B.
//
// # Caveats
//
// All numbers are float32 (float64 weights make everything float64, which tests use). A spike is a comparison with a
// threshold: sums added in a different order flip a spike on rare occasions, so backends agree to rounding, not bit for bit.
package snn
