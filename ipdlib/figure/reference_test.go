package figure

import (
	"encoding/json"
	"image/color"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// reference is what matplotlib says of the test figures (testdata/reference.py).
type reference struct {
	Version string
	Figures map[string][]refAxes
	Tickers []refTicker
	Colours map[string]string // six hexadecimal digits a colour
}

type refAxes struct {
	Frame  [4]float64 // left, bottom, right, top in pixels at 100 dpi
	X, Y   refAxis
	Legend *[4]float64
}

type refAxis struct {
	Limits [2]float64
	Values []float64
	Labels []string
}

type refTicker struct {
	Lo, Hi float64
	Bins   int
	Values []float64
	Labels []string
	Common string
}

func readReference(t *testing.T) (r reference) {
	t.Helper()
	b, err := os.ReadFile("testdata/matplotlib.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTicksAreMatplotlibs compares the choice of ticks and the numbers written at them.
func TestTicksAreMatplotlibs(t *testing.T) {
	for _, want := range readReference(t).Tickers {
		ticks, common := maxTicks{bins: want.Bins}.labelled(want.Lo, want.Hi)
		if common != want.Common {
			t.Errorf("%v to %v, %d bins: common part %q; matplotlib %q", want.Lo, want.Hi, want.Bins, common, want.Common)
		}
		compareTicks(t, "ticks", ticks, refAxis{[2]float64{want.Lo, want.Hi}, want.Values, want.Labels})
	}
}

func compareTicks(t *testing.T, what string, got []plot.Tick, want refAxis) {
	t.Helper()
	var labels []string
	same := len(got) == len(want.Values)
	for i, tick := range got {
		labels = append(labels, tick.Label)
		same = same && math.Abs(tick.Value-want.Values[i]) <= 1e-9*(want.Limits[1]-want.Limits[0])
	}
	if !same || !slices.Equal(labels, want.Labels) {
		t.Errorf("%s from %v to %v: %q; matplotlib has %q at %v", what, want.Limits[0], want.Limits[1], labels, want.Labels, want.Values)
	}
}

// TestColoursAreMatplotlibs compares every colour of lines and maps. BlueRed may be off by one in a channel: matplotlib
// interpolates between components of more than 8 bits.
func TestColoursAreMatplotlibs(t *testing.T) {
	maps := map[string]struct {
		n       int
		colours ColourMap
	}{
		"tab10":   {10, func(t float64) color.NRGBA { return Tab10[int(t*10)] }},
		"viridis": {256, Viridis},
		"RdBu_r":  {256, BlueRed},
	}
	for name, want := range readReference(t).Colours {
		m := maps[name]
		if len(want) != 6*m.n {
			t.Fatalf("%s: %d digits; want %d colours of 6", name, len(want), m.n)
		}
		for i := range m.n {
			w, err := strconv.ParseUint(want[6*i:6*i+6], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			got, ref := m.colours((float64(i)+0.5)/float64(m.n)), rgb(uint32(w))
			if d := max(distance(got.R, ref.R), distance(got.G, ref.G), distance(got.B, ref.B)); d > 1 || d > 0 && name != "RdBu_r" {
				t.Errorf("%s: colour %d is %v; matplotlib's %v", name, i, got, ref)
			}
		}
	}
}

func distance(a, b uint8) uint8 { return max(a, b) - min(a, b) }

// frameTolerance is how far, in pixels, a side of a frame or a legend may be from matplotlib's, whose hinted letters make
// labels a little narrower or wider than ours. The largest difference is 0.29, in the figure of the loss.
const frameTolerance = 0.5

// TestLayoutIsMatplotlibs compares where frames, ticks and legends stand with matplotlib's figures of the same data.
func TestLayoutIsMatplotlibs(t *testing.T) {
	bar := evaluationData().Confusion
	bar.ColourBar = true
	figures := map[string]Figure{
		"published":     publishedFigure(t),
		"rasters":       made(t)(Rasters(rastersData())),
		"evaluation":    made(t)(Evaluation(evaluationData())),
		"confusion_bar": made(t)(Confusion(bar)),
		"loss":          made(t)(Loss(lossData())),
		"surrogate":     made(t)(Surrogate(surrogateData())),
		"weights":       made(t)(Weights(weightMap())),
		"points":        made(t)(Points(pointPanel(), categoryPanel())),
		"heat_map":      made(t)(HeatMap(heatMapData())),
		"bars":          made(t)(Bars(barPanel())),
		"psth":          made(t)(PSTH(psthData())),
		"unit_psth":     made(t)(UnitPSTH(unitPSTHData())),
		"tiles":         made(t)(Tiles(tilesData())),
	}
	for name, want := range readReference(t).Figures {
		t.Run(name, func(t *testing.T) {
			got := measure(figures[name])
			if len(got) != len(want) {
				t.Fatalf("%d panels; matplotlib has %d", len(got), len(want))
			}
			for i, w := range want {
				g := got[i]
				near(t, i, "frame", g.frame, w.Frame)
				if w.Y.Limits[0] > w.Y.Limits[1] { // imshow's axis points down
					slices.Reverse(w.Y.Limits[:])
				}
				compareTicks(t, "x ticks", g.x, w.X)
				compareTicks(t, "y ticks", g.y, w.Y)
				switch {
				case (g.legend == nil) != (w.Legend == nil):
					t.Errorf("panel %d: legend at %v; matplotlib's at %v", i, g.legend, w.Legend)
				case g.legend != nil:
					near(t, i, "legend", *g.legend, *w.Legend)
				}
			}
		})
	}
}

func near(t *testing.T, panel int, what string, got, want [4]float64) {
	t.Helper()
	for k := range got {
		if math.Abs(got[k]-want[k]) > frameTolerance {
			t.Errorf("panel %d: %s at %.2f; matplotlib's at %.2f", panel, what, got, want)
			return
		}
	}
}

// measured is one panel or colour bar as it is drawn: rectangles as left, bottom, right, top in pixels at 100 dpi.
type measured struct {
	frame  [4]float64
	x, y   []plot.Tick
	legend *[4]float64
}

// measure lays a figure out and returns its panels, each followed by its colour bar.
func measure(f Figure) (m []measured) {
	c := draw.New(vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(DPI)))
	pixels := func(r vg.Rectangle) [4]float64 {
		const k = DPI / 72.0
		return [4]float64{k * r.Min.X.Points(), k * r.Min.Y.Points(), k * r.Max.X.Points(), k * r.Max.Y.Points()}
	}
	add := func(p *panel, frame vg.Rectangle) {
		c := c
		c.Rectangle = frame
		s := p.scale()
		d := measured{frame: pixels(frame)}
		d.x, _ = p.x.ticksFor(s.X.Min, s.X.Max, frame.Size().X, xRoom(frame))
		d.y, _ = p.y.ticksFor(s.Y.Min, s.Y.Max, frame.Size().Y, yRoom(frame))
		if p.legend != nil && len(p.legend.entries) > 0 {
			pen := newPen(c)
			r := pixels(p.legend.position(pen, p.legend.size(pen), p.layers, s))
			d.legend = &r
		}
		m = append(m, d)
	}
	for i, slot := range f.grid.slots(c, f.grid.tight(c)) {
		at := f.grid.panels[i].placed(slot)
		add(at.panel, at.frame)
		if at.bar != nil {
			add(at.bar, at.scale)
		}
	}
	return m
}
