package stimulus

import "fmt"

// GroupSize is the number of afferents whose spikes share a byte. The spikes of a data set are bytes [N, T, G], with
// G = ⌈C/8⌉ groups of eight afferents: bit j (the lowest is 0) of byte g says whether afferent 8g+j spiked. Bits beyond the
// last afferent are 0.
//
// A data set of the study takes 10 MB instead of 82 MB as bytes or 328 MB as float32, and each byte is also the index into
// a table of the 256 possible sums of eight weights (see snn).
const GroupSize = 8

// Groups returns the number of bytes that the spikes of c afferents take.
func Groups(c int) int { return (c + GroupSize - 1) / GroupSize }

// Pack packs spikes of 0 or 1: any number of rows of c afferents, one after the other. It returns an error for other values
// and for incomplete rows.
func Pack(spikes []uint8, c int) ([]uint8, error) {
	if c < 1 || len(spikes)%c != 0 {
		return nil, fmt.Errorf("stimulus: %d spikes are not whole rows of %d afferents", len(spikes), c)
	}
	groups := Groups(c)
	packed := make([]uint8, len(spikes)/c*groups)
	for i, s := range spikes {
		if s > 1 {
			return nil, fmt.Errorf("stimulus: spike %d of row %d is %d; it must be 0 or 1", i%c, i/c, s)
		}
		row, afferent := i/c, i%c
		packed[row*groups+afferent/GroupSize] |= s << (afferent % GroupSize)
	}
	return packed, nil
}

// Unpack is the inverse of [Pack].
func Unpack(packed []uint8, c int) []uint8 {
	groups := Groups(c)
	spikes := make([]uint8, len(packed)/groups*c)
	for i := range spikes {
		row, afferent := i/c, i%c
		spikes[i] = packed[row*groups+afferent/GroupSize] >> (afferent % GroupSize) & 1
	}
	return spikes
}
