package figure

import (
	"fmt"
	"image/color"
	"math"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// Text is drawn as filled outlines of DejaVu Sans on every canvas, as matplotlib does in SVG files by default
// (svg.fonttype: path): the figure looks the same on machines without the font, needs no copy of it in the file, and PDF
// files show the minus sign U+2212, which the code page of gonum's PDF canvas lacks.

// dejaVu is matplotlib's font, parsed once.
var dejaVu = sync.OnceValue(func() *sfnt.Font {
	f, err := opentype.Parse(dejavusans.TTF)
	if err != nil {
		panic(fmt.Sprintf("figure: the font DejaVu Sans of codeberg.org/go-fonts/dejavu does not parse: %v", err))
	}
	return f
})

// Heights of DejaVu Sans in its units (2048 in an em), read off the outlines of p, x, H and l. Round letters pass the
// line that flat ones keep to by the overshoot.
const (
	unitsPerEm = 2048.0
	descender  = -426.0
	overshoot  = 29.0
	xHeight    = 1120.0
	capHeight  = 1493.0
	ascender   = 1556.0
)

// ascent is the height of a line of text above its baseline, that of the letter l; matplotlib gives every line the
// extent of "lp" at least (Text._get_layout). On a raster it is a whole number of pixels.
func (p pen) ascent(size vg.Length) vg.Length { return p.hint(size)(ascender) }

// descent is the depth of a line of text below its baseline, that of the letter p.
func (p pen) descent(size vg.Length) vg.Length { return -p.hint(size)(descender) }

// glyph is one letter of a line: its index in the font and its distance from the line's start in font units.
type glyph struct {
	index sfnt.GlyphIndex
	x     float64
}

// typeset places the letters of s with kerning and returns them with the width of the whole, in font units.
func typeset(s string) (line []glyph, width float64) {
	var (
		buf  sfnt.Buffer
		f    = dejaVu()
		ppem = fixed.Int26_6(unitsPerEm) // at this size 1/64 pixel is one font unit
		prev sfnt.GlyphIndex
	)
	for i, r := range []rune(s) {
		g, err := f.GlyphIndex(&buf, r)
		if err != nil {
			g = 0 // the font's empty box, also for letters it lacks
		}
		if i > 0 {
			if k, err := f.Kern(&buf, prev, g, ppem, font.HintingNone); err == nil {
				width += float64(k)
			}
		}
		line = append(line, glyph{g, width})
		if a, err := f.GlyphAdvance(&buf, g, ppem, font.HintingNone); err == nil {
			width += float64(a)
		}
		prev = g
	}
	return line, width
}

// textWidth returns the width of s at the given size.
func textWidth(size vg.Length, s string) vg.Length {
	_, w := typeset(s)
	return size * vg.Length(w/unitsPerEm)
}

// text draws s in black with the start of its baseline at pt, turned left by 90 degrees if upright is set.
func (p pen) text(size vg.Length, pt vg.Point, upright bool, s string) {
	p.colouredText(color.Black, size, pt, upright, s)
}

// colouredText is text in some colour.
func (p pen) colouredText(clr color.Color, size vg.Length, pt vg.Point, upright bool, s string) {
	var (
		buf   sfnt.Buffer
		path  vg.Path
		f     = dejaVu()
		scale = size / unitsPerEm
		hint  = p.hint(size)
	)
	pt.X, pt.Y = p.edge(pt.X), p.edge(pt.Y)
	line, _ := typeset(s)
	for _, g := range line {
		segments, err := f.LoadGlyph(&buf, g.index, fixed.Int26_6(unitsPerEm), nil)
		if err != nil {
			continue // a glyph without an outline, or a coloured one
		}
		at := func(q fixed.Point26_6) vg.Point {
			x, y := vg.Length(g.x+float64(q.X))*scale, hint(-float64(q.Y))
			if upright {
				x, y = -y, x
			}
			return vg.Point{X: pt.X + x, Y: pt.Y + y}
		}
		open := false
		for _, seg := range segments {
			switch seg.Op {
			case sfnt.SegmentOpMoveTo:
				if open {
					path.Close()
				}
				path.Move(at(seg.Args[0]))
				open = true
			case sfnt.SegmentOpLineTo:
				path.Line(at(seg.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(at(seg.Args[0]), at(seg.Args[1]))
			case sfnt.SegmentOpCubeTo:
				path.CubeTo(at(seg.Args[0]), at(seg.Args[1]), at(seg.Args[2]))
			}
		}
		if open {
			path.Close()
		}
	}
	if len(path) == 0 {
		return
	}
	p.SetColor(clr)
	p.Fill(path)
}

// hint returns the map from a height in font units to one on the canvas. On a raster it moves the lines at which
// letters end (descender, baseline, x-height, capital height, ascender) to pixel edges and stretches what lies between.
// That is what FreeType's automatic hinter does for matplotlib, and why small letters look sharp there: it scales the
// font so that the x-height fits, then rounds the other lines (af_latin_metrics_scale_dim in src/autofit/aflatin.c).
// Where pixels are so small that the overshoot shows, letters keep their true outlines.
func (p pen) hint(size vg.Length) func(units float64) vg.Length {
	scale := size / unitsPerEm
	if p.perPoint == 0 || p.pixels(overshoot*scale) > 0.5 {
		return func(units float64) vg.Length { return vg.Length(units) * scale }
	}
	// roundUp is FreeType's bias towards larger letters. With it the heights of p, x, H and l at 100 dpi are those that
	// matplotlib 3.7.5 reports: 3, 8, 10, 11 pixels at 10 points and 4, 10, 13, 14 at 12 points.
	const roundUp = 52.0 / 64
	x := p.pixels((xHeight + overshoot) * scale)
	stretch := max(1, math.Floor(x+roundUp)) / x
	fit := func(units float64) float64 { return math.Round(p.pixels(vg.Length(units)*scale) * stretch) }
	zones := [...]struct{ units, pixels float64 }{
		{descender, fit(descender)},
		{-overshoot, 0}, {0, 0},
		{xHeight, fit(xHeight)}, {xHeight + overshoot, fit(xHeight)},
		{capHeight, fit(capHeight)}, {capHeight + overshoot, fit(capHeight)},
		{ascender, fit(ascender)},
	}
	return func(units float64) vg.Length {
		i := 1
		for i < len(zones)-1 && units > zones[i].units {
			i++
		}
		a, b := zones[i-1], zones[i]
		return p.length(a.pixels + (units-a.units)*(b.pixels-a.pixels)/(b.units-a.units))
	}
}
