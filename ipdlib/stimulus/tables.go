package stimulus

import (
	"math"

	"ipd/ipdlib/random"
)

// tables hold all sines and cosines of a data set, so that drawing a spike takes none. By the addition theorem
//
//	sin θ = sin(base + IPD) = sin base · cos IPD + cos base · sin IPD     (right ear)
//	sin θ = sin base                                                      (left ear)
//
// with base[t,c] = φ[t] + d[c] + η[c]: the sine of every spike is common + sine·cos IPD + cosine·sin IPD, where common
// is zero for the right ear, and sine and cosine are zero for the left. Computed in float64 on the host: 20,000 sines
// instead of 82 million.
type tables struct {
	common, sine, cosine []float32 // each [GroupSize, T, G]: entry [j, t, g] belongs to afferent 8g+j at time t
}

// newTables draws the phase and the jitter of a data set and computes its tables.
func newTables(s Settings, key random.Key) tables {
	steps, afferents := s.Steps(), s.Afferents()
	phase := 2 * math.Pi * key.Derive("phase").Rand().Float64()
	normal := key.Derive("jitter").Rand()
	offset := make([]float64, afferents)
	for c := range offset {
		offset[c] = s.delay(c) + s.JitterMean + s.JitterSigma*normal.NormFloat64()
	}

	groups := Groups(afferents)
	size := GroupSize * steps * groups
	tb := tables{make([]float32, size), make([]float32, size), make([]float32, size)}
	for j := range GroupSize {
		for t := range steps {
			for g := range groups {
				i, c := (j*steps+t)*groups+g, GroupSize*g+j
				base := math.NaN()
				if c < afferents {
					base = 2*math.Pi*s.Frequency*float64(t)*s.TimeStep + phase + offset[c]
				}
				switch {
				case c >= afferents:
					tb.common[i] = -1 // a sine of -1 has probability 0: no spike beyond the last afferent
				case c < s.AfferentsPerEar:
					tb.common[i] = float32(math.Sin(base))
				default:
					tb.sine[i], tb.cosine[i] = float32(math.Sin(base)), float32(math.Cos(base))
				}
			}
		}
	}
	return tb
}

// delay d of afferent c, in radians: linspace(0, π/2, n) for each ear, both ends included.
func (s Settings) delay(c int) float64 {
	return MaxIPD * float64(c%s.AfferentsPerEar) / float64(s.AfferentsPerEar-1)
}
