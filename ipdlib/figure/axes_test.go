package figure

import (
	"bytes"
	"fmt"
	"math"
	"testing"
)

// The places that Axes gives are those at which the drawing has its lines: the corners of a curve are found in the SVG.
func TestAxes(t *testing.T) {
	x, y := []float64{0, 0.1, 0.5}, []float64{12, 80, 33}
	other := []float64{3, 4.5, 4}
	fig, err := Curves(
		CurvePanel{Title: "one", Percent: true, Measure: Measure{Curves: []Curve{{Label: "a", X: x, Mean: y}}}},
		CurvePanel{Title: "two", Measure: Measure{Curves: []Curve{{Label: "a", X: x, Mean: other}}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	var svg bytes.Buffer
	if err := fig.WriteSVG(&svg); err != nil {
		t.Fatal(err)
	}
	axes := fig.Axes()
	if len(axes) != 2 {
		t.Fatalf("%d axes, want 2", len(axes))
	}
	for panel, ys := range [][]float64{y, other} {
		var line string
		for i := range x {
			at := axes[panel].At(x[i], ys[i])
			line += fmt.Sprintf("%c%.5g,%.5g", "MLL"[i], at.X.Points(), at.Y.Points())
		}
		if !bytes.Contains(svg.Bytes(), []byte(`d="`+line)) {
			t.Errorf("panel %d: no line %s in the drawing", panel, line)
		}
		if a := axes[panel]; a.Panel.Min.X >= a.Frame.Min.X || a.Panel.Max.Y <= a.Frame.Max.Y {
			t.Errorf("panel %d: %v doesn't hold frame %v with labels", panel, a.Panel, a.Frame)
		}
	}
	if got := axes[0].Y; got != [2]float64{0, 100} {
		t.Errorf("percent from %v", got)
	}
	if left := axes[0].X[0]; math.Abs(left+0.025) > 1e-12 { // a margin of 5 % of 0.5
		t.Errorf("x begins at %v, want -0.025", left)
	}
}
