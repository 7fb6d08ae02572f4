package exercise

import "math"

// A Slip is a usual mistake: the number it leads to, and a hint that leads away from it. [Between] makes one of a range.
type Slip struct {
	Gives float64
	Hint  string

	to     float64 // with ranged: every number from Gives to this one
	ranged bool
}

// Between is a slip that any number from one to another betrays, both ends included.
func Between(from, to float64, hint string) Slip {
	return Slip{Gives: from, Hint: hint, to: to, ranged: true}
}

// isOf reports whether a number is that of the slip, within a tolerance.
func (s Slip) isOf(x, tolerance float64) bool {
	if s.ranged {
		return x >= s.Gives && x <= s.to
	}
	return math.Abs(x-s.Gives) <= tolerance
}
