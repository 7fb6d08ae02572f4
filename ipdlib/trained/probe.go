package trained

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// chunk is the number of samples that a probe runs at once: 3 MB of spikes for each layer of 30 units, whatever the size of the
// data set.
const chunk = 256

// A probe runs a network on a data set, chunk by chunk. Its program is compiled once.
type probe struct {
	exec *Exec
	set  *stimulus.Dataset
	size int // samples of a chunk
	// packed spikes on the host, [N, T, G]
	spikes []uint8
}

// newProbe prepares the computation of the values that want takes from the network's trace.
func newProbe(backend compute.Backend, n *Network, set *stimulus.Dataset, want func(*snn.Trace) []*Node) (*probe, error) {
	net, err := snn.NewFor(n.Settings.Network, snn.Input{
		TimeStep: n.Settings.Stimulus.TimeStep, Steps: set.Steps, Afferents: set.Afferents})
	if err != nil {
		return nil, err
	}
	p := &probe{set: set, size: min(chunk, set.Len())}
	if err := set.Spikes.ConstFlatData(func(flat any) { p.spikes = append(p.spikes, flat.([]uint8)...) }); err != nil {
		return nil, fmt.Errorf("fetching the spikes of a data set: %w", err)
	}
	p.exec, err = NewExec(backend, func(in []*Node) []*Node {
		x := TransposeAllDims(in[0], 1, 0, 2) // the network has time as its first axis
		return want(net.Forward(x, in[1:], nil))
	})
	if err != nil {
		return nil, fmt.Errorf("running a network on a data set: %w", err)
	}
	return p, nil
}

// each runs networks with the given weights on one chunk after the other, and calls took with the values of each. The last chunk
// is padded with samples without spikes.
func (p *probe) each(ctx context.Context, networks []snn.Weights, took func(first, network int, values []*tensors.Tensor) error) error {
	groups := stimulus.Groups(p.set.Afferents)
	bytes := p.set.Steps * groups // of a sample
	for first := 0; first < p.set.Len(); first += p.size {
		part := make([]uint8, p.size*bytes)
		copy(part, p.spikes[first*bytes:])
		x := tensors.FromFlatDataAndDimensions(part, p.size, p.set.Steps, groups)
		for i, w := range networks {
			if err := ctx.Err(); err != nil {
				return err
			}
			args := []any{x}
			for _, a := range w.Arrays() {
				args = append(args, a.Value)
			}
			out, err := p.exec.Call(args...)
			if err != nil {
				return fmt.Errorf("running a network on samples %d to %d: %w", first, min(first+p.size, p.set.Len())-1, err)
			}
			err = took(first, i, out)
			for _, t := range out {
				if e := t.FinalizeAll(); err == nil {
					err = e
				}
			}
			if err != nil {
				return err
			}
		}
		if err := x.FinalizeAll(); err != nil {
			return err
		}
	}
	return nil
}

func (p *probe) close() { p.exec.Finalize() }

// rows returns a chunk's values [B, U] as rows of numbers, without the rows of padding; first is the chunk's first sample.
func (p *probe) rows(t *tensors.Tensor, first int) (rows [][]float64) {
	for i, row := range t.Value().([][]float32) {
		if first+i == p.set.Len() {
			break
		}
		numbers := make([]float64, len(row))
		for j, x := range row {
			numbers[j] = float64(x)
		}
		rows = append(rows, numbers)
	}
	return rows
}

// largest returns the index of the largest number, the first of equal ones: the class that a network answers.
func largest(logits []float64) int {
	best := 0
	for k, m := range logits {
		if m > logits[best] {
			best = k
		}
	}
	return best
}
