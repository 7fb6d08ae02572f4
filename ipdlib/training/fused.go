package training

import (
	"fmt"
	"math"
	"slices"

	"ipd/ipdlib/fused"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Fused returns nil if the fused engine can train a network with these settings; otherwise the error names what it can't do.
func (s Settings) Fused() error {
	v := s.Network.Variant
	if v.IsZero() {
		return nil
	}
	return fmt.Errorf("%w: the fused engine trains only networks without options, not with %+v; use another backend: xla or go", ErrSettings, v)
}

// fusedEngine is the engine for CPUs that needs only Go: package fused, for one network.
type fusedEngine struct {
	*fused.Engine
	net      *snn.Network
	batch    int
	prepared []prepared // the most recently used last
}

// prepared is a data set with the form in which the engine needs it.
type prepared struct {
	set    *stimulus.Dataset
	spikes *fused.Spikes
}

// mostPrepared is the number of data sets that are kept: the current training set and the validation set.
const mostPrepared = 2

func newFused(net *snn.Network, networks, batch int) (engine, error) {
	if networks != 1 {
		return nil, fmt.Errorf("%w: the fused engine trains one network at a time, not %d together", ErrSettings, networks)
	}
	in := net.Input()
	e, err := fused.New(fused.Network{
		Steps: in.Steps, Afferents: in.Afferents, HiddenUnits: net.HiddenUnits, Classes: net.Classes,
		Alpha:          math.Exp(-in.TimeStep / net.MembraneTimeConstant),
		SurrogateSlope: net.SurrogateSlope,
		DalesLaw:       net.DalesLaw, InhibitoryFraction: net.InhibitoryFraction,
	}, batch)
	if err != nil {
		return nil, err
	}
	return &fusedEngine{Engine: e, net: net, batch: batch}, nil
}

// fusedBatches is a data set with the order of its samples.
type fusedBatches struct {
	engine *fusedEngine
	spikes *fused.Spikes
	order  []int32
	labels []int32 // in the data set's own order
}

func (b *fusedBatches) count() int { return len(b.order) / b.engine.batch }

func (b *fusedBatches) close() {}

func (e *fusedEngine) load(sets []*stimulus.Dataset, orders [][]int32) (batches, error) {
	spikes, err := e.prepare(sets[0])
	if err != nil {
		return nil, err
	}
	return &fusedBatches{e, spikes, orders[0], sets[0].Labels(e.net.Classes)}, nil
}

// prepare returns the engine's form of a data set, from the kept ones if possible.
func (e *fusedEngine) prepare(set *stimulus.Dataset) (*fused.Spikes, error) {
	if i := slices.IndexFunc(e.prepared, func(p prepared) bool { return p.set == set }); i >= 0 {
		p := e.prepared[i]
		e.prepared = append(slices.Delete(e.prepared, i, i+1), p)
		return p.spikes, nil
	}
	if len(e.prepared) == mostPrepared {
		e.prepared = slices.Delete(e.prepared, 0, 1)
	}
	if set.Steps != e.net.Input().Steps || set.Afferents != e.net.Input().Afferents {
		return nil, fmt.Errorf("%w: a data set of %d steps of %d afferents for a network of %d of %d", ErrSettings,
			set.Steps, set.Afferents, e.net.Input().Steps, e.net.Input().Afferents)
	}
	p := prepared{set: set}
	err := set.Spikes.ConstFlatData(func(flat any) { p.spikes = e.Prepare(flat.([]uint8)) })
	if err == nil {
		e.prepared = append(e.prepared, p)
	}
	return p.spikes, err
}

// samples of batch i.
func (b *fusedBatches) samples(i int) []int32 {
	return b.order[i*b.engine.batch : (i+1)*b.engine.batch]
}

func (e *fusedEngine) step(b batches, i int, d []dropout, _ []bool) (outcome, error) {
	f := b.(*fusedBatches)
	loss := e.Step(f.spikes, f.samples(i), f.labels, d[0].p, d[0].key)
	return func() ([]float64, [][]int, error) { return []float64{loss}, nil, nil }, nil
}

func (e *fusedEngine) evaluate(b batches, i int) (outcome, error) {
	f := b.(*fusedBatches)
	loss, classes := e.Evaluate(f.spikes, f.samples(i), f.labels)
	predicted := make([]int, len(classes))
	for k, class := range classes {
		predicted[k] = int(class)
	}
	return func() ([]float64, [][]int, error) { return []float64{loss}, [][]int{predicted}, nil }, nil
}

func (e *fusedEngine) values(b batches, i int) (*Values, error) {
	f := b.(*fusedBatches)
	v := Values(e.Values(f.spikes, f.samples(i), f.labels))
	return &v, nil
}

func (e *fusedEngine) reset(initial []snn.Weights, learningRate float64) error {
	e.prepared = nil // of the previous training
	e.Reset(initial[0].W1, initial[0].W2, learningRate)
	return nil
}

func (e *fusedEngine) weights(int) (snn.Weights, error) {
	w1, w2 := e.Weights()
	return snn.Weights{W1: w1, W2: w2}, nil
}

func (e *fusedEngine) setWeights(_ int, w snn.Weights) error {
	e.SetWeights(w.W1, w.W2)
	return nil
}

func (e *fusedEngine) close() { e.prepared = nil }
