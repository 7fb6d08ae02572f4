package random

// fillPortable is fill in plain Go, four numbers at a time.
func (m *maskColumn) fillPortable(bits []uint32, step int) {
	for at, row := 0, m.row; at < len(bits); at, row = at+step, row+m.stride {
		word := uint32(0)
		for i := uint32(0); i < maskBits && m.exist>>i != 0; i += 4 {
			x := m.number + i
			a, b, c, d := m.schedule.Words4(row, row, row, row, x, x+1, x+2, x+3)
			word |= (below(a, m.limit) | below(b, m.limit)<<1 | below(c, m.limit)<<2 | below(d, m.limit)<<3) << i
		}
		bits[at] = ^word & m.exist
	}
}

// below is 1 if x < limit, else 0. It compiles without a branch, which the processor could not predict.
func below(x, limit uint32) uint32 {
	return uint32((uint64(x) - uint64(limit)) >> 63)
}
