package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A PointPanel shows what a quantity was in single runs, and the mean with its 95 % interval, against anything: a number,
// such as a time constant, or a choice, such as the way of the reset.
type PointPanel struct {
	Title, XLabel, YLabel string

	// Series are groups of runs side by side, in the colours of Tab10.
	Series []Series

	// Categories, if not nil, are the names of places 0, 1, 2, ... on the x axis, for choices that are no numbers. Then
	// means are not joined by a line.
	Categories []string

	// LogX puts x on a logarithmic scale, with a number at each x that occurs. All x must be positive.
	LogX bool

	// Percent makes the y axis reach from 0 to 100; else it is fitted to the data.
	Percent bool

	// StandardErrors makes the bars of the means standard errors, as the tables of a sweep have them, instead of 95 %
	// intervals. YLabel should say which they are.
	StandardErrors bool

	// Level, if not nil, is a dashed line across the panel, such as chance.
	Level *float64

	// Legend is the place of the legend; the zero value finds the best one. Series without a label have no row in it;
	// without any row there is no legend.
	Legend Place
}

// A Series is one group of runs.
type Series struct {
	// Label names the group in the legend. May be empty.
	Label string

	// X is where each group of runs stands: a number, or the index of a category.
	X []float64

	// Runs are the values of single runs, Runs[i] those at X[i]. Their numbers may differ; where there is none, nothing is
	// drawn.
	Runs [][]float64
}

const (
	// spreadOfCategories and spreadOfNumbers are how much of the gap between two places the series side by side take: wide
	// where a place is only a name, narrow where it is a number.
	spreadOfCategories, spreadOfNumbers = 0.7, 0.4

	// spreadOfRuns is how much of its share a series' points are spread over.
	spreadOfRuns = 0.6

	// pointSize and pointOpacity are the look of single runs: smaller and fainter than means, and dark where two meet.
	pointSize    = vg.Length(4)
	pointOpacity = 0.45
)

// Points draws every run as a faint point and, over them, the means with their 95 % intervals (Student's t) or errors, panels side
// by side, each 6.4 x 4.8 inches. Series stand beside one another, and points are moved sideways so that none hides
// another; the moves are the same each time. A mean of one run has no interval.
func Points(panels ...PointPanel) (Figure, error) {
	if len(panels) == 0 {
		return Figure{}, fmt.Errorf("figure: points: %w: no panel", ErrData)
	}
	drawn := make([]*panel, len(panels))
	for i, d := range panels {
		var err error
		if drawn[i], err = d.panel(); err != nil {
			return Figure{}, fmt.Errorf("figure: points: panel %d %q: %w", i, d.Title, err)
		}
	}
	return inches(6.4*vg.Length(len(drawn)), 4.8, len(drawn), drawn...), nil
}

func (d PointPanel) panel() (*panel, error) {
	if err := d.validate(); err != nil {
		return nil, err
	}
	p := &panel{title: d.Title, xLabel: d.XLabel, yLabel: d.YLabel, legend: &legend{place: d.Legend}}
	if d.Percent {
		p.y = between(0, 100)
	}
	at := d.places()
	gap, spread := smallestGap(at), spreadOfNumbers
	switch {
	case d.Categories != nil:
		p.x.names = across(places(d.Categories))
		p.x.limits = &[2]float64{-0.5, float64(len(d.Categories)) - 0.5}
		gap, spread = 1, spreadOfCategories
	case d.LogX:
		p.x.names = across(d.logTicks())
	}
	if d.Level != nil {
		p.layers = append(p.layers, rule(*d.Level))
	}
	share := spread * gap / float64(len(d.Series)) // of one series
	for i := range d.Series {
		offset := share * (float64(i) - float64(len(d.Series)-1)/2)
		p.layers = append(p.layers, d.dots(i, at[i], offset, share*spreadOfRuns))
	}
	for i, s := range d.Series {
		offset := share * (float64(i) - float64(len(d.Series)-1)/2)
		means := d.means(i, at[i], offset)
		p.layers = append(p.layers, means)
		if s.Label != "" {
			p.legend.add(s.Label, means)
		}
	}
	return p, nil
}

// places are the x of each series as they are drawn.
func (d PointPanel) places() [][]float64 {
	at := make([][]float64, len(d.Series))
	for i, s := range d.Series {
		at[i] = slices.Clone(s.X)
		if d.LogX {
			for j, x := range at[i] {
				at[i][j] = math.Log10(x)
			}
		}
	}
	return at
}

