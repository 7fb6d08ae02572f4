package fused

import "math"

// Sums of many numbers are computed as sums of integers: each number is scaled by a power of two and rounded; then the sum is
// exact, in any order. The scale is chosen for each unit from a bound on the sum of the numbers' absolute values, so that every
// partial sum fits into 30 bits. A number is then accurate to 2^-30 of the bound; a float32 sum would lose about as much.
//
// In plain Go a 64-bit word holds two such numbers, the first unchanged and the second times 2^32:
//
//	word = first + second·2^32
//
// Words are added like numbers, and both sums can be recovered as long as each fits into 32 bits. Vectors hold one number per lane.

// sumBits is the number of bits of the largest sum: one bit less than fits beside the sign, since the bound itself is rounded.
const sumBits = 30

// A unit's scale is limited, so that it and its inverse are normal float32 numbers. This affects only bounds below 2^-96.
const leastExponent = sumBits - 126

// scales returns the factor that scales numbers to integers, and its inverse; bound limits the sum of the numbers' absolute values.
// If the bound isn't finite, finite is false, the scale is 0 and the inverse NaN, which makes every such sum NaN. The caller must
// then set the numbers to zero, since an integer can't be NaN.
func scales(bound float64) (scale, inverse float32, finite bool) {
	if math.IsNaN(bound) || math.IsInf(bound, 0) {
		return 0, float32(math.NaN()), false
	}
	_, exponent := math.Frexp(bound) // bound < 2^exponent
	exponent = max(exponent, leastExponent)
	return float32(math.Ldexp(1, sumBits-exponent)), float32(math.Ldexp(1, exponent-sumBits)), true
}

// words holds the sums of a block of units, two per word.
type words [width / 2]int64

// pack makes a word from two scaled numbers, rounded to nearest, ties to even: adding 1.5·2^52 leaves no bits for a fraction, and the
// integer, in two's complement, in the lower bits.
func pack(first, second float32) int64 {
	const shift = 3 << 51
	return int64(int32(math.Float64bits(float64(first)+shift))) + int64(math.Float64bits(float64(second)+shift))<<32
}

// unpack returns both numbers of a word.
func unpack(word int64) (first, second int32) {
	first = int32(word)
	return first, int32((word - int64(first)) >> 32)
}
