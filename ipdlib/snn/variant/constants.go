package variant

import (
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
)

// Each hidden layer, and the readout, has a time constant τ of its own. Where they are learnt, what is learnt is log τ, so
// that τ stays positive and a step of learning changes it by a share, not by a number of milliseconds:
//
//	τ = exp(log τ)     α = exp(-dt/τ)
//
// One time constant for a layer, learnt with the weights: W. Fang et al., "Incorporating learnable membrane time constant to
// enhance learning of spiking neural networks", ICCV 2021, who learn log(τ/dt - 1).

// decayRates gives dt/τ for each layer, as scalars of like's type.
func (n *Network) decayRates(like *Node, p Parameters) []*Node {
	rates := make([]*Node, len(n.tau))
	for i := range rates {
		if p.LogTimeConstants == nil {
			rates[i] = snn.Num(like, n.in.TimeStep/n.tau[i])
			continue
		}
		logTau := Reshape(Slice(p.LogTimeConstants, AxisElem(i)))
		rates[i] = Mul(snn.Num(like, n.in.TimeStep), Exp(Neg(logTau)))
	}
	return rates
}

// leak is α of a decay rate.
func leak(rate *Node) *Node { return Exp(Neg(rate)) }
