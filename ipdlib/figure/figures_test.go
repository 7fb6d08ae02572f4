package figure

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestRasters(t *testing.T)    { golden(t, made(t)(Rasters(rastersData())), "rasters") }
func TestEvaluation(t *testing.T) { golden(t, made(t)(Evaluation(evaluationData())), "evaluation") }
func TestLoss(t *testing.T)       { golden(t, made(t)(Loss(lossData())), "loss") }
func TestSurrogate(t *testing.T)  { golden(t, made(t)(Surrogate(surrogateData())), "surrogate") }
func TestWeights(t *testing.T)    { golden(t, made(t)(Weights(weightMap())), "weights") }
func TestMembrane(t *testing.T)   { golden(t, made(t)(Membrane(membraneData())), "membrane") }

func TestMembraneStacked(t *testing.T) {
	d := membraneData()
	d.Stacked = true
	golden(t, made(t)(Membrane(d)), "membrane_stacked")
}

func TestConfusionWithColourBar(t *testing.T) {
	d := evaluationData().Confusion
	d.ColourBar = true
	for i := range d.Counts { // a class that never occurs stays white
		d.Counts[i][3] = 0
	}
	golden(t, made(t)(Confusion(d)), "confusion_colour_bar")
}

func TestRaster(t *testing.T) {
	d := RasterData{Title: "One trial", YLabel: "Hidden unit", Spikes: rastersData().Spikes[2][:40]}
	for s := range d.Spikes {
		d.Spikes[s] = d.Spikes[s][:30]
	}
	golden(t, made(t)(Raster(d)), "raster")
}

