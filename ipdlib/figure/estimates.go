package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// estimates is a layer of means with intervals: a filled circle each, a bar with caps, and a line from one to the next if
// joined is set (matplotlib's errorbar with fmt="o-" and capsize=3).
type estimates struct {
	plotter.XYs
	draw.LineStyle
	low, high []float64 // NaN for none
	joined    bool
}

const (
	// capSize is how far a cap reaches to either side of its bar; it is as thick as the edge of a marker.
	capSize = vg.Length(3)

	// edgeWidth is the width of the line around a marker (lines.markeredgewidth), half of which lies outside of it.
	edgeWidth = vg.Length(1)
)

var (
	_ plot.Plotter     = estimates{}
	_ plot.DataRanger  = estimates{}
	_ plot.Thumbnailer = estimates{}
	_ obstacle         = estimates{}
)

// Plot draws the line, then the bars, then the circles.
func (e estimates) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	trX, trY := s.Transforms(&c)
	lines, _ := e.obstacles(c, s)
	if e.joined {
		c.StrokeLines(e.LineStyle, c.ClipLinesXY(lines[0])...)
	}
	for i, at := range e.XYs {
		low, high := max(e.low[i], s.Y.Min), min(e.high[i], s.Y.Max)
		if !(low < high) { // or not known
			continue
		}
		x := trX(at.X)
		pen.line(e.LineStyle, vg.Point{X: x, Y: trY(low)}, vg.Point{X: x, Y: trY(high)})
		for _, end := range [...]struct{ is, drawn float64 }{{e.low[i], low}, {e.high[i], high}} {
			if end.is == end.drawn { // the end of a bar that is cut off at the frame has no cap
				e.cap(pen, vg.Point{X: x, Y: trY(end.is)})
			}
		}
	}
	dots{XYs: e.XYs, diameter: markerSize + edgeWidth, color: e.Color}.Plot(c, s)
}

func (e estimates) cap(p pen, at vg.Point) {
	p.line(draw.LineStyle{Color: e.Color, Width: edgeWidth}, vg.Point{X: at.X - capSize, Y: at.Y}, vg.Point{X: at.X + capSize, Y: at.Y})
}

// DataRange includes the bars.
func (e estimates) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = plotter.XYRange(e.XYs)
	for i := range e.XYs {
		if !math.IsNaN(e.low[i]) {
			ymin, ymax = min(ymin, e.low[i]), max(ymax, e.high[i])
		}
	}
	return xmin, xmax, ymin, ymax
}

// Thumbnail draws a circle with its bar, and a piece of the line if there is one.
func (e estimates) Thumbnail(c *draw.Canvas) {
	pen := newPen(*c)
	m := c.Center()
	if e.joined {
		pen.line(e.LineStyle, vg.Point{X: c.Min.X, Y: m.Y}, vg.Point{X: c.Max.X, Y: m.Y})
	}
	const half = labelSize / 2
	pen.line(e.LineStyle, vg.Point{X: m.X, Y: m.Y - half}, vg.Point{X: m.X, Y: m.Y + half})
	e.cap(pen, vg.Point{X: m.X, Y: m.Y - half})
	e.cap(pen, vg.Point{X: m.X, Y: m.Y + half})
	pen.DrawGlyph(draw.GlyphStyle{Color: e.Color, Radius: (markerSize + edgeWidth) / 2, Shape: draw.CircleGlyph{}}, m)
}

func (e estimates) obstacles(c draw.Canvas, s *plot.Plot) (lines [][]vg.Point, boxes []vg.Rectangle) {
	trX, trY := s.Transforms(&c)
	line := make([]vg.Point, len(e.XYs))
	for i, at := range e.XYs {
		line[i] = vg.Point{X: trX(at.X), Y: trY(at.Y)}
	}
	lines = [][]vg.Point{line}
	for i, at := range e.XYs {
		if e.low[i] < e.high[i] {
			lines = append(lines, []vg.Point{{X: trX(at.X), Y: trY(e.low[i])}, {X: trX(at.X), Y: trY(e.high[i])}})
		}
	}
	return lines, nil
}
