package random

import "math"

//go:generate go run -C asm .

// maskBits is the number of decisions in a word of bits.
const maskBits = 32

// MaskWords returns the number of words that the n bits of a row take.
func MaskWords(n int) int { return (n + maskBits - 1) / maskBits }

// Mask decides, for n numbers in each of len(bits)/MaskWords(n) rows, whether a uniform number reaches a threshold:
//
//	bit i of row r = [uniform24(word0) >= threshold],    word0, _ = Words(key, first + r·stride, i)
//
// where uniform24 is the upper [UniformBits] bits of a word, as in [GraphUniform24], and threshold is a probability times 2^24. Bit i
// of a row is bit i%32 of its word i/32, the lowest being 0; bits from n on are 0.
//
// A shorter row costs as much as one of 32: 16 ns with AVX-512, 34 ns with AVX2, 0.14 µs in plain Go, on one core of a Xeon. A call
// adds 30 ns, so compute many rows at once. In the dropout of a training step (row t·B + b, number h), these can be all rows of the
// step (first 0, stride 1) or those of sample b (first b, stride B).
//
// With AVX-512 or AVX2, 16 or 8 numbers are computed at a time; the bits are the same on every processor.
func Mask(bits []uint32, key Key, first, stride uint32, n int, threshold float32) {
	words := MaskWords(n)
	if n < 1 || len(bits)%words != 0 {
		panic("random: Mask: the bits are not whole rows of at least one number")
	}
	limit, none := maskLimit(threshold)
	if none || len(bits) == 0 {
		clear(bits)
		return
	}
	s := NewSchedule(key)
	for w := range words {
		m := maskColumn{
			schedule: &s, row: first + s.K0, stride: stride, number: uint32(w*maskBits) + s.K1,
			limit: limit, exist: ^uint32(0),
		}
		if w == words-1 {
			m.exist >>= (maskBits - n%maskBits) % maskBits
		}
		m.fill(bits[w:], words)
	}
}

// maskLimit returns the smallest word whose upper bits, an integer, reach the threshold. None does if the threshold is 2^24 or more,
// or NaN.
func maskLimit(threshold float32) (limit uint32, none bool) {
	whole := math.Ceil(float64(threshold))
	switch {
	case whole <= 0:
		return 0, false
	case whole < 1<<UniformBits:
		return uint32(whole) << (maskBits - UniformBits), false
	}
	return 0, true
}

// A maskColumn is one word of each row: 32 numbers with consecutive counters.
type maskColumn struct {
	schedule    *Schedule
	row, stride uint32 // word 0 of the counters of the first row, with the key added; and from row to row
	number      uint32 // word 1 of the counter of bit 0, with the key added
	limit       uint32 // the smallest word that sets a bit
	exist       uint32 // the bits that may be set
}

// fill computes a column on the fastest path. Its words are bits[0], bits[step] and so on.
func (m *maskColumn) fill(bits []uint32, step int) {
	if m.limit == 0 { // every word reaches it
		for at := 0; at < len(bits); at += step {
			bits[at] = m.exist
		}
		return
	}
	if rows := (len(bits) + step - 1) / step; !m.fillFast(bits, rows, step) {
		m.fillPortable(bits, step)
	}
}
