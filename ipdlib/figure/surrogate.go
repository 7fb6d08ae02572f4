package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// SurrogateData holds the spike function and the slopes that training puts in place of its own.
type SurrogateData struct {
	// Membrane are the membrane potentials at which the functions are known, in rising order.
	Membrane []float64

	// Spike is the spike function at each potential: 0 below the threshold, 1 above.
	Spike []float64

	// Slopes are one or more slopes, such as the surrogate's for several steepnesses.
	Slopes []Slope
}

// A Slope is the derivative used in place of that of the spike function.
type Slope struct {
	// Label names it in the legend, such as "slope, beta = 5".
	Label string

	// Values is the slope at each of SurrogateData.Membrane.
	Values []float64
}

// Surrogate draws the spike function and its surrogate slopes against the membrane potential. 6.4 x 4.8 inches.
func Surrogate(d SurrogateData) (Figure, error) {
	p := &panel{xLabel: "Membrane potential", legend: &legend{}}
	functions := append([]Slope{{"spike", d.Spike}}, d.Slopes...)
	if err := finite("Membrane", d.Membrane); err != nil {
		return Figure{}, fmt.Errorf("figure: surrogate: %w", err)
	}
	for i := 1; i < len(d.Membrane); i++ {
		if d.Membrane[i] < d.Membrane[i-1] {
			return Figure{}, fmt.Errorf("figure: surrogate: %w: Membrane[%d] is %v after %v; want a rising order",
				ErrData, i, d.Membrane[i], d.Membrane[i-1])
		}
	}
	for i, f := range functions {
		name := "Spike"
		if i > 0 {
			name = fmt.Sprintf("Slopes[%d].Values", i-1)
		}
		if err := finite(name, f.Values); err != nil {
			return Figure{}, fmt.Errorf("figure: surrogate: %w", err)
		}
		if err := sameLength(name, len(f.Values), "Membrane", len(d.Membrane)); err != nil {
			return Figure{}, fmt.Errorf("figure: surrogate: %w", err)
		}
		c := newCurve(d.Membrane, f.Values, cycle(i))
		if i == 0 { // what the network computes, apart from what it learns with
			c.Color = rgb(0)
			c.Dashes = dashed(c.Width)
		}
		p.layers = append(p.layers, c)
		p.legend.add(f.Label, c)
	}
	return inches(6.4, 4.8, 1, p), nil
}

// dashed returns the pattern of a dashed line, which grows with its width (lines.dashed_pattern).
func dashed(width vg.Length) []vg.Length { return []vg.Length{3.7 * width, 1.6 * width} }
