package figure

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// HeatMapData holds a quantity over two others: one coloured cell for each row and column.
type HeatMapData struct {
	Title, XLabel, YLabel string

	// Values[row][column]; NaN leaves a cell white.
	Values [][]float64

	// ColourLabel names the quantity beside the scale of colours. May be empty.
	ColourLabel string

	// Numbers is how the value is written into each cell, such as "%.1f"; empty writes none.
	Numbers string

	// XNames and YNames are written at the columns and rows; nil numbers them from 0.
	XNames, YNames []string

	// XEnds and YEnds, if not nil, are the numbers at the outer ends of the first and the last column or row: an axis with
	// numbers in place of names.
	XEnds, YEnds *[2]float64

	// FromTop has the first row at the top; else it is at the bottom.
	FromTop bool

	// Signed takes the colours from blue over white at zero to red, as strong at -v as at v (BlueRed). Else they go from the
	// least value to the largest (Viridis).
	Signed bool

	// Ends, if not nil, are the values at the ends of the scale of colours; values beyond have the colour of the end.
	Ends *[2]float64
}

// HeatMap draws a quantity over two others, with the scale of its colours at the right. 6.4 x 4.8 inches.
func HeatMap(d HeatMapData) (Figure, error) {
	p, err := d.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: heat map: %w", err)
	}
	return inches(6.4, 4.8, 1, p), nil
}

func (d HeatMapData) panel() (*panel, error) {
	if err := d.validate(); err != nil {
		return nil, err
	}
	p := &panel{title: d.Title, xLabel: d.XLabel, yLabel: d.YLabel}
	e := indexed(len(d.Values), len(d.Values[0]))
	if d.XEnds != nil {
		e.x0, e.x1 = d.XEnds[0], d.XEnds[1]
	}
	if d.YEnds != nil {
		e.y0, e.y1 = d.YEnds[0], d.YEnds[1]
	}
	p.x, p.y = e.axes(d.FromTop)
	p.x.integer, p.y.integer = d.XEnds == nil, d.YEnds == nil
	if d.XNames != nil {
		p.x.names = across(places(d.XNames))
	}
	if d.YNames != nil {
		p.y.names = upwards(places(d.YNames))
	}
	c := cells{values: d.Values, colours: Viridis, extent: e}
	c.lo, c.hi = spread(d.Values)
	switch {
	case d.Ends != nil:
		c.lo, c.hi = d.Ends[0], d.Ends[1]
	case d.Signed:
		c.hi = max(math.Abs(c.lo), math.Abs(c.hi))
		c.lo = -c.hi
	}
	if d.Signed {
		c.colours = BlueRed
	}
	p.layers = append(p.layers, c)
	if d.Numbers != "" {
		p.layers = append(p.layers, numbers{c, d.Numbers})
	}
	p.bar = &colourBar{lo: c.lo, hi: c.hi, colours: c.colours, label: d.ColourLabel}
	return p, nil
}

// numbers is a layer of the values of cells, written in their middles, in black or white, whichever can be read.
type numbers struct {
	cells
	format string
}

var _ plot.Plotter = numbers{}

// Plot writes the numbers.
func (n numbers) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	trX, trY := s.Transforms(&c)
	rows, columns := float64(len(n.values)), float64(len(n.values[0]))
	for i, row := range n.values {
		y := n.extent.y0 + (n.extent.y1-n.extent.y0)*(float64(i)+0.5)/rows
		for j, v := range row {
			if math.IsNaN(v) {
				continue
			}
			x := n.extent.x0 + (n.extent.x1-n.extent.x0)*(float64(j)+0.5)/columns
			text := minus(n.write(v))
			// The middle of a digit is half the height of a capital above the baseline.
			at := vg.Point{
				X: trX(x) - textWidth(labelSize, text)/2,
				Y: trY(y) - pen.hint(labelSize)(capHeight)/2,
			}
			pen.colouredText(readable(n.colour(v)), labelSize, at, false, text)
		}
	}
}

// write writes a value; one that rounds to zero is no "-0".
func (n numbers) write(v float64) string {
	text := fmt.Sprintf(n.format, v)
	if x, err := strconv.ParseFloat(text, 64); err == nil && x == 0 {
		return fmt.Sprintf(n.format, 0.0)
	}
	return text
}

// readable is black on light colours and white on dark ones: whichever has the larger contrast by the formula of the Web
// Content Accessibility Guidelines 2.1 (relative luminance).
func readable(on color.NRGBA) color.Color {
	linear := func(v uint8) float64 {
		c := float64(v) / 0xff
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	luminance := 0.2126*linear(on.R) + 0.7152*linear(on.G) + 0.0722*linear(on.B)
	if (luminance+0.05)/0.05 >= 1.05/(luminance+0.05) {
		return color.Black
	}
	return white
}

func (d HeatMapData) validate() error {
	if len(d.Values) == 0 || len(d.Values[0]) == 0 {
		return fmt.Errorf("%w: Values has no rows or no columns", ErrData)
	}
	known := false
	for i, row := range d.Values {
		if err := sameLength(fmt.Sprintf("Values[%d]", i), len(row), "Values[0]", len(d.Values[0])); err != nil {
			return err
		}
		for j, v := range row {
			if math.Abs(v) > largest {
				return fmt.Errorf("%w: Values[%d][%d] is %v; want a number of magnitude at most %v, or NaN for none", ErrData, i, j, v, largest)
			}
			known = known || !math.IsNaN(v)
		}
	}
	if !known {
		return fmt.Errorf("%w: Values has no numbers", ErrData)
	}
	for _, axis := range [...]struct {
		name  string
		names []string
		n     int
		ends  *[2]float64
	}{{"X", d.XNames, len(d.Values[0]), d.XEnds}, {"Y", d.YNames, len(d.Values), d.YEnds}, {"", nil, 0, d.Ends}} {
		if axis.names != nil {
			if err := sameLength(axis.name+"Names", len(axis.names), "Values", axis.n); err != nil {
				return err
			}
		}
		if axis.ends == nil {
			continue
		}
		if err := finite(axis.name+"Ends", axis.ends[:]); err != nil {
			return err
		}
		switch {
		case axis.names != nil:
			return fmt.Errorf("%w: %sEnds with %sNames; an axis has one or the other", ErrData, axis.name, axis.name)
		case !(axis.ends[0] < axis.ends[1]):
			return fmt.Errorf("%w: %sEnds are %v and %v; want a rising order", ErrData, axis.name, axis.ends[0], axis.ends[1])
		}
	}
	return nil
}
