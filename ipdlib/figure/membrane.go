package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// MembraneData holds the membrane potentials of some units over time.
type MembraneData struct {
	// Units are the traces, in the colours of Tab10.
	Units []Trace

	// Threshold is the potential above which a unit spikes, drawn as a dashed line.
	Threshold float64

	// Stacked gives each unit a panel of its own, one above the other; else all share one.
	Stacked bool
}

// A Trace is one unit's potential and its spikes.
type Trace struct {
	// Label names the unit, such as "hidden unit 3".
	Label string

	// Potential is the membrane potential in each step: [T].
	Potential []float64

	// Spikes are the steps in which the unit spikes, from 0 to T-1. May be empty.
	Spikes []int
}

// Membrane draws membrane potentials with the threshold, and above them a mark for every spike. 10 inches wide; 4 high
// for one panel, 1.5 more for each stacked unit after the first.
func Membrane(d MembraneData) (Figure, error) {
	if len(d.Units) == 0 {
		return Figure{}, fmt.Errorf("figure: membrane: %w: Units is empty", ErrData)
	}
	if err := finite("Threshold", []float64{d.Threshold}); err != nil {
		return Figure{}, fmt.Errorf("figure: membrane: %w", err)
	}
	for i, u := range d.Units {
		if err := u.validate(); err != nil {
			return Figure{}, fmt.Errorf("figure: membrane: Units[%d] %q: %w", i, u.Label, err)
		}
	}
	if !d.Stacked {
		p := &panel{xLabel: timeLabel, yLabel: "Membrane potential", legend: &legend{}}
		p.addTraces(d.Units, 0, d.Threshold)
		return inches(10, 4, 1, p), nil
	}
	var panels []*panel
	for i, u := range d.Units {
		p := &panel{title: u.Label, yLabel: "Potential"}
		p.addTraces([]Trace{u}, i, d.Threshold)
		panels = append(panels, p)
	}
	panels[len(panels)-1].xLabel = timeLabel
	return inches(10, 4+1.5*vg.Length(len(panels)-1), 1, panels...), nil
}

// addTraces adds the layers of some units, the first of them in the given colour of the cycle. The spikes of each have a
// row of their own above all traces.
func (p *panel) addTraces(units []Trace, first int, threshold float64) {
	lo, hi := threshold, threshold
	for _, u := range units {
		a, b := spread([][]float64{u.Potential})
		lo, hi = math.Min(lo, a), math.Max(hi, b)
	}
	lo, hi = nonsingular(lo, hi, 0.05, 1e-15)
	p.layers = append(p.layers, rule(threshold))
	const row = 0.06 // of the traces' range
	for i, u := range units {
		steps := make([]float64, len(u.Potential))
		for t := range steps {
			steps[t] = float64(t)
		}
		c := newCurve(steps, u.Potential, cycle(first+i))
		p.layers = append(p.layers, c)
		if p.legend != nil {
			p.legend.add(u.Label, c)
		}
		if len(u.Spikes) == 0 {
			continue
		}
		m := marks{LineStyle: curveStyle(cycle(first + i))}
		m.half = 0.35 * row * (hi - lo)
		y := hi + row*(hi-lo)*(float64(i)+1)
		for _, t := range u.Spikes {
			m.XYs = append(m.XYs, plotter.XY{X: float64(t), Y: y})
		}
		p.layers = append(p.layers, m)
	}
}

func (u Trace) validate() error {
	if err := finite("Potential", u.Potential); err != nil {
		return err
	}
	for i, t := range u.Spikes {
		if t < 0 || t >= len(u.Potential) {
			return fmt.Errorf("%w: Spikes[%d] is step %d; want 0 to %d", ErrData, i, t, len(u.Potential)-1)
		}
	}
	return nil
}
