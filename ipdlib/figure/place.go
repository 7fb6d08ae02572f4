package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Place is where a legend stands in its panel.
type Place int

// The places for a legend. Best is the first of the others, in this order, that covers the least of the data.
const (
	Best Place = iota
	UpperRight
	UpperLeft
	LowerLeft
	LowerRight
	CentreRight
	CentreLeft
	LowerCentre
	UpperCentre
	Centre
)

// anchors holds for each place but Best how far right and up it is, from 0 to 1.
var anchors = [...]struct{ x, y vg.Length }{
	UpperRight: {1, 1}, UpperLeft: {0, 1}, LowerLeft: {0, 0}, LowerRight: {1, 0}, CentreRight: {1, 0.5},
	CentreLeft: {0, 0.5}, LowerCentre: {0.5, 0}, UpperCentre: {0.5, 1}, Centre: {0.5, 0.5},
}

// position returns the legend's rectangle.
func (l *legend) position(p pen, size vg.Point, layers []plot.Plotter, s *plot.Plot) vg.Rectangle {
	if l.place != Best {
		return l.at(l.place, p, size)
	}
	var (
		best  vg.Rectangle
		least = math.MaxInt
	)
	for place := UpperRight; int(place) < len(anchors); place++ {
		r := l.at(place, p, size)
		covered := 0
		for _, layer := range layers {
			if o, ok := layer.(obstacle); ok {
				covered += overlap(r, o, p.Canvas, s)
			}
		}
		if covered < least {
			best, least = r, covered
		}
	}
	return best
}

func (l *legend) at(place Place, p pen, size vg.Point) vg.Rectangle {
	a := anchors[place]
	free := p.Rectangle.Size().Sub(size).Sub(vg.Point{X: 2 * legendAxesPad, Y: 2 * legendAxesPad})
	low := p.Min.Add(vg.Point{X: legendAxesPad + a.x*free.X, Y: legendAxesPad + a.y*free.Y})
	return vg.Rectangle{Min: low, Max: low.Add(size)}
}

// An obstacle is a layer that a legend should not cover.
type obstacle interface {
	// obstacles returns the lines and the filled rectangles of the layer on a canvas.
	obstacles(c draw.Canvas, s *plot.Plot) (lines [][]vg.Point, boxes []vg.Rectangle)
}

// overlap says how much of a layer a rectangle covers: the corners of lines in it, the lines through its border, the
// filled rectangles that touch it (matplotlib.legend.Legend._find_best_position).
func overlap(r vg.Rectangle, o obstacle, c draw.Canvas, s *plot.Plot) (n int) {
	lines, boxes := o.obstacles(c, s)
	for _, line := range lines {
		crosses := false
		for i, q := range line {
			if q.X > r.Min.X && q.X < r.Max.X && q.Y > r.Min.Y && q.Y < r.Max.Y {
				n++
			}
			crosses = crosses || i > 0 && touches(line[i-1], q, r)
		}
		if crosses {
			n++
		}
	}
	for _, b := range boxes {
		if b.Min.X < r.Max.X && b.Max.X > r.Min.X && b.Min.Y < r.Max.Y && b.Max.Y > r.Min.Y {
			n++
		}
	}
	return n
}

// touches tells whether the segment from a to b has a point in r (Liang and Barsky's clipping).
func touches(a, b vg.Point, r vg.Rectangle) bool {
	enter, leave := vg.Length(0), vg.Length(1)
	d := b.Sub(a)
	for _, side := range [...]struct{ towards, room vg.Length }{
		{-d.X, a.X - r.Min.X}, {d.X, r.Max.X - a.X}, {-d.Y, a.Y - r.Min.Y}, {d.Y, r.Max.Y - a.Y},
	} {
		switch {
		case side.towards == 0:
			if side.room < 0 {
				return false
			}
		case side.towards < 0:
			enter = max(enter, side.room/side.towards)
		default:
			leave = min(leave, side.room/side.towards)
		}
	}
	return enter <= leave
}
