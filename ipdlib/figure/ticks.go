package figure

import (
	"math"

	"gonum.org/v1/plot"
)

// maxTicks chooses the ticks of an axis as matplotlib does: at most bins intervals between round numbers. It is
// matplotlib.ticker.AutoLocator (a MaxNLocator with steps 1, 2, 2.5, 5, 10) with the labels of a ScalarFormatter.
type maxTicks struct {
	// bins is the largest number of intervals, at least 1. matplotlib takes as many as labels have room for, at most 9.
	bins int

	// integer allows only whole numbers, for axes that count (epochs, classes).
	integer bool
}

var _ plot.Ticker = maxTicks{}

// Ticks returns the ticks from lo to hi with their labels.
func (t maxTicks) Ticks(lo, hi float64) []plot.Tick {
	ticks, _ := t.labelled(lo, hi)
	return ticks
}

// labelled returns the ticks from lo to hi and what matplotlib writes at the end of the axis: the power of ten and the
// constant taken out of all labels, such as "1e6", or nothing.
func (t maxTicks) labelled(lo, hi float64) (ticks []plot.Tick, common string) {
	locs := t.locations(lo, hi)
	f := newTickFormat(locs, lo, hi)
	const slop = 1e-10 // of the range: rounding must not lose a tick at the border (matplotlib.ticker, closeto)
	for _, v := range locs {
		if v < lo-slop*(hi-lo) || v > hi+slop*(hi-lo) {
			continue
		}
		ticks = append(ticks, plot.Tick{Value: v, Label: f.label(v)})
	}
	return ticks, f.common()
}

// minTicks is the number of visible ticks for which a finer step is taken where the first choice has fewer.
const minTicks = 2

// locations is MaxNLocator._raw_ticks: round numbers that span lo to hi, with up to one beyond either end.
func (t maxTicks) locations(lo, hi float64) []float64 {
	lo, hi = nonsingular(lo, hi, 1e-13, 1e-14)

	// A range far from zero is first moved near it, to lose no digits.
	var offset float64
	if mean := (lo + hi) / 2; math.Abs(mean)/(hi-lo) >= 100 {
		offset = math.Copysign(math.Pow10(magnitude(mean)), mean)
	}
	lo, hi = lo-offset, hi-offset

	steps := t.steps(math.Pow10(magnitude((hi - lo) / float64(t.bins))))
	first := len(steps) - 1
	for i, s := range steps {
		if s >= (hi-lo)/float64(t.bins) {
			first = i
			break
		}
	}
	var locs []float64
	for i := first; i >= 0; i-- {
		step := steps[i]
		if t.integer && math.Floor(hi)-math.Ceil(lo) >= minTicks-1 {
			step = math.Max(1, step)
		}
		n, _ := divmod(lo, step)
		start := n * step
		locs = locs[:0]
		visible := 0
		for k := floorMultiple(lo-start, step, offset); k <= ceilMultiple(hi-start, step, offset); k++ {
			v := k*step + start
			if v >= lo && v <= hi {
				visible++
			}
			locs = append(locs, v+offset)
		}
		if visible >= minTicks {
			break
		}
	}
	return locs
}

// steps returns the candidates for the distance between ticks, in rising order.
func (t maxTicks) steps(scale float64) (steps []float64) {
	for _, s := range [...]float64{0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20} {
		s *= scale
		if t.integer && s >= 1 && math.Abs(s-math.Round(s)) >= 0.001 {
			continue
		}
		steps = append(steps, s)
	}
	return steps
}

// floorMultiple returns the largest n with n*step <= x, and ceilMultiple the smallest with n*step >= x, forgiving the
// digits lost in taking offset off (matplotlib.ticker._Edge_integer).
func floorMultiple(x, step, offset float64) float64 {
	d, m := divmod(x, step)
	if math.Abs(m/step-1) < multipleTolerance(step, offset) {
		return d + 1
	}
	return d
}

func ceilMultiple(x, step, offset float64) float64 {
	d, m := divmod(x, step)
	if math.Abs(m/step) < multipleTolerance(step, offset) {
		return d
	}
	return d + 1
}

func multipleTolerance(step, offset float64) float64 {
	if offset == 0 {
		return 1e-10
	}
	return math.Min(0.4999, math.Max(1e-10, math.Pow(10, math.Log10(math.Abs(offset)/step)-12)))
}

// divmod is Python's for floats: the floor of a/b and the rest, which has b's sign. b is positive.
func divmod(a, b float64) (d, m float64) {
	m = math.Mod(a, b)
	if m < 0 {
		m += b
	}
	return math.Round((a - m) / b), m
}

// nonsingular widens a range too narrow to draw (matplotlib.transforms.nonsingular): if it is at most the part tiny of
// the larger end, the ends move apart by the part expander of their own size, or to -expander and expander if both are
// (almost) zero.
func nonsingular(lo, hi, expander, tiny float64) (float64, float64) {
	const smallestNormal = 0x1p-1022
	size := math.Max(math.Abs(lo), math.Abs(hi))
	switch {
	case size < 1e6/tiny*smallestNormal:
		return -expander, expander
	case hi-lo <= size*tiny:
		return lo - expander*math.Abs(lo), hi + expander*math.Abs(hi)
	}
	return lo, hi
}
