package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A curve is a layer: a line through points, with or without a bar through each.
type curve struct {
	plotter.XYs
	draw.LineStyle

	// bars[i] is half the length of the bar at point i, 0 or NaN for none; nil draws no bars.
	bars []float64
}

var (
	_ plot.Plotter     = curve{}
	_ plot.DataRanger  = curve{}
	_ plot.Thumbnailer = curve{}
	_ obstacle         = curve{}
)

// newCurve returns the line through the points (x[i], y[i]); x and y are of one length.
func newCurve(x, y []float64, c color.Color) curve {
	l := curve{XYs: make(plotter.XYs, len(x)), LineStyle: curveStyle(c)}
	for i := range x {
		l.XYs[i] = plotter.XY{X: x[i], Y: y[i]}
	}
	return l
}

// points returns the line on the canvas.
func (l curve) points(c draw.Canvas, s *plot.Plot) []vg.Point {
	trX, trY := s.Transforms(&c)
	line := make([]vg.Point, len(l.XYs))
	for i, at := range l.XYs {
		line[i] = vg.Point{X: trX(at.X), Y: trY(at.Y)}
	}
	return line
}

// Plot draws the line, then the bars without caps (errorbar.capsize: 0), clipped to the panel.
func (l curve) Plot(c draw.Canvas, s *plot.Plot) {
	c.StrokeLines(l.LineStyle, c.ClipLinesXY(l.points(c, s))...)
	pen := newPen(c)
	trX, trY := s.Transforms(&c)
	for i, half := range l.bars {
		at := l.XYs[i]
		if !(half > 0) || at.X < s.X.Min || at.X > s.X.Max {
			continue
		}
		low, high := max(at.Y-half, s.Y.Min), min(at.Y+half, s.Y.Max)
		if low < high {
			pen.line(l.LineStyle, vg.Point{X: trX(at.X), Y: trY(low)}, vg.Point{X: trX(at.X), Y: trY(high)})
		}
	}
}

// DataRange includes the bars.
func (l curve) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = plotter.XYRange(l.XYs)
	for i, half := range l.bars {
		if math.IsNaN(half) {
			continue
		}
		ymin = math.Min(ymin, l.XYs[i].Y-half)
		ymax = math.Max(ymax, l.XYs[i].Y+half)
	}
	return xmin, xmax, ymin, ymax
}

// Thumbnail draws a piece of the line, with a bar of one em (matplotlib's HandlerErrorbar). Its ends project by half the
// width of the line (lines.solid_capstyle).
func (l curve) Thumbnail(c *draw.Canvas) {
	pen := newPen(*c)
	m := c.Center()
	cap := l.Width / 2
	pen.line(l.LineStyle, vg.Point{X: c.Min.X - cap, Y: m.Y}, vg.Point{X: c.Max.X + cap, Y: m.Y})
	if l.bars != nil {
		const half = labelSize / 2
		pen.line(l.LineStyle, vg.Point{X: m.X, Y: m.Y - half}, vg.Point{X: m.X, Y: m.Y + half})
	}
}

func (l curve) obstacles(c draw.Canvas, s *plot.Plot) (lines [][]vg.Point, boxes []vg.Rectangle) {
	return [][]vg.Point{l.points(c, s)}, nil
}
