package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// A decoration is what stands around the frame of a panel.
type decoration struct {
	ticks  [][2]vg.Point
	labels []label
}

// A label is a line of text outside a frame.
type label struct {
	text    string
	size    vg.Length
	start   vg.Point // of the baseline
	upright bool     // reads from below
}

// Places of a line of text on its anchor: the parts of its width that lie left of it.
const (
	startAt  = vg.Length(0)
	centreAt = vg.Length(0.5)
	endAt    = vg.Length(1)
)

// newLabel returns a level line of text whose baseline has the point at, with the given part of it left of the point.
func newLabel(s string, size vg.Length, at vg.Point, part vg.Length) label {
	at.X -= part * textWidth(size, s)
	return label{text: s, size: size, start: at}
}

func (l label) draw(p pen) { p.text(l.size, l.start, l.upright, l.text) }

// box is the space the label takes; every line is as high as one with the letters l and p.
func (l label) box(p pen) vg.Rectangle {
	w, up, down := textWidth(l.size, l.text), p.ascent(l.size), p.descent(l.size)
	if l.upright {
		return vg.Rectangle{
			Min: vg.Point{X: l.start.X - up, Y: l.start.Y},
			Max: vg.Point{X: l.start.X + down, Y: l.start.Y + w},
		}
	}
	return vg.Rectangle{
		Min: vg.Point{X: l.start.X, Y: l.start.Y - down},
		Max: vg.Point{X: l.start.X + w, Y: l.start.Y + up},
	}
}

// decorate lays out the panel's ticks and text around the pen's rectangle, which is the frame.
func (p *panel) decorate(pen pen, s *plot.Plot) decoration {
	var d decoration
	trX, trY := s.Transforms(&pen.Canvas)
	frame := pen.Rectangle

	// Below: a mark, a number under it, the label of the axis under the numbers.
	up, down := pen.ascent(labelSize), pen.descent(labelSize)
	ticks, common := p.x.ticksFor(s.X.Min, s.X.Max, frame.Size().X, xRoom(frame))
	bottom := frame.Min.Y
	if len(ticks) > 0 {
		baseline := frame.Min.Y - tickLength - tickPad - up
		bottom = baseline - down
		if p.x.bare {
			bottom, common = frame.Min.Y-tickLength, ""
		}
		for _, t := range ticks {
			x := trX(t.Value)
			d.ticks = append(d.ticks, [2]vg.Point{{X: x, Y: frame.Min.Y}, {X: x, Y: frame.Min.Y - tickLength}})
			if !p.x.bare {
				d.labels = append(d.labels, newLabel(t.Label, labelSize, vg.Point{X: x, Y: baseline}, centreAt))
			}
		}
		if common != "" {
			at := vg.Point{X: frame.Max.X, Y: bottom - offsetTextPad - up}
			d.labels = append(d.labels, newLabel(common, labelSize, at, endAt))
		}
	}
	if p.xLabel != "" {
		at := vg.Point{X: pen.Center().X, Y: bottom - labelPad - up}
		d.labels = append(d.labels, newLabel(p.xLabel, labelSize, at, centreAt))
	}

	// At the left, or at the right for a colour bar: the same.
	ticks, common = p.y.ticksFor(s.Y.Min, s.Y.Max, frame.Size().Y, yRoom(frame))
	edge, out, part := frame.Min.X, vg.Length(-1), endAt
	if p.y.right {
		edge, out, part = frame.Max.X, 1, startAt
	}
	side := edge
	for _, t := range ticks {
		y := trY(t.Value)
		d.ticks = append(d.ticks, [2]vg.Point{{X: edge, Y: y}, {X: edge + out*tickLength, Y: y}})
		if p.y.bare {
			continue
		}
		l := newLabel(t.Label, labelSize, vg.Point{X: edge + out*(tickLength+tickPad), Y: y - up/2}, part)
		d.labels = append(d.labels, l)
		if b := l.box(pen); p.y.right {
			side = max(side, b.Max.X)
		} else {
			side = min(side, b.Min.X)
		}
	}
	if common != "" && !p.y.bare {
		at := vg.Point{X: frame.Min.X, Y: frame.Max.Y + offsetTextPad + down}
		d.labels = append(d.labels, newLabel(common, labelSize, at, startAt))
	}
	if p.yLabel != "" {
		l := label{text: p.yLabel, size: labelSize, upright: true}
		l.start = vg.Point{X: side - labelPad - down, Y: pen.Center().Y - textWidth(labelSize, p.yLabel)/2}
		if p.y.right {
			l.start.X = side + labelPad + up
		}
		d.labels = append(d.labels, l)
	}

	if p.title != "" {
		at := vg.Point{X: pen.Center().X, Y: frame.Max.Y + titlePad}
		size := titleSize
		if p.smallTitle {
			size = labelSize
		}
		d.labels = append(d.labels, newLabel(p.title, size, at, centreAt))
	}
	return d
}

// xRoom and yRoom are how many numbers matplotlib takes to fit along a frame: a number is at most three times as wide as
// high (XAxis.get_tick_space), and two lines high with the space around it (YAxis.get_tick_space).
func xRoom(frame vg.Rectangle) int { return int(frame.Size().X / (3 * labelSize)) }
func yRoom(frame vg.Rectangle) int { return int(frame.Size().Y / (2 * labelSize)) }

// offsetTextPad is the space between an axis and what its labels share (matplotlib.axis.Axis.OFFSETTEXTPAD).
const offsetTextPad = vg.Length(3)
