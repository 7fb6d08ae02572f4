package random

import "math/bits"

// A Schedule holds the numbers that [Words] adds during its rounds, computed once for many counters of a key, if only word 0 is
// needed.
type Schedule struct {
	K0, K1 uint32 // added to the counter
	// Inject is added after rounds 4, 8 and 12: to x0, x1, x0, x1 and, since word 1 of the result isn't needed, the sum of both to
	// x0, because the last round ends with adding x1 to x0.
	Inject [5]uint32
}

// NewSchedule returns the schedule of a key.
func NewSchedule(key Key) Schedule {
	k0, k1, k2 := key[0], key[1], key[0]^key[1]^parity
	return Schedule{k0, k1, [5]uint32{k1, k2 + 1, k2, k0 + 2, k0 + k1 + 3}}
}

// Words4 returns word 0 for the counters (a0, a1) to (d0, d1), to which K0 and K1 are already added: it does the rounds of [Words],
// one after the other. The four are independent, so that the processor works on several of them in each cycle.
func (s *Schedule) Words4(a0, b0, c0, d0, a1, b1, c1, d1 uint32) (a, b, c, d uint32) {
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 13)^a0, rotate(b1, 13)^b0, rotate(c1, 13)^c0, rotate(d1, 13)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 15)^a0, rotate(b1, 15)^b0, rotate(c1, 15)^c0, rotate(d1, 15)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 26)^a0, rotate(b1, 26)^b0, rotate(c1, 26)^c0, rotate(d1, 26)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 6)^a0, rotate(b1, 6)^b0, rotate(c1, 6)^c0, rotate(d1, 6)^d0
	a0, b0, c0, d0 = a0+s.Inject[0], b0+s.Inject[0], c0+s.Inject[0], d0+s.Inject[0]
	a1, b1, c1, d1 = a1+s.Inject[1], b1+s.Inject[1], c1+s.Inject[1], d1+s.Inject[1]
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 17)^a0, rotate(b1, 17)^b0, rotate(c1, 17)^c0, rotate(d1, 17)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 29)^a0, rotate(b1, 29)^b0, rotate(c1, 29)^c0, rotate(d1, 29)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 16)^a0, rotate(b1, 16)^b0, rotate(c1, 16)^c0, rotate(d1, 16)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 24)^a0, rotate(b1, 24)^b0, rotate(c1, 24)^c0, rotate(d1, 24)^d0
	a0, b0, c0, d0 = a0+s.Inject[2], b0+s.Inject[2], c0+s.Inject[2], d0+s.Inject[2]
	a1, b1, c1, d1 = a1+s.Inject[3], b1+s.Inject[3], c1+s.Inject[3], d1+s.Inject[3]
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 13)^a0, rotate(b1, 13)^b0, rotate(c1, 13)^c0, rotate(d1, 13)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 15)^a0, rotate(b1, 15)^b0, rotate(c1, 15)^c0, rotate(d1, 15)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 26)^a0, rotate(b1, 26)^b0, rotate(c1, 26)^c0, rotate(d1, 26)^d0
	a0, b0, c0, d0 = a0+a1, b0+b1, c0+c1, d0+d1
	a1, b1, c1, d1 = rotate(a1, 6)^a0, rotate(b1, 6)^b0, rotate(c1, 6)^c0, rotate(d1, 6)^d0
	a0, b0, c0, d0 = a0+s.Inject[4], b0+s.Inject[4], c0+s.Inject[4], d0+s.Inject[4]
	return a0 + a1, b0 + b1, c0 + c1, d0 + d1
}

func rotate(x uint32, n int) uint32 { return bits.RotateLeft32(x, n) }
