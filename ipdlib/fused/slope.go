package fused

import "math"

// The surrogate's slope stands in for the derivative of a spike:
//
//	g(v) = β σ (1 - σ) = β e / (1 + e)²     σ = 1/(1 + exp(-β (v-1))),  e = exp(-β |v-1|)
//
// The exponential is a power of two, e = 2^-y with y = β log2(e) |v-1|. With n the whole number next to y and f = n - y, within ±1/2, it
// is 2^f 2^-n: a polynomial, and a subtraction from the bits of its exponent.
type slope struct {
	beta float32 // β
	rate float32 // β log2(e)
}

func newSlope(beta float64) slope {
	return slope{float32(min(beta, math.MaxFloat32)), float32(min(beta*math.Log2E, math.MaxFloat32))}
}

const (
	// mostHalvings limits y, so that e is a normal number. A slope of 2^-100 is none.
	mostHalvings = 100
	// toWhole rounds y to a whole number when it is added: float32 has no bits for fractions there. The whole number stands in the
	// sum's lowest bits.
	toWhole = 3 << 22
)

var mostHalvingsBits = math.Float32bits(mostHalvings)

// The polynomial of degree 5 for 2^f, |f| <= 1/2, with the least relative error, 7.5e-8 (found by E. Remez's exchange).
const (
	power0 = 1.0000000716546822
	power1 = 0.6931469670647331
	power2 = 0.24022119723848476
	power3 = 0.05550713273542586
	power4 = 0.00967554133421605
	power5 = 0.0013276471979478776
)

// at is g(v). NaN counts as far away from the threshold.
func (s *slope) at(v float32) float32 {
	y := abs(v-1) * s.rate
	y = math.Float32frombits(min(math.Float32bits(y), mostHalvingsBits)) // positive numbers compare like their bits
	shifted := y + toWhole
	f := (shifted - toWhole) - y
	p := float32(power5*f) + power4
	p = float32(p*f) + power3
	p = float32(p*f) + power2
	p = float32(p*f) + power1
	p = float32(p*f) + power0
	e := math.Float32frombits(math.Float32bits(p) - math.Float32bits(shifted)<<23)
	q := 1 + e
	return e / float32(q*q) * s.beta
}
