package variant

import (
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/snn"
)

// Curves gives the spike function and the surrogate slope at some membrane potentials, computed by the very graph that
// training uses: [snn.Curves] for any surrogate.
func Curves(backend compute.Backend, s snn.Settings, membrane []float64) (spike, slope []float64, err error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	if len(membrane) == 0 {
		return nil, nil, fmt.Errorf("variant: curves at no potentials; give one or more")
	}
	n := &Network{Settings: s}
	n.Variant = n.Variant.Normal()
	out, err := CallOnceN(backend, func(v *Node) []*Node { return []*Node{n.spike(v), n.slope(v)} }, membrane)
	if err != nil {
		return nil, nil, fmt.Errorf("variant: curves: %w", err)
	}
	return out[0].Value().([]float64), out[1].Value().([]float64), nil
}
