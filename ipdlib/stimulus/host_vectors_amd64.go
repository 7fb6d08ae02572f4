package stimulus

import (
	"encoding/binary"
	"math"
)

// The inputs and outputs of the assembly: the tables of a block of samples, the constants of a call, and spikes in another order.

// constants are those of the samples from first on, in the order of random/asm/draw.go.
func (d *hostDrawing) constants(first int) *[17]uint32 {
	s := &d.schedule
	c := [17]uint32{uint32(first) + s.K1, s.K0, math.Float32bits(d.envelope.scale)}
	copy(c[3:], s.Inject[:])
	c[8] = s.Inject[4] + turned
	copy(c[9:], d.offsets[:])
	return &c
}

// gatherOwn puts the tables of the samples from first on side by side: [period, 8, 2, 16], where the 2 are cosOwn and sinOwn. Lanes
// beyond the last sample repeat it.
func (d *hostDrawing) gatherOwn(own []float32, first int) {
	samples := len(d.sinOwn) / d.columns
	for lane := range hostBlock {
		row := min(first+lane, samples-1) * d.columns
		sin, cos := d.sinOwn[row:row+d.columns], d.cosOwn[row:row+d.columns]
		for i := range d.period {
			for j := range GroupSize {
				column, to := 0, (i*GroupSize+j)*2*hostBlock+lane
				if d.columns > 1 {
					column = j*d.period + i
				}
				own[to], own[to+hostBlock] = cos[column], sin[column]
			}
		}
	}
}

// spread converts the assembly's output, [⌈size/4⌉, 16] words of four bytes, into rows of bytes [n, size], for as many of the 16 as
// fit. The last word holds the last four bytes of a row, which may overlap those before.
func spread(rows []uint8, fours []uint32, size int) {
	for lane := 0; len(rows) > 0; lane, rows = lane+1, rows[size:] {
		row, last := rows[:size], fours[len(fours)-hostBlock+lane]
		at := lane
		for ; len(row) >= 8; at, row = at+2*hostBlock, row[8:] {
			binary.LittleEndian.PutUint64(row, uint64(fours[at])|uint64(fours[at+hostBlock])<<32)
		}
		if len(row) >= 4 {
			binary.LittleEndian.PutUint32(row, fours[at])
			row = row[4:]
		}
		for i := range row {
			row[i] = uint8(last >> (8 * (4 - len(row) + i)))
		}
	}
}
