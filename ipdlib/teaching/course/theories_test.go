package course

import (
	"math"
	"testing"
)

// Every theory explains its own curves best, whatever their height.
func TestTheories(t *testing.T) {
	var ipds []float64
	for k := range 12 {
		ipds = append(ipds, -82.5+15*float64(k))
	}
	for name, f := range map[string]func(x float64) float64{
		"bump (Jeffress)":           func(x float64) float64 { return 3 + 50*math.Exp(-(x-20)*(x-20)/(2*28*28)) },
		"slope (opponent channels)": func(x float64) float64 { return 80 - 60/(1+math.Exp(-(x+5)/18)) },
		"gap":                       func(x float64) float64 { return 100 - 90*math.Exp(-(x+31)*(x+31)/(2*25*25)) },
	} {
		var curve []float64
		for _, x := range ipds {
			curve = append(curve, f(x))
		}
		best, most := "", 0.0
		for _, theory := range Theories() {
			if r := theory.Fit(ipds, curve); r > most {
				best, most = theory.Name, r
			}
		}
		if best != name || most < 0.97 {
			t.Errorf("%s: %s explains %.3f", name, best, most)
		}
	}
	if r := Theories()[0].Fit(ipds, make([]float64, 12)); r != 0 {
		t.Errorf("a silent unit: %g", r)
	}
}

func TestInterval(t *testing.T) {
	// 1, 2, 3: mean 2, standard deviation 1, Student's factor of two degrees of freedom 4.303
	if mean, half := Interval([]float64{1, 2, 3}); mean != 2 || math.Abs(half-4.30265/math.Sqrt(3)) > 1e-4 {
		t.Errorf("%g ± %g", mean, half)
	}
	if mean, half := Interval([]float64{5}); mean != 5 || !math.IsNaN(half) {
		t.Errorf("%g ± %g", mean, half)
	}
	if mean, half := Difference([]float64{1, 2, 3}, []float64{2, 4, 6}); mean != 2 || math.Abs(half-4.30265/math.Sqrt(3)) > 1e-4 {
		t.Errorf("difference %g ± %g", mean, half)
	}
}

// The small task has all classes, and its first ten fibres are another ear's than its last ten.
func TestSmallTask(t *testing.T) {
	sounds := SmallTask(40, 1)
	classes := map[int]int{}
	for _, s := range sounds {
		classes[s.Class]++
		if len(s.Spikes) != SmallSteps || len(s.Spikes[0]) != SmallFibres {
			t.Fatalf("%d x %d spikes", len(s.Spikes), len(s.Spikes[0]))
		}
	}
	if len(classes) != SmallClasses {
		t.Errorf("classes %v", classes)
	}
}
