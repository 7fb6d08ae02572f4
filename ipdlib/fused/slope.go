package fused

import "math"

// The surrogate's slope stands in for the derivative of a spike:
//
//	g(v) = β σ (1 - σ) = β e / (1 + e)²     σ = 1/(1 + exp(-β (v-1))),  e = exp(-β |v-1|)
//
// The exponential is a power of two, e = 2^-y with y = β log2(e) |v-1|. With n the whole number next to y and f = n - y, within ±1/2, it
// is 2^f 2^-n: a polynomial, and a subtraction from the bits of its exponent.
type surrogate struct {
	beta     float32 // β
	halvings float32 // β log2(e)
}

func newSurrogate(beta float64) surrogate {
	return surrogate{float32(min(beta, math.MaxFloat32)), float32(min(beta*math.Log2E, math.MaxFloat32))}
}

// slopeSteps is how many time steps have their slopes computed at once. Each number's are a long chain of operations that wait for one
// another; vectors need eight of them side by side to keep a processor busy.
const slopeSteps = 4

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

// slopes computes g(v) of numbers v; NaN counts as far away from the threshold. Two numbers at a time, as each one's operations wait for
// one another.
func (portable) slopes(g, v []float32, s surrogate) {
	g = g[:len(v)]
	for i := 0; i+1 < len(v); i += 2 {
		x, y := abs(v[i]-1)*s.halvings, abs(v[i+1]-1)*s.halvings
		x = math.Float32frombits(min(math.Float32bits(x), mostHalvingsBits)) // positive numbers compare like their bits
		y = math.Float32frombits(min(math.Float32bits(y), mostHalvingsBits))
		shiftedX, shiftedY := x+toWhole, y+toWhole
		x, y = (shiftedX-toWhole)-x, (shiftedY-toWhole)-y // f
		p, q := float32(power5*x)+power4, float32(power5*y)+power4
		p, q = float32(p*x)+power3, float32(q*y)+power3
		p, q = float32(p*x)+power2, float32(q*y)+power2
		p, q = float32(p*x)+power1, float32(q*y)+power1
		p, q = float32(p*x)+power0, float32(q*y)+power0
		p = math.Float32frombits(math.Float32bits(p) - math.Float32bits(shiftedX)<<23) // e
		q = math.Float32frombits(math.Float32bits(q) - math.Float32bits(shiftedY)<<23)
		x, y = 1+p, 1+q
		g[i], g[i+1] = p/float32(x*x)*s.beta, q/float32(y*y)*s.beta
	}
}
