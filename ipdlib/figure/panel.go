package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A panel is one pair of axes with what is drawn between them: matplotlib's Axes. The layers are any gonum plotters; the
// frame, the ticks and all text are drawn here, since gonum's axes lay themselves out differently from matplotlib's.
type panel struct {
	title, xLabel, yLabel string

	// smallTitle writes the title as large as the labels.
	smallTitle bool

	layers []plot.Plotter

	// x and y say what the axes show.
	x, y axis

	// square makes a unit of y as long as one of x, by making the frame smaller.
	square bool

	// legend is drawn over the layers; nil draws none, nor does one without entries.
	legend *legend

	// bar is the scale of colours beside the panel; nil draws none.
	bar *colourBar
}

// An axis is one direction of a panel. The zero axis fits its data with a margin of 5 % on either side and has
// matplotlib's choice of ticks.
type axis struct {
	// limits are the ends of the axis, the first of them left or below; nil lets the data choose.
	limits *[2]float64

	// tightLow and tightHigh leave no margin at that end.
	tightLow, tightHigh bool

	// ticks replaces the automatic ticks; noTicks hides them.
	ticks plot.Ticker

	// names, if not nil, are the only ticks; some are left out where there is no room for all.
	names *names

	// integer puts automatic ticks at whole numbers only.
	integer bool

	// right draws the ticks and labels at the right-hand side; only for y.
	right bool

	// bare draws the ticks without numbers: another panel of the same row or column has them (tick_params: labelleft,
	// labelbottom).
	bare bool
}

// between returns an axis with fixed ends.
func between(lo, hi float64) axis { return axis{limits: &[2]float64{lo, hi}} }

// noTicks is an axis without ticks.
var noTicks = plot.ConstantTicks{}

// ends returns the ends of the axis for data from lo to hi.
func (a axis) ends(lo, hi float64) (float64, float64) {
	if a.limits != nil {
		return a.limits[0], a.limits[1]
	}
	if lo > hi { // no layer has data
		lo, hi = 0, 1
	}
	lo, hi = nonsingular(lo, hi, 0.05, 1e-15)
	m := margin * (hi - lo)
	if !a.tightLow {
		lo -= m
	}
	if !a.tightHigh {
		hi += m
	}
	return lo, hi
}

// ticksFor returns the ticks on an axis from lo to hi, which has some length and is long enough for that many numbers.
func (a axis) ticksFor(lo, hi float64, length vg.Length, room int) ([]plot.Tick, string) {
	if a.names != nil {
		return a.names.fitting(lo, hi, length), ""
	}
	if lo > hi {
		lo, hi = hi, lo
	}
	if a.ticks != nil {
		return a.ticks.Ticks(lo, hi), ""
	}
	return maxTicks{bins: min(max(room, 1), 9), integer: a.integer}.labelled(lo, hi)
}

// scale returns the panel's axes as gonum's plotters expect them.
func (p *panel) scale() *plot.Plot {
	s := plot.New()
	s.Add(p.layers...)
	s.X.Min, s.X.Max = p.x.ends(s.X.Min, s.X.Max)
	s.Y.Min, s.Y.Max = p.y.ends(s.Y.Min, s.Y.Max)
	return s
}

// fit returns the part of the rectangle that the frame takes: all of it, or the largest part with square units.
func (p *panel) fit(r vg.Rectangle) vg.Rectangle {
	if !p.square {
		return r
	}
	s := p.scale()
	shape := vg.Length(math.Abs(s.Y.Max-s.Y.Min) / math.Abs(s.X.Max-s.X.Min)) // height : width
	size := r.Size()
	free := vg.Point{
		X: max(0, size.X-size.Y/shape),
		Y: max(0, size.Y-size.X*shape),
	}
	left := free.X / 2
	if p.bar != nil { // matplotlib anchors a panel with a colour bar next to it
		left = free.X
	}
	return vg.Rectangle{
		Min: vg.Point{X: r.Min.X + left, Y: r.Min.Y + free.Y/2},
		Max: vg.Point{X: r.Max.X - (free.X - left), Y: r.Max.Y - free.Y/2},
	}
}

// draw draws the panel with its frame at r.
func (p *panel) draw(c draw.Canvas, r vg.Rectangle) {
	c.Rectangle = r
	pen := newPen(c)
	s := p.scale()
	for _, l := range p.layers {
		l.Plot(c, s)
	}
	d := p.decorate(pen, s)
	for _, t := range d.ticks {
		pen.line(frameStyle, t[0], t[1])
	}
	pen.box(frameStyle, r)
	for _, l := range d.labels {
		l.draw(pen)
	}
	if p.legend != nil {
		p.legend.draw(pen, p.layers, s)
	}
}

// extent returns the rectangle that the panel covers with its labels if its frame is at r.
func (p *panel) extent(c draw.Canvas, r vg.Rectangle) vg.Rectangle {
	c.Rectangle = r
	pen := newPen(c)
	box := r
	d := p.decorate(pen, p.scale())
	for _, t := range d.ticks { // where there are no numbers, nothing reaches further
		box = union(box, vg.Rectangle{Min: vg.Point{X: min(t[0].X, t[1].X), Y: min(t[0].Y, t[1].Y)}, Max: vg.Point{X: max(t[0].X, t[1].X), Y: max(t[0].Y, t[1].Y)}})
	}
	for _, l := range d.labels {
		box = union(box, l.box(pen))
	}
	return box
}

func union(a, b vg.Rectangle) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: min(a.Min.X, b.Min.X), Y: min(a.Min.Y, b.Min.Y)},
		Max: vg.Point{X: max(a.Max.X, b.Max.X), Y: max(a.Max.Y, b.Max.Y)},
	}
}
