package stimulus

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
)

// Generator is the compiled stimulus on one device. The fused device needs no compiled program: see [drawHost].
type Generator struct {
	// BatchSize is the number of consecutive samples of a data set that form a batch; the last batch may be smaller.
	// Required only for draws per batch (see [Variant]).
	BatchSize int

	settings Settings
	exec     *Exec // nil on the fused device
	chunk    int   // samples drawn by one call, or 0 for all at once
}

// NewGenerator prepares a generator. It compiles at the first use, once for each number of samples.
func NewGenerator(backend compute.Backend, s Settings) (*Generator, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if device.IsFused(backend) {
		return &Generator{settings: s}, nil
	}
	exec, err := NewExec(backend, func(in []*Node) *Node {
		return drawSpikes(s, in[0], in[1], in[2], in[3], in[4], in[5], in[6])
	})
	if err != nil {
		return nil, fmt.Errorf("stimulus: %w", err)
	}
	gen := &Generator{settings: s, exec: exec.WithName("stimulus")}
	if device.IsGoBackend(backend) {
		gen.chunk = 64 // else this backend would hold about seventy tensors of a whole data set, where XLA fuses them into one pass
	}
	return gen, nil
}

// WithJitter returns a generator with a different standard deviation of the jitter, sigma in radians. It shares the compiled
// program with this one: closing either closes both.
func (gen *Generator) WithJitter(sigma float64) (*Generator, error) {
	other := *gen
	other.settings.JitterSigma = sigma
	if err := other.settings.Validate(); err != nil {
		return nil, err
	}
	return &other, nil
}

// Close frees the memory of the program. The generator is unusable afterwards; its data sets remain usable.
func (gen *Generator) Close() {
	if gen.exec != nil {
		gen.exec.Finalize()
	}
}

// Generate draws a data set of n samples with IPDs uniform in ±π/2. The key determines everything.
func (gen *Generator) Generate(n int, key random.Key) (*Dataset, error) {
	if n < 1 {
		return nil, fmt.Errorf("%w: a data set of %d samples; it needs at least one", ErrSettings, n)
	}
	uniform := key.Derive("ipd").Rand()
	ipd := make([]float64, n)
	for i := range ipd {
		ipd[i] = MaxIPD * (2*uniform.Float64() - 1)
	}
	return gen.present(ipd, key)
}

// Present draws the spikes for given IPDs, in radians, with the phase, jitter and random numbers of a key.
func (gen *Generator) Present(ipd []float64, key random.Key) (*Dataset, error) {
	for i, x := range ipd {
		if !(math.Abs(x) <= MaxIPD) {
			return nil, fmt.Errorf("%w: IPD %d is %g rad; it must lie within ±π/2", ErrSettings, i, x)
		}
	}
	if len(ipd) == 0 {
		return nil, fmt.Errorf("%w: no IPD to present", ErrSettings)
	}
	return gen.present(append([]float64(nil), ipd...), key)
}

func (gen *Generator) present(ipd []float64, key random.Key) (*Dataset, error) {
	s := gen.settings
	if s.Variant.PerBatch() && gen.BatchSize < 1 {
		return nil, fmt.Errorf("%w: phase or jitter is drawn per batch, but BatchSize is %d; set the generator's BatchSize", ErrSettings, gen.BatchSize)
	}
	spikes, err := gen.draw(len(ipd), newTables(s, ipd, gen.BatchSize, key), key.Derive("spikes"))
	if err != nil {
		return nil, fmt.Errorf("stimulus: drawing %d samples: %w", len(ipd), err)
	}
	return &Dataset{IPD: ipd, Spikes: spikes, Steps: s.Steps(), Afferents: s.Afferents()}, nil
}

// draw runs the program for all n samples at once, or chunk by chunk. A last chunk that isn't full overlaps the one before
// it, so that one program serves all chunks.
func (gen *Generator) draw(n int, tb tables, key random.Key) (*tensors.Tensor, error) {
	steps, groups := gen.settings.Steps(), Groups(gen.settings.Afferents())
	if gen.exec == nil {
		spikes := tensors.FromShape(shapes.Make(dtypes.Uint8, n, steps, groups))
		var err error
		// Use all cores, even if other workers are drawing too: one goroutine per worker took as much processor time (ratio 1.00)
		// and no less time overall.
		failed := spikes.MutableFlatData(func(flat any) {
			err = drawHost(context.Background(), gen.settings, tb, key, runtime.GOMAXPROCS(0), flat.([]uint8))
		})
		return spikes, errors.Join(failed, err)
	}
	size := steps * groups
	shared := func(x []float32) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(x, GroupSize, size) }
	common, sine, cosine := shared(tb.common), shared(tb.sine), shared(tb.cosine)
	call := func(first, end int) (*tensors.Tensor, error) {
		own := func(x []float32) *tensors.Tensor {
			columns := len(x) / n
			return tensors.FromFlatDataAndDimensions(x[first*columns:end*columns], end-first, columns)
		}
		return gen.exec.Call1(key[:], uint32(first), common, sine, cosine, own(tb.sinOwn), own(tb.cosOwn))
	}
	if gen.chunk == 0 || n <= gen.chunk {
		return call(0, n)
	}
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
	return tensors.FromFlatDataAndDimensions(all, n, steps, groups), nil
}
