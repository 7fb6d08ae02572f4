package parity

import (
	"fmt"
	"math"
)

// difference collects the deviations between two arrays.
type difference struct {
	worst   float64 // largest absolute deviation
	where   string  // of it
	largest float64 // largest absolute expected value: the reference for relative deviations
}

// add adds one deviation.
func (d *difference) add(deviation float64, where string) {
	deviation = math.Abs(deviation)
	if deviation > d.worst || math.IsNaN(deviation) {
		d.worst, d.where = deviation, where
	}
}

// compare adds one pair of values. If it is left out, only the size of the expected value counts.
func (d *difference) compare(got, want float64, leftOut bool, where string, at ...any) {
	d.largest = math.Max(d.largest, math.Abs(want))
	if !leftOut && got != want {
		d.add(got-want, fmt.Sprintf(where, at...))
	}
}

// compare collects the deviations of whole arrays.
func compare(got, want []float64) (d difference) {
	for i := range want {
		d.compare(got[i], want[i], false, "number %d", i)
	}
	return d
}

// relative is the largest deviation relative to the largest entry. If only zeros are expected, it is the deviation itself.
func (d difference) relative() float64 {
	if d.largest == 0 {
		return d.worst
	}
	return d.worst / d.largest
}

// row starts a row of a report.
func (d difference) row(name string, tolerance float64) Row {
	return Row{Name: name, Absolute: d.worst, Relative: d.relative(), Tolerance: tolerance, Where: d.where}
}

// largest is the largest absolute value.
func largest(numbers []float64) (most float64) {
	for _, x := range numbers {
		most = math.Max(most, math.Abs(x))
	}
	return most
}
