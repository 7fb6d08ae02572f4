package fused

import "math"

// Sums of many numbers are sums of whole numbers here: each number is scaled by a power of two and rounded, then the sum is
// exact, in any order. The scale is chosen for each unit from a bound of the sum of the numbers' sizes, so that no sum of some of
// them leaves 30 bits. A number is then exact to 2^-30 of the bound; a float32 sum would lose about as much.
//
// In plain Go a word of 64 bits holds two such numbers, the first as it is and the second times 2^32:
//
//	word = first + second·2^32
//
// Words add like numbers, and both sums can be taken out again as long as each fits into 32 bits. Vectors hold a number a lane.

// sumBits is the size of the largest sum: one bit less than fits beside the sign, since the bound is a rounded sum itself.
const sumBits = 30

// A unit's scale is limited, so that it and its inverse are normal float32 numbers. Only bounds below 2^-96 notice.
const leastExponent = sumBits - 126

// scales gives the factor that makes whole numbers of numbers whose sizes sum to at most bound, and its inverse. For a bound that
// isn't a finite number finite is false, the scale is 0 and the inverse NaN, which makes every such sum NaN. The caller must then
// set the numbers to zero: a NaN has no place among whole numbers.
func scales(bound float64) (scale, inverse float32, finite bool) {
	if math.IsNaN(bound) || math.IsInf(bound, 0) {
		return 0, float32(math.NaN()), false
	}
	_, exponent := math.Frexp(bound) // bound < 2^exponent
	exponent = max(exponent, leastExponent)
	return float32(math.Ldexp(1, sumBits-exponent)), float32(math.Ldexp(1, exponent-sumBits)), true
}

// words are the sums of a block of units, two to a word.
type words [width / 2]int64

// pack makes a word of two numbers that are scaled already, rounded to the nearest, ties to even: adding 1.5·2^52 leaves no bits for a
// fraction, and the whole number, in two's complement, in the lower bits.
func pack(first, second float32) int64 {
	const shift = 3 << 51
	return int64(int32(math.Float64bits(float64(first)+shift))) + int64(math.Float64bits(float64(second)+shift))<<32
}

// unpack takes both numbers out of a word.
func unpack(word int64) (first, second int32) {
	first = int32(word)
	return first, int32((word - int64(first)) >> 32)
}