// logTicks are the x that occur, at their logarithms.
func (d PointPanel) logTicks() (ticks []Tick) {
	var all []float64
	for _, s := range d.Series {
		all = append(all, s.X...)
	}
	slices.Sort(all)
	for _, x := range slices.Compact(all) {
		ticks = append(ticks, Tick{math.Log10(x), fmt.Sprint(x)})
	}
	return ticks
}

// smallestGap is the smallest distance between two places; 1 where there is only one.
func smallestGap(at [][]float64) float64 {
	all := slices.Concat(at...)
	slices.Sort(all)
	gap := math.Inf(1)
	for i := 1; i < len(all); i++ {
		if d := all[i] - all[i-1]; d > 0 {
			gap = min(gap, d)
		}
	}
	if math.IsInf(gap, 1) {
		return 1
	}
	return gap
}

// dots are the runs of series i. Successive multiples of the golden ratio, taken modulo 1, spread any number of points
// evenly.
func (d PointPanel) dots(i int, at []float64, offset, width float64) dots {
	layer := dots{diameter: pointSize, color: fade(cycle(i), pointOpacity)}
	for j, runs := range d.Series[i].Runs {
		for k, y := range runs {
			_, place := math.Modf(float64(k+1) * math.Phi)
			x := at[j] + offset
			if len(runs) > 1 {
				x += width * (place - 0.5)
			}
			layer.XYs = append(layer.XYs, plotter.XY{X: x, Y: y})
		}
	}
	return layer
}

// means are those of series i, in the order of x.
func (d PointPanel) means(i int, at []float64, offset float64) estimates {
	layer := estimates{LineStyle: curveStyle(cycle(i)), joined: d.Categories == nil}
	order := make([]int, len(at))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	for _, j := range order {
		runs := d.Series[i].Runs[j]
		if len(runs) == 0 {
			continue
		}
		mean, low, high := interval(runs)
		if d.StandardErrors && len(runs) > 1 {
			sem := stat.StdErr(stat.StdDev(runs, nil), float64(len(runs)))
			low, high = mean-sem, mean+sem
		}
		layer.XYs = append(layer.XYs, plotter.XY{X: at[j] + offset, Y: mean})
		layer.low, layer.high = append(layer.low, low), append(layer.high, high)
	}
	return layer
}

// interval gives the mean of one or more values and the bounds of its 95 % confidence interval, mean ∓ t·SD/√n with the
// 97.5 % quantile t of Student's distribution of n-1 degrees of freedom; NaN for a single value.
func interval(values []float64) (mean, low, high float64) {
	mean = stat.Mean(values, nil)
	n := float64(len(values))
	if n < 2 {
		return mean, math.NaN(), math.NaN()
	}
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975) * stat.StdErr(stat.StdDev(values, nil), n)
	return mean, mean - half, mean + half
}

func (d PointPanel) validate() error {
	if d.LogX && d.Categories != nil {
		return fmt.Errorf("%w: LogX with Categories; names have no logarithm", ErrData)
	}
	if d.Level != nil {
		if err := finite("Level", []float64{*d.Level}); err != nil {
			return err
		}
	}
	total := 0
	for i, s := range d.Series {
		n, err := s.validate(d)
		if err != nil {
			return fmt.Errorf("series %d %q: %w", i, s.Label, err)
		}
		total += n
	}
	if total == 0 {
		return fmt.Errorf("%w: Series has no runs", ErrData)
	}
	return nil
}

// validate checks a series and counts its runs.
func (s Series) validate(d PointPanel) (total int, err error) {
	if err := finite("X", s.X); err != nil {
		return 0, err
	}
	if err := sameLength("Runs", len(s.Runs), "X", len(s.X)); err != nil {
		return 0, err
	}
	for i, x := range s.X {
		switch {
		case d.LogX && !(x > 0):
			return 0, fmt.Errorf("%w: X[%d] is %v; LogX wants positive numbers", ErrData, i, x)
		case d.Categories != nil && (x != math.Trunc(x) || x < 0 || int(x) >= len(d.Categories)):
			return 0, fmt.Errorf("%w: X[%d] is %v; with %d Categories want a whole number from 0 to %d", ErrData, i, x, len(d.Categories), len(d.Categories)-1)
		}
		if len(s.Runs[i]) == 0 {
			continue
		}
		if err := finite(fmt.Sprintf("Runs[%d]", i), s.Runs[i]); err != nil {
			return 0, err
		}
		total += len(s.Runs[i])
	}
	return total, nil
}
