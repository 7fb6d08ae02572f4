package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A WeightMap holds the weights of one layer of connections.
type WeightMap struct {
	// Title stands above the map, such as "W1: input to hidden".
	Title string

	// Weights[i][j] is the weight from presynaptic unit i to postsynaptic unit j: [pre][post].
	Weights [][]float64

	// XLabel names the postsynaptic units, YLabel the presynaptic ones. May be empty.
	XLabel, YLabel string

	// XTicks and YTicks are what is written at the columns and rows; nil numbers them from 0. For weights in another order
	// than the units' own they say which is which.
	XTicks, YTicks []Tick

	// Parts are rows, from 1 on, above which a line parts the map, such as the first afferent of the other ear. ColumnParts
	// are columns, from 1 on, left of which there is a line, such as the first silent unit.
	Parts, ColumnParts []int

	// Sequential takes the colours from the least weight to the largest (Viridis). The default is for weights with a sign:
	// blue below zero, white at zero, red above (BlueRed), as strong at -w as at w.
	Sequential bool
}

// Weights draws one or more maps side by side, each 6.4 x 4.8 inches with the scale of its colours at the right: one cell
// a weight, presynaptic unit 0 at the top.
func Weights(maps ...WeightMap) (Figure, error) {
	if len(maps) == 0 {
		return Figure{}, fmt.Errorf("figure: weights: %w: no map", ErrData)
	}
	var panels []*panel
	for i, m := range maps {
		p, err := m.panel()
		if err != nil {
			return Figure{}, fmt.Errorf("figure: weights: map %d %q: %w", i, m.Title, err)
		}
		panels = append(panels, p)
	}
	return inches(6.4*vg.Length(len(maps)), 4.8, len(maps), panels...), nil
}

func (m WeightMap) panel() (*panel, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	p := &panel{title: m.Title, xLabel: m.XLabel, yLabel: m.YLabel}
	e := indexed(len(m.Weights), len(m.Weights[0]))
	p.x, p.y = e.axes(true)
	lo, hi := spread(m.Weights)
	colours := ColourMap(Viridis)
	if !m.Sequential {
		colours = BlueRed
		hi = math.Max(math.Abs(lo), math.Abs(hi))
		lo = -hi
	}
	p.layers = append(p.layers, cells{values: m.Weights, lo: lo, hi: hi, colours: colours, extent: e})
	for _, row := range m.Parts {
		p.layers = append(p.layers, border{at: float64(row) - 0.5})
	}
	for _, column := range m.ColumnParts {
		p.layers = append(p.layers, border{at: float64(column) - 0.5, upright: true})
	}
	if m.XTicks != nil {
		p.x.names = across(m.XTicks)
	}
	if m.YTicks != nil {
		p.y.names = upwards(m.YTicks)
	}
	p.bar = &colourBar{lo: lo, hi: hi, colours: colours}
	return p, nil
}

func (m WeightMap) validate() error {
	if err := matrix("Weights", m.Weights); err != nil {
		return err
	}
	for i, row := range m.Parts {
		if row < 1 || row >= len(m.Weights) {
			return fmt.Errorf("%w: Parts[%d] is row %d; want 1 to %d", ErrData, i, row, len(m.Weights)-1)
		}
	}
	for i, column := range m.ColumnParts {
		if column < 1 || column >= len(m.Weights[0]) {
			return fmt.Errorf("%w: ColumnParts[%d] is column %d; want 1 to %d", ErrData, i, column, len(m.Weights[0])-1)
		}
	}
	if err := checkTicks("XTicks", m.XTicks); err != nil {
		return err
	}
	return checkTicks("YTicks", m.YTicks)
}

// border is a layer of one thin black line across the panel, between two rows or, upright, two columns of cells.
type border struct {
	at      float64
	upright bool
}

var _ plot.Plotter = border{}

// Plot draws the line.
func (b border) Plot(c draw.Canvas, s *plot.Plot) {
	trX, trY := s.Transforms(&c)
	if b.upright {
		newPen(c).line(frameStyle, vg.Point{X: trX(b.at), Y: c.Min.Y}, vg.Point{X: trX(b.at), Y: c.Max.Y})
		return
	}
	newPen(c).line(frameStyle, vg.Point{X: c.Min.X, Y: trY(b.at)}, vg.Point{X: c.Max.X, Y: trY(b.at)})
}
