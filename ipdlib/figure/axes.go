package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// Axes say where a panel lies in a figure of its own Width and Height and what it shows, so that a page can find the data in
// the picture. Rectangles are in points from the figure's lower left corner.
type Axes struct {
	// Panel is the frame with its ticks, labels and title; Frame is what lies between the axes.
	Panel, Frame vg.Rectangle
	// X and Y are the numbers at the frame's left and right, and at its bottom and top.
	X, Y [2]float64
}

// At is the place of a pair of numbers.
func (a Axes) At(x, y float64) vg.Point {
	share := func(v float64, ends [2]float64) vg.Length { return vg.Length((v - ends[0]) / (ends[1] - ends[0])) }
	size := a.Frame.Size()
	return vg.Point{X: a.Frame.Min.X + share(x, a.X)*size.X, Y: a.Frame.Min.Y + share(y, a.Y)*size.Y}
}

// Axes gives those of the figure's panels, row by row.
func (f Figure) Axes() []Axes {
	c := draw.NewCanvas(new(recorder.Canvas), f.Width, f.Height)
	all := make([]Axes, len(f.grid.panels))
	for i, slot := range f.grid.slots(c, f.grid.tight(c)) {
		p := f.grid.panels[i].placed(slot)
		s := p.panel.scale()
		all[i] = Axes{Panel: p.extent(c), Frame: p.frame, X: [2]float64{s.X.Min, s.X.Max}, Y: [2]float64{s.Y.Min, s.Y.Max}}
	}
	return all
}
