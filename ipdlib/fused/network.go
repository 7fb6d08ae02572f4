package fused

import (
	"errors"
	"fmt"
	"math"
)

// ErrNetwork is wrapped by every error about a network that can't be computed.
var ErrNetwork = errors.New("fused: network")

// Network says what is computed: one layer of hidden units with the late reset, and a readout by the mean.
type Network struct {
	Steps       int // T; >= 2
	Afferents   int // C; from 1 to MostAfferents
	HiddenUnits int // H; >= 1
	Classes     int // K; >= 2

	Alpha          float64 // α, decay factor of the potentials per time step, exp(-dt/τ); from 0 to 1
	SurrogateSlope float64 // β of the surrogate's sigmoid; > 0

	// DalesLaw makes each unit either excitatory or inhibitory: the first ⌈InhibitoryFraction·n⌉ of n presynaptic units
	// are inhibitory.
	DalesLaw           bool
	InhibitoryFraction float64 // from 0 to 1
}

// MostAfferents is the maximal number of afferents of a network: the rows of their tables are numbered with 16 bits.
const MostAfferents = (1 << 16) / groupRows * groupSize

func (n Network) validate(batch int) error {
	wrong := func(field string, value any, want string) error {
		return fmt.Errorf("%w: %s is %v; it must be %s", ErrNetwork, field, value, want)
	}
	switch {
	case batch < 1:
		return wrong("the batch size", batch, "1 or more")
	case n.Steps < 2:
		return wrong("Steps", n.Steps, "2 or more")
	case n.Afferents < 1 || n.Afferents > MostAfferents:
		return wrong("Afferents", n.Afferents, fmt.Sprintf("from 1 to %d on this engine", MostAfferents))
	case n.HiddenUnits < 1:
		return wrong("HiddenUnits", n.HiddenUnits, "1 or more")
	case n.Classes < 2:
		return wrong("Classes", n.Classes, "2 or more")
	case !(n.Alpha >= 0 && n.Alpha <= 1):
		return wrong("Alpha", n.Alpha, "from 0 to 1")
	case !(n.SurrogateSlope > 0) || math.IsInf(n.SurrogateSlope, 0):
		return wrong("SurrogateSlope", n.SurrogateSlope, "a positive number")
	case n.DalesLaw && !(n.InhibitoryFraction >= 0 && n.InhibitoryFraction <= 1):
		return wrong("InhibitoryFraction", n.InhibitoryFraction, "from 0 to 1")
	}
	return nil
}

// readoutGain is the factor of the logits: it makes them a mean over the study's 100 steps.
const readoutGain = 0.01

// readoutWeights returns c[t], the contribution of a spike at step t to the logits. The readout is a leaky integrator,
//
//	v_out[t+1] = α v_out[t] + s[t]·W2        v_out[0] = 0
//	logits     = 0.01 Σ_t v_out[t]
//
// and a spike at t contributes 1, α, α² ... to it from t+1 to the last step:
//
//	c[t] = 0.01 (1 + α + ... + α^(T-2-t))    0 at t = T-1
func (n Network) readoutWeights() []float64 {
	c := make([]float64, n.Steps)
	left := 1.0 // α^(T-2-t)
	for t := n.Steps - 2; t >= 0; t-- {
		c[t] = c[t+1] + float64(readoutGain*left)
		left *= n.Alpha
	}
	return c
}

// sign of the weights of presynaptic unit i of n under Dale's law: training learns only their size |w|.
//
//	w_effective = sign |w|
//	dw          = dw_effective sign sgn(w)     sgn(0) = 0
func (n Network) sign(i, of int) float32 {
	if i < int(math.Ceil(n.InhibitoryFraction*float64(of))) {
		return -1
	}
	return 1
}

// effective is the forward part of Dale's law for one weight.
func (n Network) effective(w, sign float32) float32 {
	if !n.DalesLaw {
		return w
	}
	return sign * abs(w)
}

// effectiveGradient is the backward part.
func (n Network) effectiveGradient(w, dEffective, sign float32) float32 {
	switch {
	case !n.DalesLaw:
		return dEffective
	case w < 0:
		return -sign * dEffective
	case w > 0:
		return sign * dEffective
	}
	return w * dEffective // zero, or not a number
}

func abs(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }
