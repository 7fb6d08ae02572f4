package figure

import (
	"image/color"
	imagedraw "image/draw"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A pen draws on a canvas. On a raster canvas it knows the pixels and puts straight lines and edges on them, so that a
// frame is a crisp black line and not two grey ones; on a vector canvas it leaves every coordinate alone.
type pen struct {
	draw.Canvas

	// perPoint is the number of device pixels in a point; 0 on a vector canvas.
	perPoint float64
}

// raster is what gonum's image canvases have and its vector canvases lack.
type raster interface {
	Image() imagedraw.Image
	DPI() float64
}

func newPen(c draw.Canvas) pen {
	p := pen{Canvas: c}
	if r, ok := c.Canvas.(raster); ok {
		p.perPoint = r.DPI() / vg.Inch.Points()
	}
	return p
}

// lineX returns the x nearest to the given one at which a vertical line of this width covers whole pixels: the middle of
// a pixel when the width rounds to an odd number of them, else the border between two. It rounds as matplotlib's
// PathSnapper does (src/path_converters.h), so that a picture agrees with matplotlib's to the pixel.
func (p pen) lineX(x, width vg.Length) vg.Length {
	if p.perPoint == 0 {
		return x
	}
	return p.length(math.Floor(p.pixels(x)+0.5) + p.snap(width))
}

// lineY is lineX for the y of a horizontal line. Halves round the other way, since matplotlib counts pixels from the top.
func (p pen) lineY(y, width vg.Length) vg.Length {
	if p.perPoint == 0 {
		return y
	}
	return p.length(math.Ceil(p.pixels(y)-0.5) - p.snap(width))
}

func (p pen) snap(width vg.Length) float64 {
	if int(math.Round(p.pixels(width)))%2 == 1 {
		return 0.5
	}
	return 0
}

// edge returns the border between two pixels nearest to v. A surface whose four sides are edges has sharp sides, and a
// cell so drawn holds exactly the pixels whose middles it covers: nearest-neighbour enlargement.
func (p pen) edge(v vg.Length) vg.Length {
	if p.perPoint == 0 {
		return v
	}
	return p.length(math.Round(p.pixels(v)))
}

func (p pen) pixels(v vg.Length) float64  { return v.Points() * p.perPoint }
func (p pen) length(px float64) vg.Length { return vg.Points(px / p.perPoint) }

// line strokes a straight line, on whole pixels if it is vertical or horizontal.
func (p pen) line(sty draw.LineStyle, a, b vg.Point) {
	if a.X == b.X {
		a.X = p.lineX(a.X, sty.Width)
		b.X = a.X
	}
	if a.Y == b.Y {
		a.Y = p.lineY(a.Y, sty.Width)
		b.Y = a.Y
	}
	p.StrokeLines(sty, []vg.Point{a, b})
}

// box strokes the outline of a rectangle on whole pixels.
func (p pen) box(sty draw.LineStyle, r vg.Rectangle) {
	r.Min.X, r.Max.X = p.lineX(r.Min.X, sty.Width), p.lineX(r.Max.X, sty.Width)
	r.Min.Y, r.Max.Y = p.lineY(r.Min.Y, sty.Width), p.lineY(r.Max.Y, sty.Width)
	p.SetLineStyle(sty)
	p.Stroke(r.Path())
}

// fill fills a rectangle whose sides are moved to pixel edges.
func (p pen) fill(c color.Color, r vg.Rectangle) {
	r.Min.X, r.Max.X = p.edge(r.Min.X), p.edge(r.Max.X)
	r.Min.Y, r.Max.Y = p.edge(r.Min.Y), p.edge(r.Max.Y)
	p.SetColor(c)
	p.Fill(r.Path())
}
