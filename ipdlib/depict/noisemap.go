package depict

import (
	"fmt"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
)

// NoiseMap draws the means of a metric by the jitter in training, upwards, and the jitter in the test, to the right; what
// names the metric and its unit, such as "Accuracy (%)".
func NoiseMap(what string, m evaluation.NoiseMap) (figure.Figure, error) {
	return figure.HeatMap(figure.HeatMapData{
		Title: what, XLabel: "Test sigma (rad)", YLabel: "Training sigma (rad)", ColourLabel: what,
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
