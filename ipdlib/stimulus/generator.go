package stimulus

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
)

// Generator is the compiled stimulus of one device. Settings that only change the tables (the jitter) can differ from
// call to call; the others are compiled in.
type Generator struct {
	// BatchSize is how many consecutive samples of a data set share what is drawn per batch (see [Variant]); only where
	// something is must it be set. The last ones may be fewer.
	BatchSize int

	settings Settings
	exec     *Exec
	chunk    int // samples drawn by one call, or 0 for all at once
}

// NewGenerator prepares a generator. It compiles at the first use, once for each number of samples.
func NewGenerator(backend compute.Backend, s Settings) (*Generator, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	exec, err := NewExec(backend, func(in []*Node) *Node {
		if !s.Variant.IsZero() {
			return drawApart(s, in[0], in[1], in[2], in[3], in[4], in[5])
		}
		return drawSpikes(s, in[0], in[1], in[2], in[3], in[4], in[5], in[6])
	})
	if err != nil {
		return nil, fmt.Errorf("stimulus: %w", err)
	}
	return &Generator{settings: s, exec: exec.WithName("stimulus"), chunk: chunkFor(backend)}, nil
}

// chunkFor keeps the pure Go backend from holding some seventy tensors of a whole data set: it computes an operation
// at a time, while XLA fuses them all into one pass.
func chunkFor(backend compute.Backend) int {
	if device.IsGoBackend(backend) {
		return 64
	}
	return 0
}

// Close frees the program's memory. The generator is of no use after it; its data sets are.
func (gen *Generator) Close() { gen.exec.Finalize() }

// Generate draws a data set of n samples: IPDs uniform in ±π/2, one phase and one jitter for all of them, but for a
// [Variant]. The key decides everything.
func (gen *Generator) Generate(n int, key random.Key) (*Dataset, error) {
	return gen.GenerateWith(gen.settings.JitterSigma, n, key)
}

// GenerateWith is Generate with another standard deviation of the jitter, sigma in radians, and no new compilation.
func (gen *Generator) GenerateWith(sigma float64, n int, key random.Key) (*Dataset, error) {
	if n < 1 {
		return nil, fmt.Errorf("%w: a data set of %d samples; it needs at least one", ErrSettings, n)
	}
	return gen.present(sigma, drawIPDs(n, key), key)
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

// Present plays given IPDs, in radians, under the phase, jitter and random numbers of a key.
func (gen *Generator) Present(ipd []float64, key random.Key) (*Dataset, error) {
	for i, x := range ipd {
		if !(math.Abs(x) <= MaxIPD) {
			return nil, fmt.Errorf("%w: IPD %d is %g rad; it must lie within ±π/2", ErrSettings, i, x)
		}
	}
	if len(ipd) == 0 {
		return nil, fmt.Errorf("%w: no IPD to present", ErrSettings)
	}
	return gen.present(gen.settings.JitterSigma, append([]float64(nil), ipd...), key)
}

func (gen *Generator) present(sigma float64, ipd []float64, key random.Key) (*Dataset, error) {
	s := gen.settings
	s.JitterSigma = sigma
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if s.Variant.PerBatch() && gen.BatchSize < 1 {
		return nil, fmt.Errorf("%w: something is drawn per batch, but the generator's BatchSize is %d; set it", ErrSettings, gen.BatchSize)
	}
	draws := key.Derive("spikes")
	spikes, err := gen.draw(len(ipd), []uint32{draws[0], draws[1]}, gen.inputs(s, ipd, key))
	if err != nil {
		return nil, fmt.Errorf("stimulus: drawing %d samples: %w", len(ipd), err)
	}
	return &Dataset{IPD: ipd, Spikes: spikes, Steps: s.Steps(), Afferents: s.Afferents()}, nil
}

// inputs are a program's inputs behind the key and the number of the first sample: what all samples share, once, and what
// each has of its own.
type inputs struct {
	shared []any
	own    func(first, end int) []any // of the samples from first on, before end
}

// inputs computes the tables of a data set.
func (gen *Generator) inputs(s Settings, ipd []float64, key random.Key) inputs {
	steps, groups := s.Steps(), Groups(s.Afferents())
	table := func(x []float32) any { return tensors.FromFlatDataAndDimensions(x, GroupSize, steps*groups) }
	if s.Variant.IsZero() {
		tb := newTables(s, key)
		return inputs{[]any{table(tb.common), table(tb.sine), table(tb.cosine)}, func(first, end int) []any {
			sin, cos := sinCos(ipd[first:end])
			return []any{sin, cos}
		}}
	}
	return gen.apartInputs(s, ipd, key)
}

// draw calls the program for all n samples at once, or chunk by chunk. Where the last chunk is not full, it begins before
// the end of the one before it, so that one program serves all.
func (gen *Generator) draw(n int, key []uint32, in inputs) (*tensors.Tensor, error) {
	call := func(first, end int) (*tensors.Tensor, error) {
		args := append([]any{key, uint32(first)}, in.shared...)
		return gen.exec.Call1(append(args, in.own(first, end)...)...)
	}
	if gen.chunk == 0 || n <= gen.chunk {
		return call(0, n)
	}
	s := gen.settings
	size := s.Steps() * Groups(s.Afferents())
	all := make([]uint8, n*size)
	for first := 0; first < n; first += gen.chunk {
		first := min(first, n-gen.chunk)
		part, err := call(first, first+gen.chunk)
		if err != nil {
			return nil, err
		}
		if err := part.ConstFlatData(func(flat any) { copy(all[first*size:], flat.([]uint8)) }); err != nil {
			return nil, err
		}
		if err := part.FinalizeAll(); err != nil {
			return nil, err
		}
	}
	return tensors.FromFlatDataAndDimensions(all, n, s.Steps(), Groups(s.Afferents())), nil
}

func sinCos(ipd []float64) (sin, cos []float32) {
	sin, cos = make([]float32, len(ipd)), make([]float32, len(ipd))
	for i, x := range ipd {
		s, c := math.Sincos(x)
		sin[i], cos[i] = float32(s), float32(c)
	}
	return sin, cos
}
