package site

import (
	"image"
	"image/color"
	"math"
)

// fitForDark reports whether a figure can be read through lab.FigureFilter, which shows figures on a dark page as if they had
// been drawn for one. It can't where values are written in white or black upon a map's colours, or where a line is dark and
// coloured. So fitForDark counts the places where two pixels side by side are clearly apart and would no longer be.
func fitForDark(picture *image.Paletted) bool {
	const (
		distance = 2     // between the pixels: the edges of letters and lines are blurred
		clear    = 3.0   // contrast that large letters need (WCAG 2)
		gone     = 1.6   // contrast that is too little for anything
		many     = 0.001 // share of all pixels. The project's figures have less than 0.0006 or more than 0.0014
	)
	var known [256][256]byte // pairs of colours: 0 until asked, 1 kept, 2 lost
	lost := func(i, j uint8) bool {
		if known[i][j] == 0 {
			a, b := parts(picture.Palette[i]), parts(picture.Palette[j])
			known[i][j] = 1
			if contrast(a, b) >= clear && contrast(onDark(a), onDark(b)) < gone {
				known[i][j] = 2
			}
		}
		return known[i][j] == 2
	}
	count, size := 0, picture.Rect.Size()
	for y := range size.Y {
		row := picture.Pix[y*picture.Stride:][:size.X]
		for x := distance; x < size.X; x++ {
			if i, j := row[x-distance], row[x]; i != j && lost(i, j) {
				count++
			}
		}
	}
	return float64(count) < many*float64(size.X*size.Y)
}

// parts are a colour's red, green and blue, from 0 to 1.
func parts(c color.Color) [3]float64 {
	r, g, b, _ := c.RGBA()
	return [3]float64{float64(r) / 0xffff, float64(g) / 0xffff, float64(b) / 0xffff}
}

// onDark is what the filter makes of a colour (lab's custom.css):
//
//	1.2 |(r, g, b) - 0.944 white| + 0.87 ink, with white = min(r, g, b), and ink = 1 - max(r, g, b), which fades with the colour
func onDark(c [3]float64) (dark [3]float64) {
	white, most := min(c[0], c[1], c[2]), max(c[0], c[1], c[2])
	ink := (1 - most) * min(1, max(0, 1.25-5*(most-white)))
	for i, x := range c {
		dark[i] = min(1, 1.2*math.Abs(x-0.944*white)+0.87*ink)
	}
	return dark
}

// contrast is the ratio of two colours' luminances L, (L+0.05) : (L'+0.05), the larger one first (WCAG 2).
func contrast(a, b [3]float64) float64 {
	luminance := func(c [3]float64) float64 {
		for i, x := range c {
			if c[i] = x / 12.92; x > 0.04045 { // sRGB
				c[i] = math.Pow((x+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	p, q := luminance(a)+0.05, luminance(b)+0.05
	return max(p, q) / min(p, q)
}
