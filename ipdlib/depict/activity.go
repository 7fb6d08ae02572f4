package depict

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
	"ipd/ipdlib/stimulus"
)

const (
	ipdLabel  = "IPD (deg)"
	rateLabel = "Firing rate (Hz)"
	unitLabel = "Hidden unit"
)

// ipdTicks are the ticks of small panels.
var ipdTicks = []figure.Tick{{At: -90, Label: "-90"}, {At: 0, Label: "0"}, {At: 90, Label: "90"}}

// Rates draws the firing rate of each hidden unit in Hz with its standard error over the samples, and the mean of all as a
// dashed line; sorted puts the most active units at the left.
func Rates(title string, f *evaluation.Firing, sorted bool) (figure.Figure, error) {
	rates, sem := f.Rates()
	mean := 0.0
	for _, r := range rates {
		mean += r / float64(len(rates))
	}
	label := unitLabel
	if sorted {
		label += ", the busiest first"
	}
	return figure.Bars(figure.BarPanel{Title: title, XLabel: label, YLabel: rateLabel, Values: rates, SEM: sem, Sorted: sorted, Level: &mean})
}

// PopulationPSTH draws the mean firing rate of all units over time. Several histograms, such as those of several IPDs, are
// overlaid, each with its label; they must have the same bin width.
func PopulationPSTH(title string, labels []string, histograms ...evaluation.PSTH) (figure.Figure, error) {
	if len(histograms) != len(labels) {
		return figure.Figure{}, fmt.Errorf("depict: %d labels for %d histograms; want one each", len(labels), len(histograms))
	}
	data := figure.PSTHData{Title: title}
	for i, h := range histograms {
		if i > 0 && h.BinWidth != data.BinWidth {
			return figure.Figure{}, fmt.Errorf("depict: histograms with bins of %v s and of %v s; want the same width", data.BinWidth, h.BinWidth)
		}
		data.BinWidth = h.BinWidth
		data.Histograms = append(data.Histograms, figure.RateHistogram{Label: labels[i], Rates: h.Population()})
	}
	return figure.PSTH(data)
}

// UnitPSTH draws the firing rate of each unit over time, one row per unit, in the given order of units; nil is their own.
func UnitPSTH(title string, p evaluation.PSTH, order []int) (figure.Figure, error) {
	data := figure.UnitPSTHData{Title: title, BinWidth: p.BinWidth, Rates: p.Rates}
	if order == nil {
		return figure.UnitPSTH(data)
	}
	data.Rates = nil
	for _, h := range order {
		if h < 0 || h >= len(p.Rates) {
			return figure.Figure{}, noUnit(h)
		}
		data.Rates = append(data.Rates, p.Rates[h])
		data.Names = append(data.Names, fmt.Sprint(h))
	}
	return figure.UnitPSTH(data)
}

func noUnit(h int) error { return fmt.Errorf("depict: there is no hidden unit %d in this activity", h) }

// TuningCurves draws the tuning curves of hidden units, each in a small panel, with the best IPD as a dashed line. It draws the
// given units in that order, or all of them.
func TuningCurves(t evaluation.Tuning, units ...int) (figure.Figure, error) {
	if len(units) == 0 {
		for u := range t.Mean {
			units = append(units, u)
		}
	}
	return tiles(t, "Rate (Hz)", units, func(u int) string { return fmt.Sprintf("unit %d", u) }, t.Best())
}

// OutputTuning draws the mean logit of each class as a function of the IPD, each in a small panel, with the middle of the class,
// where its logit should be largest, as a dashed line.
func OutputTuning(t evaluation.Tuning) (figure.Figure, error) {
	var units []int
	var middles []float64
	for k := range t.Mean {
		units, middles = append(units, k), append(middles, stimulus.Continuise(k, len(t.Mean)))
	}
	return tiles(t, "Logit", units, func(k int) string { return fmt.Sprintf("class of %.4g deg", stimulus.Degrees(middles[k])) }, middles)
}

func tiles(t evaluation.Tuning, yLabel string, units []int, title func(int) string, marks []float64) (figure.Figure, error) {
	data := figure.TilesData{XLabel: ipdLabel, YLabel: yLabel, XTicks: ipdTicks}
	for _, u := range units {
		if u < 0 || u >= len(t.Mean) {
			return figure.Figure{}, noUnit(u)
		}
		tile := figure.Tile{Title: title(u), Curves: []figure.Curve{tuningCurve(t, u)}}
		if !math.IsNaN(marks[u]) {
			mark := stimulus.Degrees(marks[u])
			tile.Mark = &mark
		}
		data.Tiles = append(data.Tiles, tile)
	}
	return figure.Tiles(data)
}

// tuningCurve omits bins without samples.
func tuningCurve(t evaluation.Tuning, u int) (c figure.Curve) {
	for b, mean := range t.Mean[u] {
		if t.Samples[b] > 0 {
			c.X, c.Mean, c.SEM = append(c.X, stimulus.Degrees(t.IPD[b])), append(c.Mean, mean), append(c.SEM, t.SEM[u][b])
		}
	}
	return c
}

// Tuning draws, in one panel, a curve as a function of the IPD for each label, with its standard errors: for example the spikes
// of a whole layer before and after training. Each is the first unit of its tuning.
func Tuning(title, yLabel string, labels []string, tunings ...evaluation.Tuning) (figure.Figure, error) {
	if len(tunings) != len(labels) {
		return figure.Figure{}, fmt.Errorf("depict: %d labels for %d curves; want one each", len(labels), len(tunings))
	}
	place := figure.Best
	panel := figure.CurvePanel{Title: title, XLabel: ipdLabel, YLabel: yLabel, Legend: &place}
	for i, t := range tunings {
		c := tuningCurve(t, 0)
		c.Label = labels[i]
		panel.Curves = append(panel.Curves, c)
	}
	fig, err := figure.Curves(panel)
	fig.Width *= 1.6 // one panel of the usual proportions
	fig.Height *= 1.2
	return fig, err
}

// TuningMap draws the firing rates of all units as a function of the IPD as one heat map, with units sorted by best IPD, rising
// from the top.
func TuningMap(title string, t evaluation.Tuning) (figure.Figure, error) {
	data := figure.HeatMapData{Title: title, XLabel: ipdLabel, YLabel: "Hidden unit, by best IPD", ColourLabel: rateLabel, FromTop: true,
		XEnds: &[2]float64{-90, 90}}
	for _, u := range t.Order() {
		data.Values = append(data.Values, t.Mean[u])
		data.YNames = append(data.YNames, fmt.Sprint(u))
	}
	fig, err := figure.HeatMap(data)
	fig.Height = max(fig.Height, vg.Inch*(1+vg.Length(min(len(t.Mean), 40))/6)) // so that all names can be read
	return fig, err
}
