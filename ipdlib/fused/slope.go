package fused

import "math"

// The surrogate's slope replaces the derivative of a spike:
//
//	g(v) = β σ (1 - σ) = β e / (1 + e)²     σ = 1/(1 + exp(-β (v-1))),  e = exp(-β |v-1|)
//
// The exponential is a power of two, e = 2^-y with y = β log2(e) |v-1|. With n the integer nearest to y and f = n - y, within ±1/2, it
// is 2^f 2^-n: a polynomial, and a subtraction from the bits of its exponent.
type surrogate struct {
	beta     float32 // β
	halvings float32 // β log2(e)
	farthest float32 // |v-1| is limited to this: see mostHalvings
}

func newSurrogate(beta float64) surrogate {
	single := func(x float64) float32 { return float32(min(x, math.MaxFloat32)) }
	return surrogate{single(beta), single(beta * math.Log2E), single(mostHalvings / (beta * math.Log2E))}
}

// slopeSteps is the number of time steps whose slopes are computed at once. Each slope is a long chain of dependent operations;
// vectors need eight such chains side by side to keep a processor busy.
const slopeSteps = 4

const (
	// mostHalvings limits y, so that e is a normal number. A slope of 2^-100 is negligible.
	mostHalvings = 100
	// toWhole rounds y to an integer when added to it: a float32 of that size has no bits for fractions. The integer is in the
	// sum's lowest bits.
	toWhole = 3 << 22
)

// The polynomial of degree 5 for 2^f, |f| <= 1/2, with the least relative error, 7.5e-8 (found with the Remez algorithm).
const (
	power0 = 1.0000000716546822
	power1 = 0.6931469670647331
	power2 = 0.24022119723848476
	power3 = 0.05550713273542586
	power4 = 0.00967554133421605
	power5 = 0.0013276471979478776
)

// part splits y, from 0 to mostHalvings, into the nearest integer and a rest, y = n - f. n is returned shifted to the exponent bits of
// a float32: subtracted from its bits, it halves the number n times.
func part(y float32) (n uint32, f float32) {
	shifted := y + toWhole
	return math.Float32bits(shifted) << 23, (shifted - toWhole) - y
}

// power is 2^f / 2^n, with n as part returns it.
func power(n uint32, f float32) float32 {
	p := float32(power5*f) + power4
	p = float32(p*f) + power3
	p = float32(p*f) + power2
	p = float32(p*f) + power1
	p = float32(p*f) + power0
	return math.Float32frombits(math.Float32bits(p) - n)
}

// size is |x|, but at most the limit. Absolute values compare like their bits, and NaN is larger than all numbers.
func size(x, limit float32) float32 {
	return math.Float32frombits(min(math.Float32bits(x)&^(1<<31), math.Float32bits(limit)))
}

// slopes computes g(v), for two units at a time, since the operations of each unit depend on one another.
func (portable) slopes(b *block) {
	s := b.surrogate
	for t := range b.steps - 1 {
		v, g := b.at(t)[:b.units], b.slope[t][:b.units]
		for j := 0; j+1 < len(v) && j+1 < len(g); j += 2 {
			n0, f0 := part(float32(size(v[j]-1, s.farthest) * s.halvings))
			n1, f1 := part(float32(size(v[j+1]-1, s.farthest) * s.halvings))
			e0, e1 := power(n0, f0), power(n1, f1)
			q0, q1 := 1+e0, 1+e1
			g[j], g[j+1] = e0/float32(q0*q0)*s.beta, e1/float32(q1*q1)*s.beta
		}
	}
}
