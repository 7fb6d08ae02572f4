package stimulus

import (
	"math"

	"ipd/ipdlib/random"
)

// A place is a byte of packed spikes: eight afferents at a time step. Its tables, which all samples share, are stored together in
// the order of use. They are halved in advance,
//
//	½(1 + sin θ) = common + (sine·cosOwn + cosine·sinOwn),    common = ½(1 + tables.common), sine = ½ tables.sine, ...
//
// which rounds as the graph does: halving is exact, and tables.common is 0 wherever the other two are not.
//
// The assembly reads this structure: see random/asm/draw.go.
type place struct {
	common, sine, cosine [GroupSize]float32
	// If the place is fixed (1, else 0), then no probability depends on the sample, and a word is a spike if it is below limit.
	// The highest bit of limit is inverted, since AVX2 compares signed numbers only.
	limit [GroupSize]int32
	fixed uint32
}

// newPlaces arranges the tables [8, T·G] as [T·G][8].
func newPlaces(tb tables, e *envelope) []place {
	places := make([]place, len(tb.common)/GroupSize)
	for i := range places {
		p := &places[i]
		p.fixed = 1
		for j := range GroupSize {
			at := j*len(places) + i
			p.common[j], p.sine[j], p.cosine[j] = 0.5*tb.common[at]+0.5, 0.5*tb.sine[at], 0.5*tb.cosine[at]
			// An integer is below the scaled probability exactly if it is below the probability rounded up.
			limit := math.Ceil(float64(e.scaled(p.common[j])))
			if p.sine[j] != 0 || p.cosine[j] != 0 || limit >= 1<<random.UniformBits {
				p.fixed = 0
			} else {
				p.limit[j] = int32(uint32(limit)<<(32-random.UniformBits) ^ turned)
			}
		}
	}
	return places
}

// turned is the highest bit of a word: with it inverted, words compare as signed numbers in their unsigned order.
const turned = 1 << 31

// An envelope turns half-raised sines r into probabilities times 2^24, rate_max·dt·r^k·2^24 (see [scaledProbability]).
type envelope struct {
	scale float32
	power float64
	// Powers are slow. For k other than 2, most draws are decided by bounds of the probability in each of many equal parts of r's
	// range: a draw below low is a spike, one at or above high is not.
	low, high []float32
}

const envelopeParts = 1024

func newEnvelope(s Settings) envelope {
	e := envelope{scale: float32(s.MaximalRate * s.TimeStep * (1 << random.UniformBits)), power: s.EnvelopePower}
	if e.power == 2 {
		return e
	}
	e.low, e.high = make([]float32, envelopeParts), make([]float32, envelopeParts)
	const margin = 1e-5 // far more than the rounding error of a float32; it also leaves room for r slightly above 1
	for i := range e.low {
		e.low[i] = e.scaled(float32(i)/envelopeParts) * (1 - margin)
		e.high[i] = e.scaled(float32(i+1)/envelopeParts*(1+margin)) * (1 + margin)
	}
	return e
}

// scaled returns the probability of r, times 2^24.
func (e *envelope) scaled(r float32) float32 {
	if e.power == 2 {
		return e.scale * (r * r)
	}
	return e.scale * float32(math.Pow(float64(max(r, 0)), e.power)) // rounding may leave r = -1e-8, whose power is NaN
}

// spikes reports whether an integer u is below the probability of r, times 2^24.
func (e *envelope) spikes(u, r float32) bool {
	if e.power != 2 {
		part := min(max(int(r*envelopeParts), 0), envelopeParts-1)
		if u < e.low[part] || u >= e.high[part] {
			return u < e.low[part]
		}
	}
	return u < e.scaled(r)
}
