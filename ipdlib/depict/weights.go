package depict

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/trained"
)

// SortedWeights draws the weights from the afferents to the first hidden layer next to those from the last one to the classes.
// Afferents are sorted by delay within each ear, the left ear above; hidden units by an IPD in radians, which what names, such as
// "best IPD" for those of [evaluation.Tuning.Best]. Silent units, for which it is NaN, are after a line. With several hidden
// layers, give the IPDs of the first and of the last.
func SortedWeights(n *trained.Network, what string, ipds ...[]float64) (figure.Figure, error) {
	if len(ipds) == 0 {
		return figure.Figure{}, fmt.Errorf("depict: sorted weights need an IPD of each hidden unit")
	}
	first, last := ipds[0], ipds[len(ipds)-1]
	w := n.Weights
	if len(first) != len(w.W1[0]) || len(last) != len(w.W2) {
		return figure.Figure{}, fmt.Errorf("depict: IPDs of %d and %d hidden units for weights of %d and %d", len(first), len(last), len(w.W1[0]), len(w.W2))
	}
	s := n.Settings.Stimulus
	units := fmt.Sprintf("Hidden unit, by %s (deg)", what)
	w1 := figure.WeightMap{
		Title: "W1: afferents to hidden units", XLabel: units, YLabel: "Afferent, by delay (deg), left ear above",
		YTicks: delayTicks(s), Parts: []int{s.AfferentsPerEar},
	}
	order := evaluation.SortUnits(first)
	for _, row := range w.W1 {
		sorted := make([]float64, len(order))
		for place, h := range order {
			sorted[place] = float64(row[h])
		}
		w1.Weights = append(w1.Weights, sorted)
	}
	w1.XTicks, w1.ColumnParts = ipdsAt(first, order)

	w2 := figure.WeightMap{Title: "W2: hidden units to classes", XLabel: "Class, middle (deg)", YLabel: units}
	order = evaluation.SortUnits(last)
	for _, h := range order {
		row := make([]float64, len(w.W2[h]))
		for k, x := range w.W2[h] {
			row[k] = float64(x)
		}
		w2.Weights = append(w2.Weights, row)
	}
	w2.YTicks, w2.Parts = ipdsAt(last, order)
	for k := range w.W2[0] {
		w2.XTicks = append(w2.XTicks, figure.Tick{At: float64(k), Label: fmt.Sprintf("%.4g", stimulus.Degrees(stimulus.Continuise(k, len(w.W2[0]))))})
	}
	fig, err := figure.Weights(w1, w2)
	fig.Width = 12 * vg.Inch
	return fig, err
}

// ipdsAt labels each unit that has an IPD with it, and returns after how many units those without one begin.
func ipdsAt(ipds []float64, order []int) (ticks []figure.Tick, parts []int) {
	for place, h := range order {
		if math.IsNaN(ipds[h]) {
			if place > 0 {
				parts = []int{place}
			}
			break
		}
		ticks = append(ticks, figure.Tick{At: float64(place), Label: fmt.Sprintf("%.0f", stimulus.Degrees(ipds[h]))})
	}
	if ticks == nil {
		ticks = []figure.Tick{}
	}
	return ticks, parts
}

// delayTicks labels some afferents of each ear with their delays.
func delayTicks(s stimulus.Settings) (ticks []figure.Tick) {
	last := float64(s.AfferentsPerEar - 1)
	for ear := range 2 {
		for delay := 0; delay <= 90; delay += 30 {
			at := float64(ear*s.AfferentsPerEar) + last*float64(delay)/90
			ticks = append(ticks, figure.Tick{At: at, Label: fmt.Sprint(delay)})
		}
	}
	return ticks
}
