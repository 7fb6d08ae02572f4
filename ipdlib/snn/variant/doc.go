// Package variant is the network with options ([snn.Variant]): several hidden layers, other surrogates, resets, time
// constants, readouts and kinds of dropout, and bounds on firing rates. Package snn is the study's network and comes
// first: whoever hasn't read it should.
//
//	network.go    all of it together: Forward and Backward
//	lif.go        a layer of LIF units with any reset: each step, and its reverse
//	scan.go       the loop over time, forward and in reverse, as one function with a gradient of its own
//	surrogate.go  the slopes that may stand in for the spike's derivative
//	constants.go  time constants, one for each layer, given or learnt
//	readout.go    from the last hidden layer to the logits
//	dropout.go    what may be dropped in training
//	rates.go      the cost of firing too little or too much
//	dale.go       Dale's law with given signs
//	weights.go    initial weights
//
// A [Network] is for any settings. If they have no options it leaves everything to the study's network, whose results
// don't change by a bit.
//
// # Gradients
//
// A While loop has no gradient in GoMLX. So each layer of units is a function h → s whose reverse is written out by hand
// beside it (lif.go), and is given to GoMLX as that function's gradient (scan.go). Everything around the layers goes by
// GoMLX's own differentiation. The first layer's input is looked up in a table (snn/product.go), which has no gradient
// either: that of the input weights is a plain product, written in network.go.
//
// # Axes
//
// As in package snn: T time steps, B samples, C afferents, G bytes of eight afferents, H hidden units, K classes. H' is H
// with silent units up to a whole number of vector registers.
package variant
