package figure

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Line is a curve without error bars.
type Line struct {
	// Label names it in the legend. Empty: it is not in the legend.
	Label string

	// X and Y are the points, joined in this order.
	X, Y []float64

	// Points draws a dot at each point, for curves of few points.
	Points bool

	// Steps holds each Y until the next X, as for what changes at points in time only.
	Steps bool

	// Behind draws the line faintly, for what another one is compared with.
	Behind bool
}

// A LinePanel is one panel of lines, such as a potential over time. With fixed ends of its axes it stays where it is when
// its lines move, as under a slider.
type LinePanel struct {
	Title, XLabel, YLabel string

	// Lines are in the colours of Tab10, each dashed in a way of its own so that they can be told apart without colours.
	Lines []Line

	// XRange and YRange are the ends of the axes; both zero lets the data choose.
	XRange, YRange [2]float64

	// Levels are dashed grey lines across the panel, such as a threshold.
	Levels []float64

	// Events are places on the x axis, such as the times of spikes: short strokes at the top.
	Events []float64

	// Legend is the place of the legend, which names the lines that have a label; the zero value finds the best one.
	Legend Place
}

// dashes are the ways in which lines are dashed, in multiples of the line's width (lines.dashed_pattern,
// lines.dashdot_pattern, lines.dotted_pattern; the last one is ours).
var dashes = [...][]vg.Length{nil, {3.7, 1.6}, {6.4, 1.6, 1, 1.6}, {1, 1.65}, {6.4, 1.6, 1, 1.6, 1, 1.6}}

// eventLength is the part of the panel's height that the stroke of an event takes.
const eventLength = 0.08

// Lines draws panels of lines one above the other, 7 inches wide; the first 3 inches high, each further one 2.
func Lines(panels ...LinePanel) (Figure, error) {
	if len(panels) == 0 {
		return Figure{}, fmt.Errorf("figure: lines: %w: no panel", ErrData)
	}
	drawn := make([]*panel, len(panels))
	for i, d := range panels {
		p, err := d.panel()
		if err != nil {
			return Figure{}, fmt.Errorf("figure: lines: panel %d %q: %w", i, d.Title, err)
		}
		drawn[i] = p
	}
	return inches(7, 3+2*vg.Length(len(panels)-1), 1, drawn...), nil
}

func (d LinePanel) panel() (*panel, error) {
	p := &panel{title: d.Title, xLabel: d.XLabel, yLabel: d.YLabel}
	for _, r := range [...]struct {
		name string
		ends [2]float64
		axis *axis
	}{{"XRange", d.XRange, &p.x}, {"YRange", d.YRange, &p.y}} {
		if err := finite(r.name, r.ends[:]); err != nil {
			return nil, err
		}
		switch {
		case r.ends == [2]float64{}:
		case r.ends[0] >= r.ends[1]:
			return nil, fmt.Errorf("%w: %s is %v; want the lower end first", ErrData, r.name, r.ends)
		default:
			*r.axis = between(r.ends[0], r.ends[1])
		}
	}
	if len(d.Levels) > 0 {
		if err := finite("Levels", d.Levels); err != nil {
			return nil, err
		}
	}
	names := &legend{place: d.Legend}
	for _, y := range d.Levels {
		p.layers = append(p.layers, rule(y))
	}
	for i, l := range d.Lines {
		if err := l.validate(); err != nil {
			return nil, fmt.Errorf("line %d %q: %w", i, l.Label, err)
		}
		c := l.layer(i)
		p.layers = append(p.layers, c)
		if l.Points {
			p.layers = append(p.layers, dots{XYs: c.XYs, diameter: markerSize, color: c.Color})
		}
		if l.Label != "" {
			names.add(l.Label, c)
		}
	}
	if len(p.layers) == 0 {
		return nil, fmt.Errorf("%w: there are neither lines nor levels", ErrData)
	}
	if len(d.Events) > 0 {
		if err := finite("Events", d.Events); err != nil {
			return nil, err
		}
		p.layers = append(p.layers, p.events(d.Events))
	}
	if len(names.entries) > 0 {
		p.legend = names
	}
	return p, nil
}

// events are strokes that hang from the top of the panel.
func (p *panel) events(at []float64) marks {
	s := p.scale()
	m := marks{LineStyle: draw.LineStyle{Color: rgb(0), Width: lineWidth}}
	m.half = eventLength / 2 * (s.Y.Max - s.Y.Min)
	for _, x := range at {
		m.XYs = append(m.XYs, plotter.XY{X: x, Y: s.Y.Max - 1.25*m.half})
	}
	return m
}

// layer is line i of a panel.
func (l Line) layer(i int) curve {
	x, y := l.X, l.Y
	if l.Steps {
		x, y = nil, nil
		for k := range l.X {
			if k > 0 {
				x, y = append(x, l.X[k]), append(y, l.Y[k-1])
			}
			x, y = append(x, l.X[k]), append(y, l.Y[k])
		}
	}
	c := newCurve(x, y, cycle(i))
	if l.Behind {
		c.Color = fade(cycle(i), behind)
	}
	for _, length := range dashes[i%len(dashes)] {
		c.Dashes = append(c.Dashes, length*c.Width)
	}
	return c
}

func (l Line) validate() error {
	if err := finite("X", l.X); err != nil {
		return err
	}
	if err := finite("Y", l.Y); err != nil {
		return err
	}
	return sameLength("Y", len(l.Y), "X", len(l.X))
}
