package fused

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"ipd/ipdlib/stimulus"
)

// Spikes are bits, so that sums over them can be looked up instead of multiplied out. Rows of numbers are taken in groups of four, and a
// table holds for each group the sums of all 16 subsets of its rows. (The "method of four Russians": V. Arlazarov, E. Dinic, M. Kronrod, I.
// Faradžev, Soviet Math. Doklady 1970.) Both products with spikes are made so:
//
//	h[t] = x[t]·W1           sums of rows of W1, of those afferents that spike at step t
//	dW1  = Σ_t x[t]ᵀ·dh[t]   for each afferent sums of rows of dh, of those steps at which it spikes
//
// The table of W1 is made once a step, and is larger than the nearest cache. So lists hold the rows that are to be added, without empty
// subsets. The tables of dh are made for each sample, and are small: all rows are added, as a loop of a constant length is faster than one
// that leaves out half of them.
const (
	groupSize = 4
	groupRows = 1 << groupSize // of the table, for each group

	// spanBytes is for how many bytes of time steps, eight each, there is a table of dh at once: 28 kilobytes.
	spanBytes = 7
)

// columnBytes is how many bytes the time steps of an afferent take.
func (n Network) columnBytes() int { return (n.Steps - 1 + 7) / 8 }

// groupsOf is how many groups c afferents make.
func groupsOf(c int) int { return (c + groupSize - 1) / groupSize }

// Spikes are the spikes of a data set in the forms that steps need. They don't change, and any engine of the same number of steps and
// afferents may use them, as often as it likes, beside others.
//
// A sample's list holds, for each step but the last, whose current is never used: a number n, and 4n numbers of rows. What is missing to
// a whole four is filled up with row 0, the empty subset of the first group: a row of zeros. The row of a group's subset is
// 16·group + subset, a subset being bits, as packed spikes are.
type Spikes struct {
	steps, afferents int
	samples          [][]uint16 // lists
	packed           []uint8    // as given, [N, T, G]

	once    sync.Once
	columns []uint8 // bits of the time steps, see byAfferent
}

// Len is the number of samples.
func (s *Spikes) Len() int { return len(s.samples) }

// Prepare makes a data set ready. spikes: packed as in package stimulus, [N, T, G] with G = ⌈C/8⌉. It panics if they don't make whole
// samples. They must not change as long as the result is in use. It takes some 10 ms and 20 MB for 4096 samples of the study.
func (e *Engine) Prepare(spikes []uint8) *Spikes {
	n := e.network
	bytes := stimulus.Groups(n.Afferents)
	sample := n.Steps * bytes
	if len(spikes)%sample != 0 {
		panic(fmt.Sprintf("fused: Prepare: %d bytes of spikes are not whole samples of %d steps of %d bytes", len(spikes), n.Steps, bytes))
	}
	s := &Spikes{steps: n.Steps, afferents: n.Afferents, packed: spikes, samples: make([][]uint16, len(spikes)/sample)}
	list := make([]uint16, (n.Steps-1)*(1+groupsOf(n.Afferents)+3))
	padded := make([]uint8, bytes+8)
	var arena []uint16 // lists lie one behind the other in large pieces of memory
	for i := range s.samples {
		size := 0
		for t := range n.Steps - 1 {
			copy(padded, spikes[i*sample+t*bytes:][:bytes])
			size += listRows(list[size:], padded, n.Afferents)
		}
		if len(arena) < size {
			arena = make([]uint16, max(size, 1<<19))
		}
		s.samples[i] = slices.Clip(arena[:copy(arena, list[:size])])
		arena = arena[size:]
	}
	return s
}

// listRows writes the list of one step and returns its length. spikes: the step's packed spikes and at least 4 bytes more, which are
// read and not used.
func listRows(list []uint16, spikes []uint8, afferents int) int {
	const chunk, inChunk = 5, 8 * 5 / groupSize // bytes read at once: 40 bits, a whole number of groups
	groups, size := groupsOf(afferents), 1
	for first := 0; first < groups; first += inChunk {
		bits := binary.LittleEndian.Uint64(spikes[first*groupSize/8:])
		if left := afferents - first*groupSize; left < 8*chunk {
			bits &= 1<<left - 1 // what lies behind the last afferent
		}
		bits &= 1<<(8*chunk) - 1
		for g := first; g < first+inChunk; g++ {
			subset := uint16(bits % groupRows)
			bits >>= groupSize
			list[size] = uint16(g)*groupRows + subset
			if subset != 0 {
				size++
			}
		}
	}
	for (size-1)%4 != 0 {
		list[size] = 0
		size++
	}
	list[0] = uint16((size - 1) / 4)
	return size
}

// byAfferent are the spikes by afferents, which training needs: [N, C, columnBytes], step t being bit t%8 of byte t/8.
func (s *Spikes) byAfferent() []uint8 {
	s.once.Do(func() {
		n := Network{Steps: s.steps, Afferents: s.afferents}
		bytes, groups := n.columnBytes(), stimulus.Groups(s.afferents)
		s.columns = make([]uint8, s.Len()*s.afferents*bytes)
		for sample := range s.samples {
			packed := s.packed[sample*s.steps*groups:][:s.steps*groups]
			columns := s.columns[sample*s.afferents*bytes:][:s.afferents*bytes]
			for k := range bytes {
				for g := range groups {
					var square uint64 // eight steps of eight afferents
					for i := range min(8, s.steps-1-8*k) {
						square |= uint64(packed[(8*k+i)*groups+g]) << (8 * i)
					}
					square = transpose(square)
					for j := range min(8, s.afferents-8*g) {
						columns[(8*g+j)*bytes+k] = uint8(square >> (8 * j))
					}
				}
			}
		}
	})
	return s.columns
}

// transpose exchanges rows and columns of a square of 8 by 8 bits: bit j of byte i becomes bit i of byte j. It exchanges halves of the
// square, then of its quarters, then of theirs.
//
// Source: H. Warren, "Hacker's delight", 2nd edition 2012, section 7-3.
func transpose(x uint64) uint64 {
	for _, step := range []struct {
		shift int
		mask  uint64
	}{{7, 0x00aa00aa00aa00aa}, {14, 0x0000cccc0000cccc}, {28, 0x00000000f0f0f0f0}} {
		t := (x ^ x>>step.shift) & step.mask
		x ^= t ^ t<<step.shift
	}
	return x
}
