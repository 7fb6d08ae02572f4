package fused

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// The current of the hidden units, x[t]·W1, is the sum of the rows of W1 of those afferents that spike. Afferents are divided into
// groups, and a table holds the sums of every subset of a group's rows. Then a group takes one addition instead of up to six, and none
// if none of its afferents spikes: of the study's 200 afferents 45 spike in a step, in 19 of the 34 groups. The gradient takes the same
// way back: dh[t] is added to the same rows of a table of gradients, which is folded into the gradients of the weights once per training
// step. (The "method of four Russians": V. Arlazarov, E. Dinic, M. Kronrod, I. Faradžev, Soviet Math. Doklady 1970.)
//
// Six is the best size of a group, measured with 2 to 8: a larger table takes more time to make and to read than it saves in additions.
const (
	groupSize = 6
	groupRows = 1 << groupSize // rows of the table per group
)

// bytesOf is the number of bytes of the packed spikes of c afferents: bit j of byte g belongs to afferent 8g+j.
func bytesOf(c int) int { return (c + 7) / 8 }

// groupsOf is the number of groups of c afferents.
func groupsOf(c int) int { return (c + groupSize - 1) / groupSize }

// Spikes are the spikes of a data set as lists of table rows. They don't change, and all engines with the same number of steps and
// afferents may share them.
//
// A sample's list holds, for each step except the last, whose current is never used: a number n, and n row numbers, padded to a multiple
// of four with row 0, the empty subset of the first group: a row of zeros. The row of a group's subset is groupRows·group + subset, where
// subset has one bit per afferent, like packed spikes.
type Spikes struct {
	steps, afferents int
	samples          [][]uint16
}

// Len returns the number of samples.
func (s *Spikes) Len() int { return len(s.samples) }

// Prepare converts a data set for training. spikes: packed as in package stimulus, [N, T, G] with G = ⌈C/8⌉. It panics if they don't make
// whole samples. It takes about 25 ms and 17 MB for 4096 samples of the study; the packed spikes are no longer needed.
func (e *Engine) Prepare(spikes []uint8) *Spikes {
	n := e.network
	bytes := bytesOf(n.Afferents)
	sample := n.Steps * bytes
	if len(spikes)%sample != 0 {
		panic(fmt.Sprintf("fused: Prepare: %d bytes of spikes are not whole samples of %d steps of %d bytes", len(spikes), n.Steps, bytes))
	}
	s := &Spikes{steps: n.Steps, afferents: n.Afferents, samples: make([][]uint16, len(spikes)/sample)}
	list := make([]uint16, (n.Steps-1)*(1+groupsOf(n.Afferents)+3)+slack)
	padded := make([]uint8, bytes+overread)
	var arena []uint16 // lists are stored one after the other in large pieces of memory
	for i := range s.samples {
		size := 0
		for t := range n.Steps - 1 {
			row := spikes[i*sample+t*bytes:]
			if len(row) < bytes+overread {
				copy(padded, row[:bytes])
				row = padded
			}
			size += listRows(list[size:], row, n.Afferents)
		}
		if len(arena) < size {
			arena = make([]uint16, max(size, 1<<19))
		}
		s.samples[i] = slices.Clip(arena[:copy(arena, list[:size])])
		arena = arena[size:]
	}
	return s
}

// overread is the number of bytes after those of a step that are read but not used.
const overread = 8

// listRows writes the list of one step and returns its length. spikes begins with those of the step; list has room for slack more numbers
// than there are groups of afferents.
func listRows(list []uint16, spikes []uint8, afferents int) int {
	groups, size := groupsOf(afferents), 1
	for first := 0; first < groups; first += chunk {
		bits := binary.LittleEndian.Uint64(spikes[first*groupSize/8:])
		if left := afferents - first*groupSize; left < chunk*groupSize {
			bits &= 1<<left - 1 // clears the bits beyond the last afferent
		}
		size += listPairs((*[2 * chunk]uint16)(list[size:]), bits, uint16(first*groupRows), (min(chunk, groups-first)+1)/2)
	}
	list[0] = uint16(size - 1)
	clear(list[size : size+3])
	return 1 + (size+2)/4*4
}

// chunk is the number of groups that are listed at once: whole bytes.
const chunk = 8

// listPairs writes the rows of pairs of groups and returns their number; first is the row of the first group's empty subset. It is a
// separate function, so that the compiler keeps everything in registers.
//
//go:noinline
func listPairs(rows *[2 * chunk]uint16, bits uint64, first uint16, count int) int {
	n := uint(0)
	for range count {
		p := pairs[bits%uint64(len(pairs))]
		rows[n%(2*chunk)], rows[(n+1)%(2*chunk)] = first+uint16(p&0xff), first+uint16(p>>8&0xff)
		n += uint(p >> 16)
		bits >>= 2 * groupSize
		first += 2 * groupRows
	}
	return int(n)
}

// slack is the room for numbers that are written beyond the end of a list and overwritten by the next one.
const slack = 2*chunk + 8

// pairs holds, for the subsets of two groups of afferents, how many of the two are not empty, times 2^16, and their rows, one in each of
// the lower bytes, as if the first group were group 0. With a table of all pairs no branch depends on spikes.
var pairs = func() (all [groupRows * groupRows]uint32) {
	for i := range all {
		first, second := uint32(i%groupRows), uint32(groupRows+i/groupRows)
		switch {
		case first != 0 && second != groupRows:
			all[i] = 2<<16 | second<<8 | first
		case first != 0:
			all[i] = 1<<16 | first
		case second != groupRows:
			all[i] = 1<<16 | second
		}
	}
	return all
}()
