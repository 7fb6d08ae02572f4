package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The look is that of matplotlib's defaults (matplotlibrc of version 3.7, the one the study's figures were made with).
// Every constant names its rcParam; the lengths are points.
const (
	// DPI is the resolution of PNG files in pixels per inch (the study's figures: figure(dpi=100)).
	DPI = 100

	titleSize = vg.Length(12) // axes.titlesize: large = 1.2 x font.size
	labelSize = vg.Length(10) // axes.labelsize, xtick.labelsize, legend.fontsize: medium = font.size

	frameWidth = vg.Length(0.8) // axes.linewidth, xtick.major.width
	lineWidth  = vg.Length(1.5) // lines.linewidth
	patchWidth = vg.Length(1.0) // patch.linewidth
	tickLength = vg.Length(3.5) // xtick.major.size
	tickPad    = vg.Length(3.5) // xtick.major.pad
	labelPad   = vg.Length(4)   // axes.labelpad
	titlePad   = vg.Length(6)   // axes.titlepad
	markerSize = vg.Length(6)   // lines.markersize: the diameter

	// margin is the part of the data's range left free on either side (axes.xmargin, axes.ymargin).
	margin = 0.05
)

// Tab10 is the cycle of line colours (axes.prop_cycle): curve i has colour i mod 10.
var Tab10 = [10]color.NRGBA{
	rgb(0x1f77b4), rgb(0xff7f0e), rgb(0x2ca02c), rgb(0xd62728), rgb(0x9467bd),
	rgb(0x8c564b), rgb(0xe377c2), rgb(0x7f7f7f), rgb(0xbcbd22), rgb(0x17becf),
}

// cycle returns the colour of curve i.
func cycle(i int) color.NRGBA { return Tab10[i%len(Tab10)] }

// rgb returns the opaque colour of a six-digit hexadecimal number.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

// fade returns c with the given opacity, from 0 for clear to 1 for opaque.
func fade(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(opacity*0xff + 0.5)
	return c
}

var (
	frameStyle = draw.LineStyle{Color: color.Black, Width: frameWidth}
	white      = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
)

// curveStyle is a solid line of the usual width.
func curveStyle(c color.Color) draw.LineStyle { return draw.LineStyle{Color: c, Width: lineWidth} }
