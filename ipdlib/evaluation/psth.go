package evaluation

import (
	"fmt"
	"math"

	"ipd/ipdlib/stimulus"
)

// PSTH is a peri-stimulus time histogram of each unit: its firing rate as a function of the time since stimulus onset.
type PSTH struct {
	// BinWidth in seconds.
	BinWidth float64
	// Rates[h][b] is the rate of unit h in bin b, in Hz, the mean over the samples: [H][bins].
	Rates [][]float64
	// Samples is the number of samples averaged.
	Samples int
}

// PSTH returns the histograms for a bin width in seconds, which must be a whole number of time steps; the duration of a
// sample must be a whole number of bins. Only samples whose IPD is in one of the given classes are used; without classes, all
// are.
func (f *Firing) PSTH(binWidth float64, classes ...int) (PSTH, error) {
	steps := int(math.Round(binWidth / f.TimeStep))
	switch {
	case !(binWidth > 0) || math.Abs(float64(steps)*f.TimeStep-binWidth) > 1e-6*f.TimeStep:
		return PSTH{}, fmt.Errorf("%w: bins of %v s; want a whole number of time steps of %v s", ErrFiring, binWidth, f.TimeStep)
	case steps < 1 || f.Steps()%steps != 0:
		return PSTH{}, fmt.Errorf("%w: %d time steps are not a whole number of bins of %d", ErrFiring, f.Steps(), steps)
	}
	if len(classes) == 0 {
		for k := range f.ByStep {
			classes = append(classes, k)
		}
	}
	p := PSTH{BinWidth: binWidth, Rates: make([][]float64, f.Units())}
	for h := range p.Rates {
		p.Rates[h] = make([]float64, f.Steps()/steps)
	}
	chosen := map[int]bool{}
	for _, k := range classes {
		if k < 0 || k >= len(f.ByStep) || chosen[k] {
			return PSTH{}, fmt.Errorf("%w: class %d; want each once, from 0 to %d", ErrFiring, k, len(f.ByStep)-1)
		}
		chosen[k] = true
		for t, row := range f.ByStep[k] {
			for h, n := range row {
				p.Rates[h][t/steps] += float64(n)
			}
		}
	}
	for _, x := range f.IPD {
		if chosen[stimulus.Discretise(x, len(f.ByStep))] {
			p.Samples++
		}
	}
	if p.Samples == 0 {
		return PSTH{}, fmt.Errorf("%w: no sample has an IPD of class %v", ErrFiring, classes)
	}
	for h := range p.Rates {
		for b := range p.Rates[h] {
			p.Rates[h][b] /= float64(p.Samples) * binWidth
		}
	}
	return p, nil
}

// Population returns the mean rate of all units in each bin, in Hz.
func (p PSTH) Population() []float64 {
	mean := make([]float64, len(p.Rates[0]))
	for _, rates := range p.Rates {
		for b, r := range rates {
			mean[b] += r / float64(len(p.Rates))
		}
	}
	return mean
}
