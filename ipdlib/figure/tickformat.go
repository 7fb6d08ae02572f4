package figure

import (
	"math"
	"strconv"
	"strings"
)

// tickFormat writes the numbers along one axis alike: all with the same decimals, and with what they share written once at
// the axis' end. It is matplotlib.ticker.ScalarFormatter with its default settings.
type tickFormat struct {
	offset   float64 // subtracted from every number
	exponent int     // the power of ten every number is divided by
	decimals int     // digits after the point
}

const (
	// smallExponent and largeExponent are the powers of ten from which on numbers are divided by one
	// (axes.formatter.limits).
	smallExponent, largeExponent = -5, 6

	// offsetDigits is the number of leading digits that must be shared to be taken out (axes.formatter.offset_threshold).
	offsetDigits = 4
)

// newTickFormat returns the format for the ticks at locs on an axis from lo to hi.
func newTickFormat(locs []float64, lo, hi float64) tickFormat {
	var visible []float64
	for _, v := range locs {
		if v >= lo && v <= hi {
			visible = append(visible, v)
		}
	}
	if len(visible) == 0 {
		return tickFormat{}
	}
	f := tickFormat{offset: sharedOffset(visible)}
	f.exponent = sharedExponent(visible, f.offset, lo, hi)
	f.decimals = decimals(locs, f, lo, hi)
	return f
}

// sharedOffset returns the leading digits that all of v have in common, if there are at least offsetDigits of them
// (ScalarFormatter._compute_offset).
func sharedOffset(v []float64) float64 {
	lo, hi := v[0], v[len(v)-1]
	if lo == hi || lo <= 0 && hi >= 0 {
		return 0
	}
	small, large := math.Abs(lo), math.Abs(hi)
	if small > large {
		small, large = large, small
	}
	leading := func(v, power float64) float64 { d, _ := divmod(v, power); return d }
	// Go down the powers of ten until the ends differ by more than gap in their leading digits; the power before is the
	// last at which they agree.
	agree := func(gap float64) float64 {
		e := int(math.Ceil(math.Log10(large)))
		for leading(large, math.Pow10(e))-leading(small, math.Pow10(e)) <= gap {
			e--
		}
		return math.Pow10(e + 1)
	}
	power := agree(0)
	if (large-small)/power <= 1e-2 { // the ends lie close on both sides of a round number
		power = agree(1)
	}
	if n := leading(large, power); n >= math.Pow10(offsetDigits-1) {
		return math.Copysign(n*power, lo)
	}
	return 0
}

// sharedExponent returns the power of ten by which all labels are to be divided (_set_order_of_magnitude).
func sharedExponent(visible []float64, offset, lo, hi float64) int {
	size := hi - lo
	if offset == 0 {
		size = 0
		for _, v := range visible {
			size = math.Max(size, math.Abs(v))
		}
	}
	if size == 0 {
		return 0
	}
	e := magnitude(size)
	if e > smallExponent && e < largeExponent {
		return 0
	}
	return e
}

// decimals returns how many digits after the point tell the ticks apart, to a thousandth of their range
// (ScalarFormatter._set_format).
func decimals(locs []float64, f tickFormat, lo, hi float64) int {
	scaled := make([]float64, 0, len(locs)+2)
	for _, v := range locs {
		scaled = append(scaled, f.scale(v))
	}
	ends := scaled
	if len(locs) < 2 {
		ends = append(ends, f.scale(lo), f.scale(hi))
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, v := range ends {
		least, most = math.Min(least, v), math.Max(most, v)
	}
	size := most - least
	if size == 0 {
		size = math.Max(math.Abs(least), math.Abs(most))
	}
	if size == 0 {
		size = 1
	}
	threshold := 1e-3 * math.Pow10(magnitude(size))
	n := max(0, 3-magnitude(size))
	for ; n >= 0; n-- {
		var worst float64
		power := math.Pow10(n)
		for _, v := range scaled {
			worst = math.Max(worst, math.Abs(v-math.RoundToEven(v*power)/power))
		}
		if worst >= threshold {
			break
		}
	}
	return n + 1
}

func (f tickFormat) scale(v float64) float64 {
	return (v - f.offset) / math.Pow10(f.exponent)
}

// label writes the tick at v.
func (f tickFormat) label(v float64) string {
	v = f.scale(v)
	if math.Abs(v) < 1e-8 { // no "-0.0"
		v = 0
	}
	return minus(strconv.FormatFloat(v, 'f', f.decimals, 64))
}

// common writes what was taken out of the labels, such as "1e6" or "+1.2e3", or nothing.
func (f tickFormat) common() string {
	var s string
	if f.exponent != 0 {
		s = "1e" + strconv.Itoa(f.exponent)
	}
	if f.offset != 0 {
		if f.offset > 0 {
			s += "+"
		}
		e := magnitude(f.offset)
		digits := math.Round(f.offset/math.Pow10(e)*1e10) / 1e10
		s += strconv.FormatFloat(digits, 'g', 10, 64)
		if e != 0 {
			s += "e" + strconv.Itoa(e)
		}
	}
	return minus(s)
}

// magnitude returns the power of ten of the first digit of v, which is not 0.
func magnitude(v float64) int { return int(math.Floor(math.Log10(math.Abs(v)))) }

// minus replaces the hyphen by the minus sign, which is as wide as a digit (axes.unicode_minus).
func minus(s string) string { return strings.ReplaceAll(s, "-", "\u2212") }
