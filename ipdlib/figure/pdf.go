package figure

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// A pdfCanvas mends two things in gonum's PDF canvas (gonum.org/v1/plot v0.17.0), which it otherwise is.
type pdfCanvas struct{ *vgpdf.Canvas }

// SetColor sets the colour for lines and surfaces. The canvas takes the components that color.Color has already
// multiplied by the opacity, and the PDF multiplies them again, so that translucent colours turn dark.
func (p pdfCanvas) SetColor(c color.Color) {
	if c != nil {
		c = unmultiplied(color.NRGBAModel.Convert(c).(color.NRGBA))
	}
	p.Canvas.SetColor(c)
}

// unmultiplied is a colour whose RGBA method returns the components as they are.
type unmultiplied color.NRGBA

// RGBA returns 16-bit components, not multiplied by the opacity as color.Color otherwise demands.
func (c unmultiplied) RGBA() (r, g, b, a uint32) {
	return 0x101 * uint32(c.R), 0x101 * uint32(c.G), 0x101 * uint32(c.B), 0x101 * uint32(c.A)
}

// DrawImage draws the image upright. The canvas draws it upside down, since the y axis of the page points down.
func (p pdfCanvas) DrawImage(r vg.Rectangle, m image.Image) {
	p.Push()
	p.Translate(vg.Point{X: r.Min.X, Y: r.Max.Y})
	p.Scale(1, -1)
	p.Canvas.DrawImage(vg.Rectangle{Max: r.Size()}, m)
	p.Pop()
}
