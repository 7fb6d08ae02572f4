package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A grid places panels of equal size in rows and columns, filled row by row: matplotlib's subplots with tight_layout.
type grid struct {
	columns int
	panels  []*panel
}

// spacing says where the panels lie on a canvas, as matplotlib's SubplotParams does.
type spacing struct {
	// left, right, bottom and top are the borders of the whole grid, as parts of the canvas from its lower left corner.
	left, right, bottom, top float64

	// wspace and hspace are the gaps between panels, as parts of a panel's width and height.
	wspace, hspace float64
}

// defaultSpacing is matplotlib's before tight_layout (figure.subplot.*).
var defaultSpacing = spacing{left: 0.125, right: 0.9, bottom: 0.11, top: 0.88, wspace: 0.2, hspace: 0.2}

func (g grid) rows() int { return (len(g.panels) + g.columns - 1) / g.columns }

// slots returns the rectangle of each panel for a spacing on the canvas.
func (g grid) slots(c draw.Canvas, s spacing) []vg.Rectangle {
	size := c.Size()
	rows, columns := float64(g.rows()), float64(g.columns)
	w := (s.right - s.left) / (columns + s.wspace*(columns-1))
	h := (s.top - s.bottom) / (rows + s.hspace*(rows-1))
	slots := make([]vg.Rectangle, len(g.panels))
	for i := range slots {
		row, column := i/g.columns, i%g.columns
		x := s.left + float64(column)*w*(1+s.wspace)
		y := s.top - float64(row)*h*(1+s.hspace) - h
		slots[i] = vg.Rectangle{
			Min: vg.Point{X: c.Min.X + size.X*vg.Length(x), Y: c.Min.Y + size.Y*vg.Length(y)},
			Max: vg.Point{X: c.Min.X + size.X*vg.Length(x+w), Y: c.Min.Y + size.Y*vg.Length(y+h)},
		}
	}
	return slots
}

// tightPad is the space that tight_layout leaves at the border of the figure and between panels.
const tightPad = 1.08 * labelSize

// tight returns the spacing with which all labels fit (matplotlib._tight_layout._auto_adjust_subplotpars): it measures
// how far each panel's labels reach beyond its slot in the default layout, and gives every gap in the figure the room
// that the widest of them needs. Where the labels leave no room for the panels, the default layout stays.
func (g grid) tight(c draw.Canvas) spacing {
	rows, columns := g.rows(), g.columns
	// reach[k] is the widest reach into border k: before the first panel, between panels, after the last.
	across := make([][]vg.Length, rows)  // [row][border]
	down := make([][]vg.Length, columns) // [column][border]
	for i := range across {
		across[i] = make([]vg.Length, columns+1)
	}
	for i := range down {
		down[i] = make([]vg.Length, rows+1)
	}
	for i, slot := range g.slots(c, defaultSpacing) {
		row, column := i/columns, i%columns
		box := g.panels[i].placed(slot).extent(c)
		across[row][column] += slot.Min.X - box.Min.X
		across[row][column+1] += box.Max.X - slot.Max.X
		down[column][row] += box.Max.Y - slot.Max.Y
		down[column][row+1] += slot.Min.Y - box.Min.Y
	}
	size := c.Size()
	left, between, right := borders(across)
	top, under, bottom := borders(down)
	s := spacing{
		left:   float64((left + tightPad) / size.X),
		right:  1 - float64((right+tightPad)/size.X),
		bottom: float64((bottom + tightPad) / size.Y),
		top:    1 - float64((top+tightPad)/size.Y),
	}
	width := s.right - s.left - float64((between+tightPad)/size.X)*float64(columns-1)
	height := s.top - s.bottom - float64((under+tightPad)/size.Y)*float64(rows-1)
	if width <= 0 || height <= 0 {
		return defaultSpacing
	}
	s.wspace = float64((between+tightPad)/size.X) / (width / float64(columns))
	s.hspace = float64((under+tightPad)/size.Y) / (height / float64(rows))
	return s
}

// borders returns the widest reach into the first, any inner and the last border.
func borders(reach [][]vg.Length) (first, inner, last vg.Length) {
	n := len(reach[0]) - 1
	for k := 1; k < n; k++ {
		for i, r := range reach {
			if i == 0 && k == 1 {
				inner = r[k]
			}
			inner = max(inner, r[k])
		}
	}
	for _, r := range reach {
		first, last = max(first, r[0]), max(last, r[n])
	}
	return first, inner, last
}

// draw draws the panels on the whole canvas.
func (g grid) draw(c draw.Canvas) {
	for i, slot := range g.slots(c, g.tight(c)) {
		g.panels[i].placed(slot).draw(c)
	}
}

// placement is a panel and its colour bar at their places in a slot.
type placement struct {
	panel *panel
	frame vg.Rectangle
	bar   *panel // nil without a colour bar
	scale vg.Rectangle
}

// placed puts the panel into a slot. A colour bar takes 15 % of the slot's width with 5 % before it, and is at most a
// twentieth as wide as high (matplotlib's colorbar: fraction, pad, aspect).
func (p *panel) placed(slot vg.Rectangle) placement {
	if p.bar == nil {
		return placement{panel: p, frame: p.fit(slot)}
	}
	const aspect = 20
	fraction, pad := vg.Length(0.15), vg.Length(0.05)
	if p.bar.slim {
		fraction, pad = 0.035, 0.015
	}
	w := slot.Size().X
	room := slot
	room.Max.X -= (fraction + pad) * w
	bar := slot
	bar.Min.X += (1 - fraction) * w
	bar.Max.X = min(bar.Max.X, bar.Min.X+slot.Size().Y/aspect)
	return placement{panel: p, frame: p.fit(room), bar: p.bar.panel(), scale: bar}
}

func (p placement) draw(c draw.Canvas) {
	p.panel.draw(c, p.frame)
	if p.bar != nil {
		p.bar.draw(c, p.scale)
	}
}

// extent is the rectangle that the panel covers with its labels and its colour bar.
func (p placement) extent(c draw.Canvas) vg.Rectangle {
	box := p.panel.extent(c, p.frame)
	if p.bar != nil {
		box = union(box, p.bar.extent(c, p.scale))
	}
	return box
}
