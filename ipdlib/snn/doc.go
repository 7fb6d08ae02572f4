// Package snn is the network: 200 afferents → a hidden layer of leaky integrate-and-fire (LIF) units → a linear,
// leaky readout of 12 classes. It is meant to be read in one sitting; the forward computation of each part stands beside
// its backward one.
//
//	lif.go        the LIF equations, and their reverse: backpropagation through time with a surrogate gradient
//	surrogate.go  the spike and the slope that stands in for its missing derivative
//	scan.go       the loop over time: one While where the backend has it, else unrolled
//	product.go    spikes times weights, by table
//	readout.go    the leaky readout, collapsed into one weighted sum over time
//	dropout.go    dropout on hidden spikes
//	dale.go       Dale's law: every unit excites or inhibits, never both
//	network.go    all of it together: Forward and Backward
//	weights.go    initial weights; saved and loaded as .npz
//	variant.go    options that the study didn't have; package variant builds networks with them
//	many.go       many networks in one program, for GPUs; nothing else needs it
//
// A training step builds, inside a graph,
//
//	trace := net.Forward(x, w1, w2, dropout)     // x: packed spikes of a batch
//	loss := ...trace.Logits...                   // the loss and its gradient come from GoMLX
//	dLogits := graph.Gradient(loss, trace.Logits)[0]
//	dW1, dW2 := net.Backward(trace, dLogits)     // ours: GoMLX can't differentiate a While loop
//
// # Axes
//
// They have the same letters everywhere: T time steps, B samples of a batch, C afferents, G = ⌈C/8⌉ bytes of eight
// afferents, H hidden units, K classes. Time comes first: [T, B, H].
//
// # Caveats
//
// All numbers are float32 (float64 weights make everything float64, which tests use). A spike is a comparison with a
// threshold: sums added in another order may flip a rare one, so backends agree to rounding, not bit for bit.
package snn
