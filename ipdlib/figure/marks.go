package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dots is a layer of small filled circles.
type dots struct {
	plotter.XYs
	diameter vg.Length
	color    color.Color
}

var (
	_ plot.Plotter    = dots{}
	_ plot.DataRanger = dots{}
	_ obstacle        = dots{}
)

// Plot draws the circles whose middles lie in the panel.
func (d dots) Plot(c draw.Canvas, s *plot.Plot) {
	trX, trY := s.Transforms(&c)
	style := draw.GlyphStyle{Color: d.color, Radius: d.diameter / 2, Shape: draw.CircleGlyph{}}
	for _, at := range d.XYs {
		c.DrawGlyph(style, vg.Point{X: trX(at.X), Y: trY(at.Y)})
	}
}

// DataRange is that of the circles' middles.
func (d dots) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(d.XYs) }

// rule is a layer of one dashed grey line across the panel at a height: matplotlib's axhline.
type rule float64

var (
	_ plot.Plotter    = rule(0)
	_ plot.DataRanger = rule(0)
)

// Plot draws the line if it lies in the panel.
func (y rule) Plot(c draw.Canvas, s *plot.Plot) {
	_, trY := s.Transforms(&c)
	at := trY(float64(y))
	if c.ContainsY(at) {
		sty := draw.LineStyle{Color: color.Gray{0x80}, Width: patchWidth, Dashes: dashed(patchWidth)}
		newPen(c).line(sty, vg.Point{X: c.Min.X, Y: at}, vg.Point{X: c.Max.X, Y: at})
	}
}

// DataRange holds the height and no range to the sides.
func (y rule) DataRange() (xmin, xmax, ymin, ymax float64) {
	return math.Inf(1), math.Inf(-1), float64(y), float64(y)
}

// upright is a layer of one dashed grey line from the bottom to the top of the panel: matplotlib's axvline.
type upright float64

var (
	_ plot.Plotter    = upright(0)
	_ plot.DataRanger = upright(0)
)

// Plot draws the line if it lies in the panel.
func (x upright) Plot(c draw.Canvas, s *plot.Plot) {
	trX, _ := s.Transforms(&c)
	at := trX(float64(x))
	if c.ContainsX(at) {
		sty := draw.LineStyle{Color: color.Gray{0x80}, Width: patchWidth, Dashes: dashed(patchWidth)}
		newPen(c).line(sty, vg.Point{X: at, Y: c.Min.Y}, vg.Point{X: at, Y: c.Max.Y})
	}
}

// DataRange holds the place and no range upwards.
func (x upright) DataRange() (xmin, xmax, ymin, ymax float64) {
	return float64(x), float64(x), math.Inf(1), math.Inf(-1)
}

// marks is a layer of upright strokes.
type marks struct {
	plotter.XYs
	draw.LineStyle
	half float64 // half the length of a stroke
}

var (
	_ plot.Plotter    = marks{}
	_ plot.DataRanger = marks{}
	_ obstacle        = marks{}
)

// Plot draws the strokes.
func (m marks) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	lines, _ := m.obstacles(c, s)
	for _, l := range lines {
		pen.line(m.LineStyle, l[0], l[1])
	}
}

// DataRange is that of the strokes.
func (m marks) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = plotter.XYRange(m.XYs)
	return xmin, xmax, ymin - m.half, ymax + m.half
}

func (m marks) obstacles(c draw.Canvas, s *plot.Plot) (lines [][]vg.Point, boxes []vg.Rectangle) {
	trX, trY := s.Transforms(&c)
	for _, at := range m.XYs {
		lines = append(lines, []vg.Point{{X: trX(at.X), Y: trY(at.Y - m.half)}, {X: trX(at.X), Y: trY(at.Y + m.half)}})
	}
	return lines, nil
}

// obstacles are the circles, which no legend should cover.
func (d dots) obstacles(c draw.Canvas, s *plot.Plot) (lines [][]vg.Point, boxes []vg.Rectangle) {
	trX, trY := s.Transforms(&c)
	r := d.diameter / 2
	for _, at := range d.XYs {
		x, y := trX(at.X), trY(at.Y)
		boxes = append(boxes, vg.Rectangle{Min: vg.Point{X: x - r, Y: y - r}, Max: vg.Point{X: x + r, Y: y + r}})
	}
	return nil, boxes
}
