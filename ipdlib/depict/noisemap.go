package depict

import (
	"fmt"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
)

// NoiseMap draws the means of a metric as a function of the jitter in training, upwards, and in the test, to the right; what
// names the metric and its unit, such as "Accuracy (%)". ends are the values at the ends of the colour scale, for comparing maps;
// nil uses the map's own.
func NoiseMap(title, what string, ends *[2]float64, m evaluation.NoiseMap) (figure.Figure, error) {
	return figure.HeatMap(figure.HeatMapData{
		Title: title, XLabel: "Test sigma (rad)", YLabel: "Training sigma (rad)", ColourLabel: what, Ends: ends,
		Values: m.Mean, Numbers: "%.1f", XNames: numbers(m.Test), YNames: numbers(m.Train),
	})
}

func numbers(values []float64) []string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = fmt.Sprint(v)
	}
	return names
}
