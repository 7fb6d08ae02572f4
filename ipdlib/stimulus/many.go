package stimulus

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
)

// Datasets are M data sets of N samples each, side by side: of networks that are trained in one program (see snn.Many).
type Datasets struct {
	// IPD of each sample of each set, in radians, [M][N].
	IPD [][]float64
	// Spikes, packed: uint8 [M, N, T, G].
	Spikes *tensors.Tensor
}

// Close frees the device's memory. The data sets are of no use after it.
func (d *Datasets) Close() {
	if d != nil && d.Spikes != nil {
		_ = d.Spikes.FinalizeAll() // as Dataset.Close
	}
}

// Labels gives the classes of all samples, [M][N].
func (d *Datasets) Labels(classes int) [][]int32 {
	labels := make([][]int32, len(d.IPD))
	for i, ipd := range d.IPD {
		labels[i] = (&Dataset{IPD: ipd}).Labels(classes)
	}
	return labels
}

// ManyGenerator draws many data sets: each one is, spike for spike, what [Generator] draws from the same key.
type ManyGenerator struct {
	settings Settings
	one      *Generator
	all      *Exec // draws all sets in one call; nil where they are drawn one after the other
	join     *Exec
}

// NewManyGenerator prepares one. atOnce says whether all sets are drawn by one call, as suits GPUs; on CPUs that takes
// seconds, in which nobody can stop it. A [Variant] is always drawn set by set.
func NewManyGenerator(backend compute.Backend, s Settings, atOnce bool) (*ManyGenerator, error) {
	gen := &ManyGenerator{settings: s}
	var err error
	if gen.one, err = NewGenerator(backend, s); err != nil {
		return nil, err
	}
	gen.join, err = NewExec(backend, func(sets []*Node) *Node { return Stack(sets, 0) })
	if err == nil && atOnce && s.Variant.IsZero() && !device.IsGoBackend(backend) {
		gen.all, err = NewExec(backend, func(in []*Node) *Node { return drawManySpikes(s, in[0], in[1], in[2], in[3], in[4], in[5]) })
	}
	if err != nil {
		return nil, fmt.Errorf("stimulus: %w", err)
	}
	return gen, nil
}

// Generate draws a data set of n samples for each key, with a standard deviation of the jitter, in radians, each. Between
// two calls of the device it stops when ctx ends.
func (gen *ManyGenerator) Generate(ctx context.Context, sigmas []float64, n int, keys []random.Key) (*Datasets, error) {
	if n < 1 || len(keys) == 0 || len(sigmas) != len(keys) {
		return nil, fmt.Errorf("%w: %d data sets of %d samples with %d sigmas", ErrSettings, len(keys), n, len(sigmas))
	}
	if gen.all != nil {
		return gen.atOnce(ctx, sigmas, n, keys)
	}
	many, sets := &Datasets{}, []any(nil)
	defer func() {
		for _, set := range sets {
			_ = set.(*tensors.Tensor).FinalizeAll()
		}
	}()
	for i, key := range keys {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one, err := gen.one.WithJitter(sigmas[i])
		if err != nil {
			return nil, err
		}
		set, err := one.Generate(n, key)
		if err != nil {
			return nil, err
		}
		many.IPD, sets = append(many.IPD, set.IPD), append(sets, set.Spikes)
	}
	var err error
	if many.Spikes, err = gen.join.Call1(sets...); err != nil {
		return nil, fmt.Errorf("stimulus: joining %d data sets: %w", len(sets), err)
	}
	return many, nil
}

// SetBatchSize is [Generator].BatchSize.
func (gen *ManyGenerator) SetBatchSize(b int) { gen.one.BatchSize = b }

func (gen *ManyGenerator) atOnce(ctx context.Context, sigmas []float64, n int, keys []random.Key) (*Datasets, error) {
	many := &Datasets{}
	var (
		draws                                  [][]uint32
		common, sine, cosine, sinIPDs, cosIPDs []float32
	)
	for i, key := range keys {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s := gen.settings
		s.JitterSigma = sigmas[i]
		if err := s.Validate(); err != nil {
			return nil, err
		}
		ipd := drawIPDs(n, key)
		tb := newTables(s, ipd, 0, key)
		common, sine, cosine = append(common, tb.common...), append(sine, tb.sine...), append(cosine, tb.cosine...)
		sinIPDs, cosIPDs = append(sinIPDs, tb.sinOwn...), append(cosIPDs, tb.cosOwn...)
		key := key.Derive("spikes")
		draws = append(draws, key[:])
		many.IPD = append(many.IPD, ipd)
	}
	table := func(x []float32) any {
		return tensors.FromFlatDataAndDimensions(x, len(keys), GroupSize, len(x)/GroupSize/len(keys))
	}
	column := func(x []float32) any { return tensors.FromFlatDataAndDimensions(x, len(keys), n) }
	var err error
	many.Spikes, err = gen.all.Call1(draws, table(common), table(sine), table(cosine), column(sinIPDs), column(cosIPDs))
	if err != nil {
		return nil, fmt.Errorf("stimulus: drawing %d x %d samples: %w", len(keys), n, err)
	}
	return many, nil
}

// drawIPDs draws the IPDs of a data set.
func drawIPDs(n int, key random.Key) []float64 {
	uniform := key.Derive("ipd").Rand()
	ipd := make([]float64, n)
	for i := range ipd {
		ipd[i] = MaxIPD * (2*uniform.Float64() - 1)
	}
	return ipd
}

// drawManySpikes is [drawSpikes] for M data sets: uint8 [M, n, T, G].
//
//	keys           uint32 [M, 2]
//	common, ...    float32 [M, 8, T·G]
//	sinIPD, cosIPD float32 [M, n]
func drawManySpikes(s Settings, keys, common, sine, cosine, sinIPD, cosIPD *Node) *Node {
	g := keys.Graph()
	many, n := sinIPD.Shape().Dimensions[0], sinIPD.Shape().Dimensions[1]
	steps, groups := s.Steps(), Groups(s.Afferents())
	draws := shapes.Make(dtypes.Uint32, many, n, steps*groups) // one byte each
	keyWord := func(i int) *Node {
		return BroadcastToShape(Reshape(Slice(keys, AxisRange(), AxisElem(i)), many, 1, 1), draws)
	}
	column := func(x *Node) *Node { return Reshape(x, many, n, 1) }
	row := func(table *Node, j int) *Node { return Slice(table, AxisRange(), AxisElem(j)) } // [M, 1, T·G]

	sample := Iota(g, draws, 1)
	var bytes *Node
	for j := range GroupSize {
		place := Add(Iota(g, draws, 2), Const(g, uint32(j*steps*groups)))
		words, _ := random.GraphWordsOf(keyWord(0), keyWord(1), place, sample)
		sinTheta := Add(row(common, j), Add(Mul(row(sine, j), column(cosIPD)), Mul(row(cosine, j), column(sinIPD))))
		spike := LessThan(random.GraphUniform24(words), scaledProbability(s, sinTheta))
		bit := Mul(ConvertDType(spike, dtypes.Uint8), Const(g, uint8(1)<<j))
		if j == 0 {
			bytes = bit
		} else {
			bytes = BitwiseOr(bytes, bit)
		}
	}
	return Reshape(bytes, many, n, steps, groups)
}

// Close frees the programs' memory. The generator is of no use after it.
func (gen *ManyGenerator) Close() {
	gen.one.Close()
	gen.join.Finalize()
	if gen.all != nil {
		gen.all.Finalize()
	}
}
