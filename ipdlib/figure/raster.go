package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// RasterData holds the spikes of many neurons over time.
type RasterData struct {
	// Spikes[t][c] is 1 if neuron c spikes in step t, else 0: [T][C].
	Spikes [][]uint8

	// Title stands above the raster. May be empty.
	Title string

	// YLabel names the neurons. Empty: "Input neuron index".
	YLabel string
}

const timeLabel = "Time (steps)"

// Raster draws the spikes of one trial: white for none, black for a spike, neuron 0 at the top. 6.4 x 4.8 inches,
// matplotlib's usual size.
//
// A row needs at least one pixel to be seen: of 200 neurons, a PNG of the usual resolution shows all. Where rows are
// thinner, as in Rasters, a raster shows every neuron whose row holds the middle of a pixel, as matplotlib's
// interpolation "nearest" does; SVG and PDF keep all.
func Raster(d RasterData) (Figure, error) {
	p, err := d.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: raster: %w", err)
	}
	return inches(6.4, 4.8, 1, p), nil
}

// RastersData holds the spikes of several trials.
type RastersData struct {
	// IPD[b] is the true interaural phase difference of trial b in rad: [B].
	IPD []float64

	// Spikes[b][t][c] is 1 if afferent c spikes in step t of trial b, else 0: [B][T][C].
	Spikes [][][]uint8
}

// Rasters draws the rasters of several trials in two rows, as the study does for eight: 10 x 4 inches, each under its IPD
// in whole degrees (cut, not rounded, like the original's int()).
func Rasters(d RastersData) (Figure, error) {
	err := finite("IPD", d.IPD)
	if err == nil {
		err = sameLength("Spikes", len(d.Spikes), "IPD", len(d.IPD))
	}
	if err != nil {
		return Figure{}, fmt.Errorf("figure: rasters: %w", err)
	}
	columns := (len(d.IPD) + 1) / 2
	var panels []*panel
	for b, ipd := range d.IPD {
		p, err := RasterData{
			Spikes: d.Spikes[b],
			Title:  fmt.Sprintf("True IPD = %d deg", int(ipd*180/math.Pi)),
		}.panel()
		if err != nil {
			return Figure{}, fmt.Errorf("figure: rasters: trial %d: %w", b, err)
		}
		if b%columns != 0 {
			p.yLabel = ""
		}
		if b < columns && b+columns < len(d.IPD) { // there is a raster below
			p.xLabel = ""
		}
		panels = append(panels, p)
	}
	return inches(10, 4, columns, panels...), nil
}

func (d RasterData) panel() (*panel, error) {
	if len(d.Spikes) == 0 || len(d.Spikes[0]) == 0 {
		return nil, fmt.Errorf("%w: Spikes has no steps or no neurons", ErrData)
	}
	for t, row := range d.Spikes {
		if err := sameLength(fmt.Sprintf("Spikes[%d]", t), len(row), "Spikes[0]", len(d.Spikes[0])); err != nil {
			return nil, err
		}
		for c, s := range row {
			if s > 1 {
				return nil, fmt.Errorf("%w: Spikes[%d][%d] is %d; want 0 or 1", ErrData, t, c, s)
			}
		}
	}
	p := &panel{title: d.Title, xLabel: timeLabel, yLabel: d.YLabel}
	if p.yLabel == "" {
		p.yLabel = "Input neuron index"
	}
	p.x, p.y = indexed(len(d.Spikes[0]), len(d.Spikes)).axes(true)
	p.layers = append(p.layers, spikes(d.Spikes))
	return p, nil
}

// spikes is a layer of black cells, [T][C] with time to the right and the first neuron at the top.
type spikes [][]uint8

var _ plot.Plotter = spikes{}

// Plot fills all spikes as one path: no seams between neighbours, and a small file. Spikes of one neuron in a row make
// one rectangle.
func (s spikes) Plot(c draw.Canvas, scale *plot.Plot) {
	pen := newPen(c)
	trX, trY := scale.Transforms(&c)
	steps, neurons := len(s), len(s[0])
	e := indexed(neurons, steps)
	x := pen.borders(e.x0, e.x1, steps, trX)
	y := pen.borders(e.y0, e.y1, neurons, trY)
	var path vg.Path
	for n := range neurons {
		if y[n] == y[n+1] { // no pixel's middle lies in this row
			continue
		}
		for t := 0; t < steps; t++ {
			if s[t][n] == 0 {
				continue
			}
			from := t
			for t < steps && s[t][n] != 0 {
				t++
			}
			r := vg.Rectangle{Min: vg.Point{X: x[from], Y: y[n+1]}, Max: vg.Point{X: x[t], Y: y[n]}}
			path = append(path, r.Path()...)
		}
	}
	if len(path) == 0 {
		return
	}
	c.SetColor(color.Black)
	c.Fill(path)
}
