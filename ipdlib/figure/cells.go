package figure

import (
	"image"
	"image/color"
	"math"

	imagedraw "golang.org/x/image/draw"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// extent is the rectangle in the units of the axes that a matrix of cells fills: its first column starts at x0 and its
// last ends at x1, its first row starts at y0 and its last ends at y1. y0 > y1 goes with an axis that points down.
type extent struct{ x0, x1, y0, y1 float64 }

// indexed is the extent of cells whose middles lie at their column's and row's number, the first row at the top:
// matplotlib's imshow.
func indexed(rows, columns int) extent {
	return extent{-0.5, float64(columns) - 0.5, -0.5, float64(rows) - 0.5}
}

// axes returns axes that the cells fill. Rows that are numbered from the top need an axis that points down.
func (e extent) axes(fromTop bool) (x, y axis) {
	x, y = between(e.x0, e.x1), between(e.y0, e.y1)
	if fromTop {
		y = between(e.y1, e.y0)
	}
	return x, y
}

// borders returns the n+1 borders of n cells between two ends, moved to pixels.
func (p pen) borders(from, to float64, n int, tr func(float64) vg.Length) []vg.Length {
	b := make([]vg.Length, n+1)
	for i := range b {
		b[i] = p.edge(tr(from + (to-from)*float64(i)/float64(n)))
	}
	return b
}

// cells is a layer of coloured rectangles, matplotlib's imshow with interpolation="nearest".
type cells struct {
	// values[row][column]; NaN draws nothing.
	values [][]float64

	// lo and hi are the numbers at the ends of the colour map.
	lo, hi float64

	colours ColourMap
	extent  extent
}

var _ plot.Plotter = cells{}

// Plot draws the cells. On a raster canvas each is a rectangle whose sides are pixel edges. Rectangles side by side show
// seams on a vector canvas, where the edges of both let the background through; there the cells become one image.
func (m cells) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	trX, trY := s.Transforms(&c)
	rows, columns := len(m.values), len(m.values[0])
	x := pen.borders(m.extent.x0, m.extent.x1, columns, trX)
	y := pen.borders(m.extent.y0, m.extent.y1, rows, trY)
	if pen.perPoint == 0 {
		r := vg.Rectangle{Min: vg.Point{X: x[0], Y: min(y[0], y[rows])}, Max: vg.Point{X: x[columns], Y: max(y[0], y[rows])}}
		c.DrawImage(r, m.image(r.Size(), y[0] > y[rows]))
		return
	}
	for i, row := range m.values {
		for j, v := range row {
			if math.IsNaN(v) {
				continue
			}
			r := vg.Rectangle{Min: vg.Point{X: x[j], Y: y[i]}, Max: vg.Point{X: x[j+1], Y: y[i+1]}}
			c.SetColor(m.colour(v))
			c.Fill(r.Path())
		}
	}
}

// image returns the cells as an image of the given shape, the first row at the top if fromTop is set. It has so many
// pixels that no viewer blurs the cells visibly, and the shape of its place since gonum's SVG canvas would not stretch it.
func (m cells) image(shape vg.Point, fromTop bool) image.Image {
	const side = 1500 // pixels of the longer side: at full size on paper, 300 dpi
	rows, columns := len(m.values), len(m.values[0])
	one := image.NewNRGBA(image.Rect(0, 0, columns, rows))
	for i, row := range m.values {
		if !fromTop {
			i = rows - 1 - i
		}
		for j, v := range row {
			if !math.IsNaN(v) {
				one.SetNRGBA(j, i, m.colour(v))
			}
		}
	}
	k := side / float64(max(shape.X, shape.Y))
	pixels := func(l vg.Length) int { return max(1, int(math.Round(k*float64(l)))) }
	many := image.NewNRGBA(image.Rect(0, 0, pixels(shape.X), pixels(shape.Y)))
	imagedraw.NearestNeighbor.Scale(many, many.Rect, one, one.Rect, imagedraw.Src, nil)
	return many
}

func (m cells) colour(v float64) color.NRGBA {
	if m.hi <= m.lo {
		return m.colours(0)
	}
	return m.colours((v - m.lo) / (m.hi - m.lo))
}

// spread returns the least and the largest number of a matrix, without NaN.
func spread(values [][]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, row := range values {
		for _, v := range row {
			if !math.IsNaN(v) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	return lo, hi
}
