package stimulus

import (
	"math"
	"math/rand/v2"

	"ipd/ipdlib/random"
)

// tables hold all sines and cosines of a data set, so that drawing a spike computes none. The phase of afferent c of sample n
// at time step t is the sum of two angles,
//
//	A[t,c] = 2π f·t·dt + d[c] + phase and jitter, if all samples share them
//	B[n,c] = phase and jitter, if they are drawn per batch or sample (+ IPD, right ear)
//
// and by the addition theorem its sine is
//
//	sin θ = sin A · cos B + cos A · sin B
//	      = common + sine · cosOwn + cosine · sinOwn
//
// In the study the samples differ only in their IPD. Then B is 0 for the left ear, so that its sin A becomes part of common,
// and B is the IPD for the right ear: one column of B serves all afferents. The host computes the tables in float64, so they
// are the same on every backend: in the study 20,000 sines instead of 82 million.
type tables struct {
	common, sine, cosine []float32 // [GroupSize, T, G]: entry [j, t, g] belongs to afferent 8g+j at time step t
	sinOwn, cosOwn       []float32 // [N, W]: the columns are those of Settings.columns
}

// newTables draws phase and jitter and computes the tables of samples with these IPDs; batch is the batch size.
func newTables(s Settings, ipd []float64, batch int, key random.Key) tables {
	sharedPhase, ownPhase := numbers(s.Variant.PhaseDraw, key.Derive("phase"), batch, 1, func(rng *rand.Rand) float64 {
		return 2 * math.Pi * rng.Float64()
	})
	sharedJitter, ownJitter := numbers(s.Variant.JitterDraw, key.Derive("jitter"), batch, s.Afferents(), func(rng *rand.Rand) float64 {
		return s.JitterMean + s.JitterSigma*rng.NormFloat64()
	})

	steps, groups, columns := s.Steps(), Groups(s.Afferents()), s.columns()
	size, ownSize := GroupSize*steps*groups, len(ipd)*len(columns)
	tb := tables{make([]float32, size), make([]float32, size), make([]float32, size), make([]float32, ownSize), make([]float32, ownSize)}
	for i := range size {
		j, t, g := i/(steps*groups), i/groups%steps, i%groups
		c := GroupSize*g + j
		if c >= s.Afferents() {
			tb.common[i] = -1 // a sine of -1 has probability 0: no spike beyond the last afferent
			continue
		}
		a := 2*math.Pi*s.Frequency*float64(t)*s.TimeStep + sharedPhase[0] + (s.delay(c) + sharedJitter[c])
		sin, cos := math.Sincos(a)
		if s.Variant.IsZero() && c < s.AfferentsPerEar {
			tb.common[i] = float32(sin)
		} else {
			tb.sine[i], tb.cosine[i] = float32(sin), float32(cos)
		}
	}
	for n := range ipd {
		phase, jitter := ownPhase(n), ownJitter(n)
		for w, c := range columns {
			b := jitter[c] + phase[0]
			if c >= s.AfferentsPerEar {
				b += ipd[n]
			}
			sin, cos := math.Sincos(b)
			i := n*len(columns) + w
			tb.sinOwn[i], tb.cosOwn[i] = float32(sin), float32(cos)
		}
	}
	return tb
}

// columns are the afferents for which a sample has its own angle B. In the study B is the same for the whole right ear, so
// its first afferent represents it. Otherwise column j·G+g is that of afferent 8g+j; beyond the last afferent B doesn't
// matter.
func (s Settings) columns() []int {
	if s.Variant.IsZero() {
		return []int{s.AfferentsPerEar}
	}
	groups := Groups(s.Afferents())
	columns := make([]int, GroupSize*groups)
	for w := range columns {
		columns[w] = min(GroupSize*(w%groups)+w/groups, s.Afferents()-1)
	}
	return columns
}

// delay d of afferent c, in radians: linspace(0, π/2, n) for each ear, both ends included.
func (s Settings) delay(c int) float64 {
	return MaxIPD * float64(c%s.AfferentsPerEar) / float64(s.AfferentsPerEar-1)
}

// numbers draws size random numbers for each group of samples that share them. It returns the numbers that all samples
// share, and a function for those of sample n, valid until its next call; one of the two returns zeros. The key of a batch or
// sample is derived from its index, so that its numbers don't depend on the size of the data set.
func numbers(d Draw, key random.Key, batch, size int, draw func(*rand.Rand) float64) (shared []float64, own func(n int) []float64) {
	zeros, values := make([]float64, size), make([]float64, size)
	fill := func(key random.Key) {
		rng := key.Rand()
		for i := range values {
			values[i] = draw(rng)
		}
	}
	group, latest := draws.Of(string(d))(batch), -1
	if group == 0 {
		fill(key)
		return values, func(int) []float64 { return zeros }
	}
	return zeros, func(n int) []float64 {
		if n/group != latest {
			latest = n / group
			fill(key.Derive(latest))
		}
		return values
	}
}
