package figure

import (
	"errors"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestPoints(t *testing.T)  { golden(t, made(t)(Points(pointPanel(), categoryPanel())), "points") }
func TestHeatMap(t *testing.T) { golden(t, made(t)(HeatMap(heatMapData())), "heat_map") }
func TestPSTH(t *testing.T)    { golden(t, made(t)(PSTH(psthData())), "psth") }
func TestOnePSTH(t *testing.T) {
	d := psthData()
	d.Histograms = d.Histograms[:1]
	golden(t, made(t)(PSTH(d)), "psth_one")
}

func TestUnitPSTH(t *testing.T)   { golden(t, made(t)(UnitPSTH(unitPSTHData())), "unit_psth") }
func TestTiles(t *testing.T)      { golden(t, made(t)(Tiles(tilesData())), "tiles") }
func TestSortedMap(t *testing.T)  { golden(t, made(t)(Weights(sortedWeightMap())), "weights_sorted") }
func TestBars(t *testing.T)       { golden(t, made(t)(Bars(barPanel())), "bars") }
func TestBarsSorted(t *testing.T) { golden(t, made(t)(Bars(barPanel(), sortedBars())), "bars_sorted") }

func TestPointsOnALogarithmicScale(t *testing.T) {
	d := pointPanel()
	d.LogX = true
	golden(t, made(t)(Points(d)), "points_log")
}

func TestSignedHeatMap(t *testing.T) {
	d := heatMapData()
	d.Signed, d.FromTop, d.Numbers = true, true, "%+.0f"
	for i := range d.Values {
		for j := range d.Values[i] {
			d.Values[i][j] -= 50
		}
	}
	d.Values[2][3] = math.NaN()
	golden(t, made(t)(HeatMap(d)), "heat_map_signed")
}

func barPanel() BarPanel {
	rates, sem := unitRates()
	mean := 100.0
	return BarPanel{Title: "Hidden units", XLabel: "Hidden unit", YLabel: "Firing rate (Hz)", Values: rates, SEM: sem, Level: &mean}
}

// sortedBars has values of both signs, as what an ablation changes.
func sortedBars() BarPanel {
	d := BarPanel{XLabel: "Hidden unit, sorted", YLabel: "Change (points)", Sorted: true}
	for i := range 12 {
		d.Values = append(d.Values, float64(i*7%12)-3)
	}
	return d
}

// The interval of 2, 4, 4, 4, 5, 5, 7, 9 by hand: mean 5, SD √(32/7), 97.5 % quantile of t with 7 degrees of freedom 2.36462
// (tables).
func TestInterval(t *testing.T) {
	mean, low, high := interval([]float64{2, 4, 4, 4, 5, 5, 7, 9})
	half := 2.36462 * math.Sqrt(32.0/7) / math.Sqrt(8)
	if mean != 5 || math.Abs(low-(5-half)) > 1e-5 || math.Abs(high-(5+half)) > 1e-5 {
		t.Errorf("%v (%v to %v), want 5 ± %v", mean, low, high, half)
	}
	if mean, low, high = interval([]float64{3}); mean != 3 || !math.IsNaN(low) || !math.IsNaN(high) {
		t.Errorf("a single value: %v (%v to %v)", mean, low, high)
	}
}

// The points of a place lie within its share, none upon another, and neighbouring series don't mix.
func TestPointsStandApart(t *testing.T) {
	d := pointPanel()
	d.Series[0].Runs[0] = make([]float64, 40)
	at := d.places()
	share := spreadOfNumbers * smallestGap(at) / 2
	seen := map[float64]bool{}
	for _, p := range d.dots(0, at[0], -share/2, share*spreadOfRuns).XYs[:40] {
		if off := math.Abs(p.X - (0.002 - share/2)); off > share*spreadOfRuns/2 || seen[p.X] {
			t.Errorf("a point at %v, %v from its series' place", p.X, off)
		}
		seen[p.X] = true
	}
}

// A map shows the largest contrast that black or white can have: at least 4.58 on any colour.
func TestNumbersCanBeRead(t *testing.T) {
	for name, m := range map[string]ColourMap{"viridis": Viridis, "RdBu": BlueRed} {
		for i := range 256 {
			on := m(float64(i) / 255)
			text := color.NRGBAModel.Convert(readable(on)).(color.NRGBA)
			dark, light := brightness(on), brightness(text)
			if dark > light {
				dark, light = light, dark
			}
			if ratio := (light + 0.05) / (dark + 0.05); ratio < 4.5 {
				t.Errorf("%s at %d: %v on %v has a contrast of %.2f", name, i, text, on, ratio)
			}
		}
	}
}

// brightness is the relative luminance by the approximation with gamma 2.2.
func brightness(c color.NRGBA) float64 {
	linear := func(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestNumbersThatRoundToZeroHaveNoSign(t *testing.T) {
	for _, c := range []struct {
		format string
		value  float64
		want   string
	}{{"%.0f", -0.3, "0"}, {"%+.0f", -0.3, "+0"}, {"%.1f", -0.3, "-0.3"}, {"%.0f %%", -0.6, "-1 %"}} {
		if got := (numbers{format: c.format}).write(c.value); got != c.want {
			t.Errorf("%s of %v is %q, want %q", c.format, c.value, got, c.want)
		}
	}
}

// Where names would touch, every second, fifth, tenth stays.
func TestNamesThinOut(t *testing.T) {
	labels := make([]string, 100)
	for i := range labels {
		labels[i] = "name"
	}
	n := across(places(labels))
	for length, want := range map[float64]int{10000: 100, 2000: 50, 800: 20, 400: 10, 1: 1} {
		if got := len(n.fitting(-0.5, 99.5, vg.Points(length))); got != want {
			t.Errorf("%v points have %d names; want %d", length, got, want)
		}
	}
	if got := n.fitting(10.5, 12.5, vg.Points(1000)); len(got) != 2 || got[0].Value != 11 {
		t.Errorf("ticks beyond the axis: %v", got)
	}
}

// TestBadAnalysisDataIsNamed hands each function what it cannot draw and looks for the culprit's name in the error.
func TestBadAnalysisDataIsNamed(t *testing.T) {
	nan := math.NaN()
	two := []float64{1, 2}
	one := [][]float64{{1}}
	second := func(_ Figure, err error) error { return err }
	points := func(p PointPanel) error { return second(Points(p)) }
	for _, c := range []struct {
		err  error
		name string
	}{
		{second(Points()), "no panel"},
		{points(PointPanel{Title: "A"}), `panel 0 "A": data that cannot be drawn: Series has no runs`},
		{points(PointPanel{Series: []Series{{X: two, Runs: one}}}), "Runs has 1 values, X 2"},
		{points(PointPanel{Series: []Series{{Label: "b", X: []float64{nan}, Runs: one}}}), `series 0 "b": data that cannot be drawn: X[0] is NaN`},
		{points(PointPanel{Series: []Series{{X: []float64{1}, Runs: [][]float64{{nan}}}}}), "Runs[0][0] is NaN"},
		{points(PointPanel{Series: []Series{{X: []float64{1}, Runs: [][]float64{nil}}}}), "no run"},
		{points(PointPanel{LogX: true, Series: []Series{{X: []float64{0}, Runs: one}}}), "X[0] is 0; LogX"},
		{points(PointPanel{LogX: true, Categories: []string{"a"}}), "LogX with Categories"},
		{points(PointPanel{Categories: []string{"a"}, Series: []Series{{X: []float64{1}, Runs: one}}}), "X[0] is 1; with 1 Categories"},
		{points(PointPanel{Categories: []string{"a", "b"}, Series: []Series{{X: []float64{0.5}, Runs: one}}}), "X[0] is 0.5"},
		{points(PointPanel{Level: &nan, Series: []Series{{X: []float64{1}, Runs: one}}}), "Level[0] is NaN"},
		{second(HeatMap(HeatMapData{})), "Values has no rows"},
		{second(HeatMap(HeatMapData{Values: [][]float64{{1, 2}, {1}}})), "Values[1] has 1 values"},
		{second(HeatMap(HeatMapData{Values: [][]float64{{1, math.Inf(1)}}})), "Values[0][1] is +Inf"},
		{second(HeatMap(HeatMapData{Values: [][]float64{{nan}}})), "has no numbers"},
		{second(HeatMap(HeatMapData{Values: one, XNames: []string{"a", "b"}})), "XNames has 2 values, Values 1"},
		{second(HeatMap(HeatMapData{Values: one, YEnds: &[2]float64{1, 1}})), "YEnds are 1 and 1"},
		{second(HeatMap(HeatMapData{Values: one, Ends: &[2]float64{0, nan}})), "Ends[1] is NaN"},
		{second(HeatMap(HeatMapData{Values: one, XNames: []string{"a"}, XEnds: &[2]float64{0, 1}})), "XEnds with XNames"},
		{second(Bars()), "no panel"},
		{second(Bars(BarPanel{})), "Values is empty"},
		{second(Bars(BarPanel{Values: two, SEM: []float64{1}})), "SEM has 1 values"},
		{second(Bars(BarPanel{Values: two, SEM: []float64{1, -1}})), "SEM[1] is -1"},
		{second(Bars(BarPanel{Values: two, Names: []string{"a"}})), "Names has 1 values"},
		{second(Bars(BarPanel{Values: two, Level: &nan})), "Level[0] is NaN"},
		{second(PSTH(PSTHData{BinWidth: 1})), "no histogram"},
		{second(PSTH(PSTHData{Histograms: []RateHistogram{{Rates: two}}})), "BinWidth is 0"},
		{second(PSTH(PSTHData{BinWidth: 1, Histograms: []RateHistogram{{}}})), "Histograms[0].Rates is empty"},
		{second(PSTH(PSTHData{BinWidth: 1, Histograms: []RateHistogram{{Rates: []float64{-1}}}})), "is -1 Hz"},
		{second(UnitPSTH(UnitPSTHData{BinWidth: 1})), "Values has no rows"},
		{second(UnitPSTH(UnitPSTHData{BinWidth: nan, Rates: one})), "BinWidth is NaN"},
		{second(UnitPSTH(UnitPSTHData{BinWidth: 1, Rates: [][]float64{{1}, {-2}}})), "Rates[1][0] is -2 Hz"},
		{second(Tiles(TilesData{})), "no tile"},
		{second(Tiles(TilesData{Columns: -1, Tiles: []Tile{{}}})), "Columns is -1"},
		{second(Tiles(TilesData{Tiles: []Tile{{Title: "t"}}})), `tile 0 "t": data that cannot be drawn: Curves is empty`},
		{second(Tiles(TilesData{Tiles: []Tile{{Mark: &nan, Curves: []Curve{{X: two, Mean: two}}}}})), "Mark[0] is NaN"},
		{second(Tiles(TilesData{XTicks: []Tick{{nan, ""}}, Tiles: []Tile{{}}})), "XTicks[0].At"},
		{second(Weights(WeightMap{Weights: one, Parts: []int{1}})), "Parts[0] is row 1"},
		{second(Weights(WeightMap{Weights: one, ColumnParts: []int{0}})), "ColumnParts[0] is column 0"},
		{second(Weights(WeightMap{Weights: one, YTicks: []Tick{{nan, ""}}})), "YTicks[0].At"},
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

// TestDegenerateAnalysisDataIsDrawn draws what has no extent of its own.
func TestDegenerateAnalysisDataIsDrawn(t *testing.T) {
	one := Series{X: []float64{0.2}, Runs: [][]float64{{50}}}
	curve := Curve{X: []float64{0}, Mean: []float64{1}}
	for name, f := range map[string]Figure{
		"one run":            made(t)(Points(PointPanel{Series: []Series{one}})),
		"one place, log":     made(t)(Points(PointPanel{LogX: true, Series: []Series{one}})),
		"a series of none":   made(t)(Points(PointPanel{Series: []Series{one, {Label: "none", X: []float64{1}, Runs: [][]float64{nil}}}})),
		"huge runs":          made(t)(Points(PointPanel{Series: []Series{{X: []float64{-1e300, 1e300}, Runs: [][]float64{{1e300}, {-1e300}}}}})),
		"runs beyond 100 %":  made(t)(Points(PointPanel{Percent: true, Series: []Series{{X: []float64{1}, Runs: [][]float64{{99, 100, 90}}}}})),
		"one cell":           made(t)(HeatMap(HeatMapData{Values: [][]float64{{0}}, Numbers: "%.0f"})),
		"one signed cell":    made(t)(HeatMap(HeatMapData{Values: [][]float64{{0}}, Signed: true})),
		"silent units":       made(t)(Bars(BarPanel{Values: []float64{0, 0}})),
		"one bar":            made(t)(Bars(BarPanel{Values: []float64{-3}, SEM: []float64{math.NaN()}, Sorted: true})),
		"no spike":           made(t)(PSTH(PSTHData{BinWidth: 1e-3, Histograms: []RateHistogram{{Rates: []float64{0}}}})),
		"no spike of a unit": made(t)(UnitPSTH(UnitPSTHData{BinWidth: 1e-3, Rates: [][]float64{{0}}})),
		"one tile":           made(t)(Tiles(TilesData{Tiles: []Tile{{Curves: []Curve{curve}}}})),
		"own axes":           made(t)(Tiles(TilesData{OwnY: true, Columns: 2, Tiles: []Tile{{Curves: []Curve{curve}}, {Curves: []Curve{curve}}, {Curves: []Curve{curve}}}})),
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
