package figure

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// linesExample has all that lines can have.
func linesExample() []LinePanel {
	var x, sine, cosine, third []float64
	for i := range 60 {
		t := float64(i) / 10
		x, sine, cosine, third = append(x, t), append(sine, math.Sin(t)), append(cosine, math.Cos(t)), append(third, t/6)
	}
	return []LinePanel{
		{Title: "Lines", YLabel: "Potential", XRange: [2]float64{0, 6}, YRange: [2]float64{-1.5, 1.5}, Levels: []float64{1}, Events: []float64{1, 1.5, 4},
			Lines: []Line{{Label: "sine", X: x, Y: sine}, {Label: "cosine", X: x, Y: cosine}, {X: x, Y: third, Behind: true}}},
		{XLabel: "Time (s)", YLabel: "Input", Lines: []Line{{Label: "steps", X: []float64{0, 1, 4, 6}, Y: []float64{0, 1, 0, 0}, Steps: true},
			{Label: "points", X: []float64{0, 3, 6}, Y: []float64{0.2, 0.4, 0.8}, Points: true}}, Legend: UpperRight},
	}
}

func TestLines(t *testing.T) {
	f, err := Lines(linesExample()...)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, f, "lines")
}

func TestLinesErrors(t *testing.T) {
	one := []float64{1, 2}
	for name, c := range map[string]struct {
		panel LinePanel
		want  string
	}{
		"nothing": {LinePanel{}, "neither lines nor levels"},
		"length":  {LinePanel{Lines: []Line{{X: one, Y: []float64{1}}}}, "Y has 1 values, X 2"},
		"NaN":     {LinePanel{Lines: []Line{{X: one, Y: []float64{1, math.NaN()}}}}, "Y[1] is NaN"},
		"range":   {LinePanel{Lines: []Line{{X: one, Y: one}}, YRange: [2]float64{1, 1}}, "lower end first"},
		"levels":  {LinePanel{Lines: []Line{{X: one, Y: one}}, Levels: []float64{math.Inf(1)}}, "Levels[0]"},
		"events":  {LinePanel{Lines: []Line{{X: one, Y: one}}, Events: []float64{math.NaN()}}, "Events[0]"},
	} {
		if _, err := Lines(c.panel); !errors.Is(err, ErrData) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := Lines(); !errors.Is(err, ErrData) {
		t.Errorf("no panel: %v", err)
	}
}
