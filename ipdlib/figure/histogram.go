package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// HistogramData holds the true and the estimated interaural phase differences of a set of trials.
type HistogramData struct {
	// Title stands above the panel, such as "Test".
	Title string

	// True and Estimated are in rad, from -pi/2 to pi/2: [B].
	True, Estimated []float64

	// Bins is the number of bars over the range; 0 means 12, one for each class of the study.
	Bins int

	// Legend is the place of the legend; the zero value finds the best one.
	Legend Place
}

const (
	// classes is the study's number of classes, 15 degrees each.
	classes = 12

	// histogramOpacity is the original's alpha: both histograms show where they overlap.
	histogramOpacity = 0.75

	// edgeSlack is how far, in rad, an angle may lie beyond pi/2: the rounding of float32.
	edgeSlack = 1e-6
)

// Histogram draws how often each true and each estimated IPD occurs, in shared bins over -90 to 90 degrees. The height has
// no numbers, as in the original. 6.4 x 4.8 inches.
func Histogram(d HistogramData) (Figure, error) {
	p, err := d.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: histogram: %w", err)
	}
	return inches(6.4, 4.8, 1, p), nil
}

func (d HistogramData) panel() (*panel, error) {
	n := d.Bins
	if n == 0 {
		n = classes
	}
	if n < 1 {
		return nil, fmt.Errorf("%w: Bins is %d; want 1 or more", ErrData, n)
	}
	p := &panel{title: d.Title, xLabel: "IPD", legend: &legend{place: d.Legend}}
	p.y.tightLow = true
	p.y.ticks = noTicks
	for i, set := range [...]struct {
		name, label string
		ipd         []float64
	}{{"True", "True", d.True}, {"Estimated", "Estimated", d.Estimated}} {
		counts, err := count(set.name, set.ipd, n)
		if err != nil {
			return nil, err
		}
		b := bars{counts: counts, from: -90, to: 90, color: fade(cycle(i), histogramOpacity)}
		p.layers = append(p.layers, b)
		p.legend.add(set.label, swatch{b.color})
	}
	return p, nil
}

// count returns how many of the angles, in rad, fall into each of n equal bins over -pi/2 to pi/2.
func count(what string, ipd []float64, n int) ([]float64, error) {
	if err := finite(what, ipd); err != nil {
		return nil, err
	}
	counts := make([]float64, n)
	for i, v := range ipd {
		if math.Abs(v) > math.Pi/2+edgeSlack {
			return nil, fmt.Errorf("%w: %s[%d] is %v rad; want -pi/2 to pi/2", ErrData, what, i, v)
		}
		bin := int((v/math.Pi + 0.5) * float64(n))
		counts[min(max(bin, 0), n-1)]++
	}
	return counts, nil
}

// bars is a layer of adjoining bars of equal width that stand on zero.
type bars struct {
	counts   []float64
	from, to float64 // the ends of the first and the last bar
	color    color.Color
}

var (
	_ plot.Plotter    = bars{}
	_ plot.DataRanger = bars{}
	_ obstacle        = bars{}
)

// Plot fills the bars.
func (b bars) Plot(c draw.Canvas, s *plot.Plot) {
	pen := newPen(c)
	_, boxes := b.obstacles(c, s)
	for _, r := range boxes {
		pen.fill(b.color, r)
	}
}

// DataRange is that of the bars, from zero.
func (b bars) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, n := range b.counts {
		ymax = math.Max(ymax, n)
	}
	return b.from, b.to, 0, ymax
}

func (b bars) obstacles(c draw.Canvas, s *plot.Plot) (lines [][]vg.Point, boxes []vg.Rectangle) {
	trX, trY := s.Transforms(&c)
	width := (b.to - b.from) / float64(len(b.counts))
	for i, n := range b.counts {
		left := b.from + float64(i)*width
		boxes = append(boxes, vg.Rectangle{
			Min: vg.Point{X: trX(left), Y: trY(0)},
			Max: vg.Point{X: trX(left + width), Y: trY(n)},
		})
	}
	return nil, boxes
}
