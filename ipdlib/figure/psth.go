package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// PSTHData holds peri-stimulus time histograms: firing rates by the time since the stimulus began.
type PSTHData struct {
	Title string

	// BinWidth of all histograms, in seconds.
	BinWidth float64

	// Histograms are those drawn over one another, in the colours of Tab10.
	Histograms []RateHistogram

	// Legend is the place of the legend; the zero value finds the best one. Histograms without a label have no row in it.
	Legend Place
}

// A RateHistogram is one firing rate over time.
type RateHistogram struct {
	// Label names it in the legend. May be empty.
	Label string

	// Rates is the rate in each bin, in Hz, from the time 0 on.
	Rates []float64
}

const (
	timeInSeconds = "Time (s)"
	rateLabel     = "Firing rate (Hz)"
)

// PSTH draws firing rates over time: a single one as adjoining bars, several as outlines. 10 x 4 inches.
func PSTH(d PSTHData) (Figure, error) {
	if len(d.Histograms) == 0 {
		return Figure{}, fmt.Errorf("figure: PSTH: %w: no histogram", ErrData)
	}
	if err := checkBinWidth(d.BinWidth); err != nil {
		return Figure{}, fmt.Errorf("figure: PSTH: %w", err)
	}
	p := &panel{title: d.Title, xLabel: timeInSeconds, yLabel: rateLabel, legend: &legend{place: d.Legend}}
	p.y.tightLow = true
	p.x.tightLow, p.x.tightHigh = true, true
	for i, h := range d.Histograms {
		if err := rates(fmt.Sprintf("Histograms[%d].Rates", i), h.Rates); err != nil {
			return Figure{}, fmt.Errorf("figure: PSTH: %w", err)
		}
		if len(d.Histograms) == 1 {
			p.layers = append(p.layers, bars{counts: h.Rates, to: d.BinWidth * float64(len(h.Rates)), color: cycle(0)})
			if h.Label != "" {
				p.legend.add(h.Label, swatch{cycle(0)})
			}
			break
		}
		c := stairs(h.Rates, d.BinWidth, cycle(i))
		p.layers = append(p.layers, c)
		if h.Label != "" {
			p.legend.add(h.Label, c)
		}
	}
	if len(d.Histograms) > 1 { // outlines leave zero out of the data
		p.layers = append(p.layers, ground{})
	}
	return inches(10, 4, 1, p), nil
}

// stairs is the outline of bins of one width, from 0 on: matplotlib's stairs without a fill.
func stairs(rates []float64, width float64, clr color.Color) curve {
	var x, y []float64
	for i, r := range rates {
		x, y = append(x, float64(i)*width, float64(i+1)*width), append(y, r, r)
	}
	return newCurve(x, y, clr)
}

// ground is a layer that draws nothing and has the height 0.
type ground struct{}

var (
	_ plot.Plotter    = ground{}
	_ plot.DataRanger = ground{}
)

// Plot draws nothing.
func (ground) Plot(draw.Canvas, *plot.Plot) {}

// DataRange holds the height 0 and no range to the sides.
func (ground) DataRange() (xmin, xmax, ymin, ymax float64) { return math.Inf(1), math.Inf(-1), 0, 0 }

// UnitPSTHData holds the firing rates of many units over time.
type UnitPSTHData struct {
	Title string

	// BinWidth in seconds.
	BinWidth float64

	// Rates[h] are the rates of unit h in each bin, in Hz.
	Rates [][]float64

	// Names are written beside the rows; nil numbers the units from 0.
	Names []string

	// YLabel names the units. Empty: "Hidden unit".
	YLabel string
}

// UnitPSTH draws the firing rates of many units over time, a row of cells each, unit 0 at the top. 10 x 4.8 inches, or so
// high that all names can be read, up to 40 of them.
func UnitPSTH(d UnitPSTHData) (Figure, error) {
	if err := checkBinWidth(d.BinWidth); err != nil {
		return Figure{}, fmt.Errorf("figure: PSTH of units: %w", err)
	}
	for h, row := range d.Rates {
		if err := rates(fmt.Sprintf("Rates[%d]", h), row); err != nil {
			return Figure{}, fmt.Errorf("figure: PSTH of units: %w", err)
		}
	}
	m := HeatMapData{
		Title: d.Title, XLabel: timeInSeconds, YLabel: d.YLabel, ColourLabel: rateLabel, Values: d.Rates, YNames: d.Names, FromTop: true,
	}
	if m.YLabel == "" {
		m.YLabel = "Hidden unit"
	}
	if len(d.Rates) > 0 {
		m.XEnds = &[2]float64{0, d.BinWidth * float64(len(d.Rates[0]))}
	}
	p, err := m.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: PSTH of units: %w", err)
	}
	p.bar.slim = true
	return inches(10, max(4.8, 1+vg.Length(min(len(d.Names), 40))*lineOfText/vg.Inch), 1, p), nil
}

func checkBinWidth(w float64) error {
	if !(w > 0) || w > largest {
		return fmt.Errorf("%w: BinWidth is %v; want a positive number of seconds", ErrData, w)
	}
	return nil
}

// rates checks firing rates.
func rates(what string, v []float64) error {
	if err := finite(what, v); err != nil {
		return err
	}
	for i, r := range v {
		if r < 0 {
			return fmt.Errorf("%w: %s[%d] is %v Hz; a firing rate is 0 or more", ErrData, what, i, r)
		}
	}
	return nil
}
