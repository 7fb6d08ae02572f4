package stimulus

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/random"
)

// Where samples have a jitter or a phase of their own (see [Variant]), the addition theorem is used once more. With
//
//	A[t,c] = 2π f·t·dt + d[c] + what the whole data set shares
//	B[n,c] = jitter and phase of sample n (+ IPD, right ear)
//
// the sine of a spike is sin A·cos B + cos A·sin B: two tables of the data set, [T, C], and two of the samples, [N, C], whose
// sines are computed in float64 on the host, as the random numbers are drawn there. So they are the same on every backend.

// apart are the tables of a data set whose samples differ in more than the IPD.
type apart struct {
	sineA, cosineA []float32 // [GroupSize, T, G]: entry [j, t, g] belongs to afferent 8g+j at time t
	sineB, cosineB []float32 // [N, GroupSize, G]: a sample's stand together, so that chunks of samples can be cut off
}

// newApart draws jitters and phases and computes the tables of samples with these IPDs, of which batch share what is drawn
// per batch.
func newApart(s Settings, ipd []float64, batch int, key random.Key) apart {
	steps, afferents, groups := s.Steps(), s.Afferents(), Groups(s.Afferents())
	jitter := newDraws(s.Variant.JitterDraw, batch, key.Derive("jitter"), func(key random.Key, to []float64) {
		normal := key.Rand()
		for c := range to {
			to[c] = s.JitterMean + s.JitterSigma*normal.NormFloat64()
		}
	}, afferents)
	phase := newDraws(s.Variant.PhaseDraw, batch, key.Derive("phase"), func(key random.Key, to []float64) {
		to[0] = 2 * math.Pi * key.Rand().Float64()
	}, 1)

	size := GroupSize * groups
	tb := apart{make([]float32, steps*size), make([]float32, steps*size), make([]float32, len(ipd)*size), make([]float32, len(ipd)*size)}
	for j := range GroupSize {
		for t := range steps {
			for g := range groups {
				i, c := (j*steps+t)*groups+g, GroupSize*g+j
				if c >= afferents {
					tb.sineA[i] = -1 // and B = 0: no spike beyond the last afferent
					continue
				}
				a := 2*math.Pi*s.Frequency*float64(t)*s.TimeStep + s.delay(c) + jitter.shared(c) + phase.shared(0)
				sine, cosine := math.Sincos(a)
				tb.sineA[i], tb.cosineA[i] = float32(sine), float32(cosine)
			}
		}
	}
	for n := range ipd {
		jitters, phases := jitter.of(n), phase.of(n)
		for j := range GroupSize {
			for g := range groups {
				i, c := (n*GroupSize+j)*groups+g, GroupSize*g+j
				b := 0.
				if c < afferents {
					b = jitters[c] + phases[0]
				}
				if c >= s.AfferentsPerEar && c < afferents {
					b += ipd[n]
				}
				sine, cosine := math.Sincos(b)
				tb.sineB[i], tb.cosineB[i] = float32(sine), float32(cosine)
			}
		}
	}
	return tb
}

// apartInputs are the inputs of [drawApart].
func (gen *Generator) apartInputs(s Settings, ipd []float64, key random.Key) inputs {
	steps, groups := s.Steps(), Groups(s.Afferents())
	tb := newApart(s, ipd, gen.BatchSize, key)
	size := GroupSize * groups
	table := func(x []float32) any { return tensors.FromFlatDataAndDimensions(x, GroupSize, steps*groups) }
	return inputs{[]any{table(tb.sineA), table(tb.cosineA)}, func(first, end int) []any {
		cut := func(x []float32) any {
			return tensors.FromFlatDataAndDimensions(x[first*size:end*size], end-first, size)
		}
		return []any{cut(tb.sineB), cut(tb.cosineB)}
	}}
}

// sampleDraws are random numbers of the samples, drawn one after the other: samples of a group share theirs.
type sampleDraws struct {
	per   Draw
	group int // samples that share a draw; 0: all
	key   random.Key
	draw  func(key random.Key, to []float64)
	at    int       // the group whose numbers are there
	now   []float64 // its numbers
	zero  []float64
}

func newDraws(per Draw, batch int, key random.Key, draw func(random.Key, []float64), size int) *sampleDraws {
	d := &sampleDraws{per: per, key: key, draw: draw, at: -1, now: make([]float64, size), zero: make([]float64, size)}
	switch {
	case per.IsZero():
		draw(key, d.now) // as in the study, with the same key
	case per == PerBatch:
		d.group = batch
	default:
		d.group = 1
	}
	return d
}

// shared is what all samples share of number i: 0 where each group has its own.
func (d *sampleDraws) shared(i int) float64 {
	if d.per.IsZero() {
		return d.now[i]
	}
	return 0
}

// of gives what sample n has of its own; it is good until the next call. A group's key is made of its number, so that the
// numbers don't depend on how many samples there are.
func (d *sampleDraws) of(n int) []float64 {
	if d.per.IsZero() {
		return d.zero
	}
	if group := n / d.group; group != d.at {
		d.at = group
		d.draw(d.key.Derive(group), d.now)
	}
	return d.now
}

// drawApart is [drawSpikes] for samples that differ in more than the IPD: uint8 [n, T, G].
//
//	key, first      as there: the same random numbers decide on the same spikes
//	sineA, cosineA  float32 [8, T·G]
//	sineB, cosineB  float32 [n, 8·G]
func drawApart(s Settings, key, first, sineA, cosineA, sineB, cosineB *Node) *Node {
	g := key.Graph()
	n, steps, groups := sineB.Shape().Dimensions[0], s.Steps(), Groups(s.Afferents())
	draws := shapes.Make(dtypes.Uint32, n, steps, groups) // one byte each
	row := func(table *Node, j int) *Node { return Reshape(Slice(table, AxisElem(j)), 1, steps, groups) }
	column := func(table *Node, j int) *Node {
		return Reshape(Slice(table, AxisRange(), AxisRange(j*groups, (j+1)*groups)), n, 1, groups)
	}

	sample := Add(Iota(g, draws, 0), BroadcastToShape(first, draws))
	within := Add(Mul(Iota(g, draws, 1), Const(g, uint32(groups))), Iota(g, draws, 2))
	var bytes *Node
	for j := range GroupSize {
		words, _ := random.GraphWords(key, Add(within, Const(g, uint32(j*steps*groups))), sample)
		sinTheta := Add(Mul(row(sineA, j), column(cosineB, j)), Mul(row(cosineA, j), column(sineB, j)))
		spike := LessThan(random.GraphUniform24(words), scaledProbability(s, sinTheta))
		bit := Mul(ConvertDType(spike, dtypes.Uint8), Const(g, uint8(1)<<j))
		if j == 0 {
			bytes = bit
		} else {
			bytes = BitwiseOr(bytes, bit)
		}
	}
	return bytes
}
