package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Lengths of a legend in ems (legend.borderpad, labelspacing, handlelength, handleheight, handletextpad, borderaxespad;
// the radius of the corners is that of matplotlib's box style "round" in Legend.__init__).
const (
	legendPad       = 0.4 * labelSize
	legendSpacing   = 0.5 * labelSize
	legendKeyLength = 2.0 * labelSize
	legendKeyHeight = 0.7 * labelSize
	legendTextPad   = 0.8 * labelSize
	legendAxesPad   = 0.5 * labelSize
	legendRadius    = 0.2 * labelSize
	legendOpacity   = 0.8 // legend.framealpha
)

// A legend names the layers of a panel.
type legend struct {
	entries []legendEntry
	place   Place
}

// A legendEntry is one row: a sample of the layer's look and its name.
type legendEntry struct {
	key   plot.Thumbnailer
	label string
}

func (l *legend) add(label string, key plot.Thumbnailer) {
	l.entries = append(l.entries, legendEntry{key, label})
}

// draw draws the legend inside the pen's rectangle, which is the frame of the panel.
func (l *legend) draw(p pen, layers []plot.Plotter, s *plot.Plot) {
	if len(l.entries) == 0 {
		return
	}
	up, down := p.ascent(labelSize), p.descent(labelSize)
	size := l.size(p)
	box := l.position(p, size, layers, s)
	p.SetColor(fade(white, legendOpacity))
	rounded := p.rounded(box)
	p.Fill(rounded)
	p.SetLineStyle(draw.LineStyle{Color: fade(rgb(0xcccccc), legendOpacity), Width: patchWidth}) // legend.edgecolor: 0.8
	p.Stroke(rounded)

	baseline := box.Max.Y - legendPad - up
	for _, e := range l.entries {
		key := p.Canvas
		key.Min = vg.Point{X: box.Min.X + legendPad, Y: baseline}
		key.Max = key.Min.Add(vg.Point{X: legendKeyLength, Y: legendKeyHeight})
		e.key.Thumbnail(&key)
		p.text(labelSize, vg.Point{X: key.Max.X + legendTextPad, Y: baseline}, false, e.label)
		baseline -= up + down + legendSpacing
	}
}

func (l *legend) size(p pen) vg.Point {
	var widest vg.Length
	for _, e := range l.entries {
		widest = max(widest, textWidth(labelSize, e.label))
	}
	n := vg.Length(len(l.entries))
	return vg.Point{
		X: legendPad + legendKeyLength + legendTextPad + widest + legendPad,
		Y: legendPad + n*(p.ascent(labelSize)+p.descent(labelSize)) + (n-1)*legendSpacing + legendPad,
	}
}

// rounded returns the outline of the legend's frame, its sides on whole pixels.
func (p pen) rounded(r vg.Rectangle) (path vg.Path) {
	r.Min.X, r.Max.X = p.lineX(r.Min.X, patchWidth), p.lineX(r.Max.X, patchWidth)
	r.Min.Y, r.Max.Y = p.lineY(r.Min.Y, patchWidth), p.lineY(r.Max.Y, patchWidth)
	corners := [...]vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	along := [...]vg.Point{{X: legendRadius}, {Y: legendRadius}, {X: -legendRadius}, {Y: -legendRadius}}
	path.Move(corners[0].Add(along[0]))
	for i := range corners {
		next := corners[(i+1)%4]
		path.Line(next.Sub(along[i]))
		path.QuadTo(next, next.Add(along[(i+1)%4]))
	}
	path.Close()
	return path
}

// A swatch is the key of a filled area.
type swatch struct{ color color.Color }

// Thumbnail fills the key's rectangle.
func (s swatch) Thumbnail(c *draw.Canvas) { newPen(*c).fill(s.color, c.Rectangle) }
