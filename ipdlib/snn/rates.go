package snn

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// The loss can include a cost for hidden units that fire too little or too much. With the number of spikes ζ of a unit in a
// sample, the bounds a and b, each a rate in Hz times the sample's duration, and the strengths λ,
//
//	cost = λ_lower ⟨max(0, a - ζ)²⟩ + λ_upper ⟨max(0, ζ - b)²⟩
//
// where ⟨⟩ is the mean over samples and units of a layer; the layers' costs are added. Its gradient goes through the
// surrogate slope, so that a silent unit can learn to spike if its potential comes near the threshold.
//
// Source: F. Zenke, T. Vogels, "The remarkable robustness of surrogate gradient learning for instilling complex function in
// spiking neural networks", Neural Computation 2021, who bound the population's mean from above.
//
// rateCost is the cost of each network, [M], from the layers' spikes [T, R, H']; nil if both strengths are 0.
func (p *pass) rateCost(layers []*Node) *Node {
	v := p.Variant
	seconds := float64(p.in.Steps) * p.in.TimeStep
	var cost *Node
	add := func(strength float64, excess *Node) {
		if strength == 0 {
			return
		}
		squares := Reshape(Square(MaxScalar(excess, 0)), p.networks, p.batch, -1)
		c := MulScalar(ReduceMean(squares, 1, 2), strength)
		if cost != nil {
			c = Add(cost, c)
		}
		cost = c
	}
	for i, s := range layers {
		counts := Slice(ReduceSum(s, 0), AxisRange(), AxisRange(0, p.layers[i])) // [R, H], without padded units
		add(v.RateLowerStrength, AddScalar(Neg(counts), v.RateLowerBound*seconds))
		add(v.RateUpperStrength, AddScalar(counts, -v.RateUpperBound*seconds))
	}
	return cost
}
