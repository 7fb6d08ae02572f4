package figure

import (
	"image/color"
	"math"

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

// Plot draws the cells. On a raster their borders are pixel edges. On a vector canvas each reaches half way into its
// neighbours to the right and above, which are drawn over it: no seam shows between them.
func (m cells) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	trX, trY := s.Transforms(&c)
	rows, columns := len(m.values), len(m.values[0])
	x := pen.borders(m.extent.x0, m.extent.x1, columns, trX)
	y := pen.borders(m.extent.y0, m.extent.y1, rows, trY)
	end := func(border []vg.Length, i int) vg.Length {
		if pen.perPoint > 0 || i+2 == len(border) {
			return border[i+1]
		}
		return (border[i+1] + border[i+2]) / 2
	}
	for i, row := range m.values {
		for j, v := range row {
			if math.IsNaN(v) {
				continue
			}
			r := vg.Rectangle{
				Min: vg.Point{X: x[j], Y: y[i]},
				Max: vg.Point{X: end(x, j), Y: end(y, i)},
			}
			c.SetColor(m.colour(v))
			c.Fill(r.Path())
		}
	}
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
