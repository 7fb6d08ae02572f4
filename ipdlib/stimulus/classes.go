package stimulus

import "math"

// MaxIPD bounds the interaural phase differences: they lie in ±π/2, so that the ear that leads is never in doubt.
const MaxIPD = math.Pi / 2

// Discretise gives the class of an IPD in radians, 0 ... classes-1: floor((ipd + π/2) · classes / π), clamped, since
// the right edge itself, and in float32 what rounds to it, would be one class too many.
func Discretise(ipd float64, classes int) int {
	k := int(math.Floor((ipd + MaxIPD) * float64(classes) / math.Pi))
	return min(max(k, 0), classes-1)
}

// Continuise gives the IPD in radians in the middle of a class.
func Continuise(class, classes int) float64 {
	return (float64(class)+0.5)*math.Pi/float64(classes) - MaxIPD
}

// Degrees turns radians into degrees.
func Degrees(radians float64) float64 { return radians * 180 / math.Pi }