// made returns a function that passes a figure on, or ends the test with its error.
func made(t *testing.T) func(Figure, error) Figure {
	return func(f Figure, err error) Figure {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

// TestBadDataIsNamed hands each function what it cannot draw and looks for the culprit's name in the error.
func TestBadDataIsNamed(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	two := []float64{1, 2}
	curve := func(c Curve) error {
		_, err := Curves(CurvePanel{Measure: Measure{Curves: []Curve{c}}})
		return err
	}
	second := func(_ Figure, err error) error { return err }
	for _, c := range []struct {
		err  error
		name string
	}{
		{second(Curves(CurvePanel{Title: "Train_Acc"})), `panel 0 "Train_Acc"`},
		{second(Curves()), "no panel"},
		{second(Curves(CurvePanel{})), "Curves is empty"},
		{second(Curves(CurvePanel{Measure: Measure{Curves: []Curve{{X: two, Mean: two}}, Published: []Curve{{}}}})), "published curve 0: data that cannot be drawn: X is empty"},
		{curve(Curve{}), "X is empty"},
		{curve(Curve{X: []float64{0, nan}, Mean: two}), "X[1] is NaN"},
		{curve(Curve{X: two, Mean: []float64{inf, 1}}), "Mean[0] is +Inf"},
		{curve(Curve{X: two, Mean: []float64{1}}), "Mean has 1 values, X 2"},
		{curve(Curve{X: two, Mean: two, SEM: []float64{1}}), "SEM has 1 values"},
		{curve(Curve{X: two, Mean: two, SEM: []float64{1, -1}}), "SEM[1] is -1"},
		{curve(Curve{X: two, Mean: two, SEM: []float64{inf, 1}}), "SEM[0] is +Inf"},
		{curve(Curve{X: two, Mean: two, Runs: [][]float64{{1}}}), "Runs has 1 values"},
		{curve(Curve{X: two, Mean: two, Runs: [][]float64{{1}, {}}}), "Runs[1] is empty"},
		{curve(Curve{X: two, Mean: []float64{1, 1e301}}), "Mean[1] is 1e+301"},
		{second(Raster(RasterData{})), "Spikes has no steps"},
		{second(Raster(RasterData{Spikes: [][]uint8{{}}})), "no neurons"},
		{second(Raster(RasterData{Spikes: [][]uint8{{1, 0}, {1}}})), "Spikes[1] has 1 values"},
		{second(Raster(RasterData{Spikes: [][]uint8{{1, 0}, {1, 2}}})), "Spikes[1][1] is 2"},
		{second(Rasters(RastersData{})), "IPD is empty"},
		{second(Rasters(RastersData{IPD: two, Spikes: [][][]uint8{{{1}}}})), "Spikes has 1 values, IPD 2"},
		{second(Rasters(RastersData{IPD: two, Spikes: [][][]uint8{{{1}}, {}}})), "trial 1"},
		{second(Histogram(HistogramData{})), "True is empty"},
		{second(Histogram(HistogramData{True: []float64{0}, Estimated: []float64{1.6}})), "Estimated[0] is 1.6 rad"},
		{second(Histogram(HistogramData{True: []float64{0}, Estimated: []float64{nan}})), "Estimated[0] is NaN"},
		{second(Histogram(HistogramData{True: []float64{0}, Estimated: []float64{0}, Bins: -1})), "Bins is -1"},
		{second(Confusion(ConfusionData{})), "Counts has no rows"},
		{second(Confusion(ConfusionData{Counts: [][]float64{{}}})), "Counts[0] is empty"},
		{second(Confusion(ConfusionData{Counts: [][]float64{{1, 2}, {1}}})), "Counts[1] has 1 values"},
		{second(Confusion(ConfusionData{Counts: [][]float64{{1, 2}}})), "Counts[0] has 2 values, Counts 1"},
		{second(Confusion(ConfusionData{Counts: [][]float64{{-1}}})), "Counts[0][0] is -1"},
		{second(Confusion(ConfusionData{Counts: [][]float64{{0}}})), "no trial"},
		{second(Evaluation(EvaluationData{})), "histogram: data that cannot be drawn: True"},
		{second(Evaluation(EvaluationData{Histogram: HistogramData{True: []float64{0}, Estimated: []float64{0}}})), "confusion matrix"},
		{second(Loss(LossData{})), "Training is empty"},
		{second(Loss(LossData{Training: two, Validation: []float64{1}})), "Validation has 1 values, Training 2"},
		{second(Loss(LossData{Training: []float64{nan}})), "Training[0] is NaN"},
		{second(Surrogate(SurrogateData{})), "Membrane is empty"},
		{second(Surrogate(SurrogateData{Membrane: []float64{1, 0}, Spike: two})), "Membrane[1] is 0 after 1"},
		{second(Surrogate(SurrogateData{Membrane: two})), "Spike is empty"},
		{second(Surrogate(SurrogateData{Membrane: two, Spike: two, Slopes: []Slope{{Values: []float64{1}}}})), "Slopes[0].Values has 1"},
		{second(Weights()), "no map"},
		{second(Weights(WeightMap{Weights: [][]float64{{1}, {inf}}, Title: "W2"})), `"W2": data that cannot be drawn: Weights[1][0] is +Inf`},
		{second(Membrane(MembraneData{})), "Units is empty"},
		{second(Membrane(MembraneData{Units: []Trace{{}}})), "Potential is empty"},
		{second(Membrane(MembraneData{Units: []Trace{{Potential: two}}, Threshold: nan})), "Threshold[0] is NaN"},
		{second(Membrane(MembraneData{Units: []Trace{{Potential: two, Spikes: []int{2}}}})), "Spikes[0] is step 2; want 0 to 1"},
	} {
		switch {
		case c.err == nil:
			t.Errorf("no error; want one about %q", c.name)
		case !errors.Is(c.err, ErrData):
			t.Errorf("%v: is not ErrData", c.err)
		case !strings.HasPrefix(c.err.Error(), "figure: ") || !strings.Contains(c.err.Error(), c.name):
			t.Errorf("%q does not begin with the package or name %q", c.err, c.name)
		}
	}
}

// TestDegenerateDataIsDrawn draws what has no extent of its own: one point, equal numbers, the largest numbers.
func TestDegenerateDataIsDrawn(t *testing.T) {
	one := Curve{X: []float64{0.2}, Mean: []float64{50}, SEM: []float64{math.NaN()}, Runs: [][]float64{{50}}}
	huge := Curve{X: []float64{-1e300, 1e300}, Mean: []float64{1e300, -1e300}, SEM: []float64{1e300, 1e300}}
	tiny := Curve{X: []float64{0, 5e-324}, Mean: []float64{-5e-324, 5e-324}}
	for name, f := range map[string]Figure{
		"one point":   made(t)(Curves(CurvePanel{Measure: Measure{Curves: []Curve{one}}})),
		"huge":        made(t)(Curves(CurvePanel{Measure: Measure{Curves: []Curve{huge}}})),
		"tiny":        made(t)(Curves(CurvePanel{Measure: Measure{Curves: []Curve{tiny}}})),
		"one epoch":   made(t)(Loss(LossData{Training: []float64{0}})),
		"no spike":    made(t)(Raster(RasterData{Spikes: [][]uint8{{0}}})),
		"zero weight": made(t)(Weights(WeightMap{Weights: [][]float64{{0}}})),
		"one weight":  made(t)(Weights(WeightMap{Weights: [][]float64{{2}}, Sequential: true})),
		"one class":   made(t)(Confusion(ConfusionData{Counts: [][]float64{{3}}, ColourBar: true})),
		"flat trace":  made(t)(Membrane(MembraneData{Units: []Trace{{Potential: []float64{1}}}, Threshold: 1})),
		"one trial":   made(t)(Rasters(RastersData{IPD: []float64{0}, Spikes: [][][]uint8{{{1}}}})),
		"five trials": made(t)(Rasters(RastersData{IPD: make([]float64, 5), Spikes: slices.Repeat([][][]uint8{{{1}}}, 5)})),
	} {
		for _, p := range measure(f) {
			for _, v := range p.frame {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%s: the frame is at %v", name, p.frame)
				}
			}
		}
		if n := ink(t, f); n < 100 {
			t.Errorf("%s: only %d pixels are drawn", name, n)
		}
	}
}
