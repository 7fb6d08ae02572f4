package snn

import (
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/option"
)

// The output units receive the current s[t]·W2 from the last hidden layer. The logits m are read from them in one of three
// ways:
//
//	mean         m = 0.01 Σ_t v_out[t]    the study's: v_out is a leaky integrator without threshold, from v_out[0] = 0:
//	                                      v_out[t+1] = α v_out[t] + s[t]·W2
//	maximum      m = max_t v_out[t]       the same integrator
//	spike count  m = 0.1 Σ_t s_out[t]     output units that spike and are reset like hidden ones (lif.go)
//
// The factor 0.01 makes the sum a mean over the study's 100 steps. With the maximum, one strong moment is enough for a class
// to win, and the gradient reaches only the spikes before that moment. For counts the factor keeps the first losses of a
// training run in the range of the other readouts; a difference of 10 spikes between classes is a factor of e in probability.
const (
	meanGain  = 0.01
	countGain = 0.1
)

// A readout is a row of the table above.
type readout struct {
	// weights are the factors c of the spikes, [T, 1, 1] or [T, R, 1], for a linear readout, m = (Σ_t c[t] s[t])·W2. It needs no
	// loop: the spikes are summed over time before the product with the weights.
	weights func(p *pass, steps int, like *Node, alpha leak) *Node
	// logits [R, K'] from the output's current s·W2 [T, R, K'], for any other readout; K' includes padding units.
	logits func(p *pass, current *Node, alpha leak) *Node
	// output is the membrane potential of the output over time, [T, R, K'].
	output func(p *pass, current *Node, alpha leak) *Node
}

var readouts = option.Table[readout]{
	// c[t] = 0.01 (1 - α^(T-1-t)) / (1 - α), and 0 at T-1, is the total contribution of a spike at step t to 0.01 Σ v_out.
	{Name: "mean", Value: readout{output: (*pass).integrate, weights: func(p *pass, steps int, like *Node, alpha leak) *Node {
		c := alpha.summed(meanGain, steps, like)
		if alpha.learnt != nil {
			c = Reshape(BroadcastToDims(InsertAxes(c, -1), steps, p.networks, p.batch), steps, -1)
		}
		return InsertAxes(c, -1)
	}}},
	{Name: "maximum", Also: []string{"max"}, Value: readout{output: (*pass).integrate, logits: func(p *pass, current *Node, alpha leak) *Node {
		return ReduceMax(p.integrate(current, alpha), 0)
	}}},
	{Name: "spike_count", Value: readout{
		output: func(p *pass, current *Node, alpha leak) *Node {
			_, v := p.layer(current, alpha)
			return v
		},
		logits: func(p *pass, current *Node, alpha leak) *Node {
			s, _ := p.layer(current, alpha)
			return Mul(num(s, countGain), ReduceSum(s, 0))
		},
	}},
}

// Readout is the name of a readout.
type Readout = option.Word[readoutWords]

type readoutWords struct{}

func (readoutWords) Lexicon() option.Lexicon { return readouts }

// The readouts' names.
const (
	MeanReadout       Readout = ""
	MaximumReadout    Readout = "maximum"
	SpikeCountReadout Readout = "spike_count"
)

// integrate computes the leaky integrator's v_out [T, R, K] from currents [T, R, K], as a product with the matrix of decay
// factors.
func (p *pass) integrate(current *Node, alpha leak) *Node {
	dims := current.Shape().Dimensions
	decay := alpha.decay(dims[0], current) // [D, T, T]; D is 1, or M
	apart := decay.Shape().Dimensions[0]
	flat := Reshape(current, dims[0], apart, -1) // [T, D, ...]
	v := DotGeneral(decay, []int{2}, []int{0}, flat, []int{0}, []int{1})
	return Reshape(TransposeAllDims(v, 1, 0, 2), dims...)
}
