package random

import "github.com/klauspost/cpuid/v2"

// fillFast is fill with the processor's widest vectors, if it has any; limit > 0. It reports whether it filled the column.
func (m *maskColumn) fillFast(bits []uint32, rows, step int) bool {
	x := [9]uint32{m.row, m.number, m.stride, m.limit}
	copy(x[4:], m.schedule.Inject[:])
	switch {
	case cpuid.CPU.Has(cpuid.AVX512F):
		maskAVX512(&bits[0], rows, step, &x, m.exist)
	case cpuid.CPU.Has(cpuid.AVX2):
		// AVX2 compares signed words only, and only with "greater". So the highest bit of both sides is inverted, which is an
		// addition for the words, and the limit is one less.
		const highest = 1 << 31
		x[3], x[8] = (m.limit-1)^highest, x[8]+highest
		maskAVX2(&bits[0], rows, step, &x, m.exist)
	default:
		return false
	}
	return true
}
