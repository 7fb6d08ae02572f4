package course

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// A Theory is a shape that tuning curves over the IPD may have.
type Theory struct {
	Name string
	// sign of the shape: 1 where it has to point up, -1 down, 0 either way
	sign   float64
	shapes [][2]float64 // parameters that are tried: place and width, in degrees
	at     func(ipd, place, width float64) float64
}

// Theories are three shapes: the bump of a coincidence detector with a best IPD within the range (Jeffress), the slope of one
// of two opponent channels, and the gap of a unit that is silent around one IPD.
func Theories() []Theory {
	var places [][2]float64
	for place := -75.0; place <= 75; place += 7.5 { // a bump at the edge of the range would be a slope
		for _, width := range []float64{15, 20, 30, 40, 55} {
			places = append(places, [2]float64{place, width})
		}
	}
	bump := func(ipd, place, width float64) float64 {
		return math.Exp(-(ipd - place) * (ipd - place) / (2 * width * width))
	}
	slope := func(ipd, place, width float64) float64 { return 1 / (1 + math.Exp(-(ipd-place)*2/width)) }
	return []Theory{
		{"bump (Jeffress)", 1, places, bump},
		{"slope (opponent channels)", 0, places, slope},
		{"gap", -1, places, bump},
	}
}

// Fit gives how much of a tuning curve's variance the theory explains at best, from 0 to 1: the largest squared correlation
// of the curve with one of its shapes, of the sign that it has to have. ipds are in degrees, one for each value of the curve. A
// curve without variance gives 0.
func (t Theory) Fit(ipds, curve []float64) (explained float64) {
	if stat.StdDev(curve, nil) == 0 {
		return 0
	}
	shape := make([]float64, len(ipds))
	for _, s := range t.shapes {
		for i, ipd := range ipds {
			shape[i] = t.at(ipd, s[0], s[1])
		}
		r := stat.Correlation(shape, curve, nil)
		if t.sign*r >= 0 {
			explained = max(explained, r*r)
		}
	}
	return explained
}
