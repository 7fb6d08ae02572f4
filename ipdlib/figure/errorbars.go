package figure

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A Measure is one quantity against another.
type Measure struct {
	// Curves are ours, in the colours of Tab10.
	Curves []Curve

	// Published are drawn faintly behind: Published[i] in the colour of Curves[i]. May be empty. They share one row of the
	// legend, and count where an axis is fitted to the data.
	Published []Curve
}

// A Curve is one line with error bars.
type Curve struct {
	// Label names the curve in the legend, such as "Dropout p=0.5".
	Label string

	// X is where each point stands, such as the noise sigma in rad.
	X []float64

	// Mean is the quantity at each X.
	Mean []float64

	// SEM is the standard error of each mean: half the length of its bar. 0 draws no bar at that point, nor does NaN, for an
	// error that is not known (a single run). nil draws none at all.
	SEM []float64

	// Runs are the single runs behind each mean, Runs[i] those at X[i], drawn as small points; nil draws none. Their
	// numbers may differ.
	Runs [][]float64
}

// A CurvePanel is one panel of curves.
type CurvePanel struct {
	Title, XLabel, YLabel string

	Measure

	// Percent makes the y axis reach from 0 to 100; else it is fitted to the data.
	Percent bool

	// Legend is nil for a panel without a legend.
	Legend *Place
}

const (
	// behind is the opacity of the published curves.
	behind = 0.35

	// runSize and runOpacity are the look of single runs: half a usual marker.
	runSize    = markerSize / 2
	runOpacity = 0.4
)

// Curves draws panels of curves side by side, each 4 x 4 inches.
func Curves(panels ...CurvePanel) (Figure, error) {
	if len(panels) == 0 {
		return Figure{}, fmt.Errorf("figure: curves: %w: no panel", ErrData)
	}
	drawn := make([]*panel, len(panels))
	for i, c := range panels {
		p := &panel{title: c.Title, xLabel: c.XLabel, yLabel: c.YLabel}
		if c.Percent {
			p.y = between(0, 100)
		}
		names := &legend{}
		if err := p.addMeasure(c.Measure, names); err != nil {
			return Figure{}, fmt.Errorf("figure: curves: panel %d %q: %w", i, c.Title, err)
		}
		if c.Legend != nil {
			names.place = *c.Legend
			p.legend = names
		}
		drawn[i] = p
	}
	return inches(4*vg.Length(len(drawn)), 4, len(drawn), drawn...), nil
}

// addMeasure adds the layers of one quantity, from the back to the front, and their names.
func (p *panel) addMeasure(m Measure, names *legend) error {
	if len(m.Curves) == 0 {
		return fmt.Errorf("%w: Curves is empty", ErrData)
	}
	for i, c := range m.Published {
		if err := c.validate(); err != nil {
			return fmt.Errorf("published curve %d: %w", i, err)
		}
		p.layers = append(p.layers, c.layer(fade(cycle(i), behind)))
	}
	for i, c := range m.Curves {
		if err := c.validate(); err != nil {
			return fmt.Errorf("curve %d: %w", i, err)
		}
		if c.Runs != nil {
			p.layers = append(p.layers, c.dots(fade(cycle(i), runOpacity)))
		}
	}
	for i, c := range m.Curves {
		l := c.layer(cycle(i))
		p.layers = append(p.layers, l)
		names.add(c.Label, l)
	}
	if len(m.Published) > 0 { // one row for all of them, in no curve's colour
		names.add("Published", m.Published[0].layer(fade(rgb(0), behind)))
	}
	return nil
}

func (c Curve) layer(clr color.Color) curve {
	l := newCurve(c.X, c.Mean, clr)
	l.bars = c.SEM
	return l
}

func (c Curve) dots(clr color.Color) dots {
	d := dots{diameter: vg.Length(runSize), color: clr}
	for i, runs := range c.Runs {
		for _, y := range runs {
			d.XYs = append(d.XYs, plotter.XY{X: c.X[i], Y: y})
		}
	}
	return d
}

func (c Curve) validate() error {
	if err := finite("X", c.X); err != nil {
		return err
	}
	if err := finite("Mean", c.Mean); err != nil {
		return err
	}
	if err := sameLength("Mean", len(c.Mean), "X", len(c.X)); err != nil {
		return err
	}
	if c.SEM != nil {
		if err := sameLength("SEM", len(c.SEM), "X", len(c.X)); err != nil {
			return err
		}
		for i, e := range c.SEM {
			if e < 0 || e > largest {
				return fmt.Errorf("%w: SEM[%d] is %v; want 0 to %v, or NaN for none", ErrData, i, e, largest)
			}
		}
	}
	if c.Runs != nil {
		if err := sameLength("Runs", len(c.Runs), "X", len(c.X)); err != nil {
			return err
		}
		for i, r := range c.Runs {
			if err := finite(fmt.Sprintf("Runs[%d]", i), r); err != nil {
				return err
			}
		}
	}
	return nil
}
