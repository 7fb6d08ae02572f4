package fused

// kernels are the inner loops of the engine, over the time steps and units of one block. Every path has the same results.
type kernels interface {
	// sizes returns the sums of the absolute values of rows [n][32].
	sizes(rows []float32) vector
	// tabulate fills the table for groups of rows: table[g·groupRows + subset] is the sum of the subset's rows of group g, each number
	// multiplied by its unit's scale and rounded. rows: [groups·groupSize][32].
	tabulate(table []words, rows []float32, scale *vector)
	// forward runs the hidden layer forward on a sample: from list, its table rows for each step, to b.v, b.u and b.rate.
	//
	//	c     weight of a spike at each step in the readout, [T]
	//	kept  bits of the spikes that dropout keeps: bit j of kept[t·stride] for unit j at step t
	forward(b *block, list []uint16, c []float32, kept []uint32, stride int)
	// slopes computes b.slope from b.v.
	slopes(b *block)
	// backward propagates dRate, the gradient with respect to the rate, back through b.v, b.u and b.slope to dh, [T-1], and b.total.
	backward(b *block, dRate *vector, c []float32, kept []uint32, stride int, dh []vector)
	// scatter adds dh, [T-1], times b.dScale, to the rows of b.gradients that the sample's list names.
	scatter(b *block, list []uint16, dh []vector)
	// fold adds the gradients of the table's rows, times b.dInverse, to those of the weights, d [rows][32]. It overwrites b.gradients.
	fold(b *block, d []float32)
	// combine computes a weighted sum of rows, each 16 numbers wide:
	//
	//	out = Σ_i weights[i·stride] rows[i·width ...]    i = 0 ... n-1
	combine(out *[16]float32, weights []float32, stride int, rows []float32, width, n int)
	// adam makes a step of Adam.
	adam(p *parameter, a *adam)
}
