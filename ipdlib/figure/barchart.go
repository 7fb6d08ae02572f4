package figure

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A BarPanel holds a number for each unit of a layer, such as its firing rate.
type BarPanel struct {
	Title, XLabel, YLabel string

	// Values[i] is the height of the bar of unit i.
	Values []float64

	// SEM is half the length of the error bar on each; nil draws none, nor does 0 or NaN.
	SEM []float64

	// Names are written under the bars; nil numbers the units from 0.
	Names []string

	// Sorted has the highest bar at the left; each keeps its name.
	Sorted bool

	// Level, if not nil, is a dashed line across the panel, such as the mean.
	Level *float64
}

// barWidth is the part of its place that a bar fills (pyplot.bar: width).
const barWidth = 0.8

// Bars draws a bar for each unit, panels one below the other, each 10 x 3 inches (a single one 10 x 4).
func Bars(panels ...BarPanel) (Figure, error) {
	if len(panels) == 0 {
		return Figure{}, fmt.Errorf("figure: bars: %w: no panel", ErrData)
	}
	drawn := make([]*panel, len(panels))
	for i, d := range panels {
		var err error
		if drawn[i], err = d.panel(); err != nil {
			return Figure{}, fmt.Errorf("figure: bars: panel %d %q: %w", i, d.Title, err)
		}
	}
	height := vg.Length(4)
	if len(panels) > 1 {
		height = 3 * vg.Length(len(panels))
	}
	return inches(10, height, 1, drawn...), nil
}

func (d BarPanel) panel() (*panel, error) {
	if err := d.validate(); err != nil {
		return nil, err
	}
	n := len(d.Values)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if d.Sorted {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.Values[b], d.Values[a]) })
	}
	layer := towers{color: cycle(0), heights: make([]float64, n), half: make([]float64, n)}
	labels := make([]string, n)
	for place, i := range order {
		layer.heights[place] = d.Values[i]
		if d.SEM != nil {
			layer.half[place] = d.SEM[i]
		}
		labels[place] = strconv.Itoa(i)
		if d.Names != nil {
			labels[place] = d.Names[i]
		}
	}
	p := &panel{title: d.Title, xLabel: d.XLabel, yLabel: d.YLabel}
	p.x.names = across(places(labels))
	p.x.limits = &[2]float64{-0.75, float64(n) - 0.25}
	p.y.tightLow, p.y.tightHigh = layer.least() == 0, layer.most() == 0 // no gap below bars that stand on the axis
	p.layers = append(p.layers, layer)
	if d.Level != nil {
		p.layers = append(p.layers, rule(*d.Level))
	}
	return p, nil
}

func (d BarPanel) validate() error {
	if err := finite("Values", d.Values); err != nil {
		return err
	}
	if d.SEM != nil {
		if err := sameLength("SEM", len(d.SEM), "Values", len(d.Values)); err != nil {
			return err
		}
		for i, e := range d.SEM {
			if e < 0 || e > largest {
				return fmt.Errorf("%w: SEM[%d] is %v; want 0 to %v, or NaN for none", ErrData, i, e, largest)
			}
		}
	}
	if d.Names != nil {
		if err := sameLength("Names", len(d.Names), "Values", len(d.Values)); err != nil {
			return err
		}
	}
	if d.Level != nil {
		return finite("Level", []float64{*d.Level})
	}
	return nil
}

// towers is a layer of bars that stand apart on zero, at 0, 1, 2, ..., with error bars: matplotlib's bar.
type towers struct {
	heights, half []float64
	color         color.Color
}

var (
	_ plot.Plotter    = towers{}
	_ plot.DataRanger = towers{}
)

// reach is how far the error bar of bar i reaches to either side of its height.
func (b towers) reach(i int) float64 {
	if b.half[i] > 0 {
		return b.half[i]
	}
	return 0
}

// least and most are the ends of what is drawn, and zero.
func (b towers) least() (y float64) {
	for i, h := range b.heights {
		y = min(y, h-b.reach(i))
	}
	return y
}

func (b towers) most() (y float64) {
	for i, h := range b.heights {
		y = max(y, h+b.reach(i))
	}
	return y
}

// Plot fills the bars and draws the error bars over them.
func (b towers) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	trX, trY := s.Transforms(&c)
	for i, h := range b.heights {
		x := float64(i)
		pen.fill(b.color, vg.Rectangle{
			Min: vg.Point{X: trX(x - barWidth/2), Y: trY(min(h, 0))},
			Max: vg.Point{X: trX(x + barWidth/2), Y: trY(max(h, 0))},
		})
		if r := b.reach(i); r > 0 {
			pen.line(curveStyle(color.Black), vg.Point{X: trX(x), Y: trY(h - r)}, vg.Point{X: trX(x), Y: trY(h + r)})
		}
	}
	if b.least() < 0 { // the floor that the bars stand on is not the frame
		pen.line(frameStyle, vg.Point{X: c.Min.X, Y: trY(0)}, vg.Point{X: c.Max.X, Y: trY(0)})
	}
}

// DataRange is that of the bars, from zero.
func (b towers) DataRange() (xmin, xmax, ymin, ymax float64) {
	return 0, math.Max(0, float64(len(b.heights)-1)), b.least(), b.most()
}
