package fused

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// The current of the hidden units, x[t]·W1, is a sum of rows of W1: of those afferents that spike. Afferents are cut into groups, and a
// table holds the sums of every subset of a group's rows. Then a group takes one addition instead of up to six, and none where no
// afferent of it spikes: of the study's 200 afferents 45 spike in a step, in 19 of the 34 groups. The gradient takes the same way back:
// dh[t] is added to those rows of a table of gradients, which is folded into the gradients of the weights once a step. (The "method of
// four Russians": V. Arlazarov, E. Dinic, M. Kronrod, I. Faradžev, Soviet Math. Doklady 1970.)
//
// Six is the best size of a group, measured with 2 to 8: larger tables take longer to make and to read than fewer additions save.
const (
	groupSize = 6
	groupRows = 1 << groupSize // of the table, for each group
)

// bytesOf is how many bytes the packed spikes of c afferents take: bit j of byte g belongs to afferent 8g+j.
func bytesOf(c int) int { return (c + 7) / 8 }

// groupsOf is how many groups c afferents make.
func groupsOf(c int) int { return (c + groupSize - 1) / groupSize }

// Spikes are the spikes of a data set as lists of table rows. They don't change, and any engine of the same number of steps and
// afferents may use them, as often as it likes.
//
// A sample's list holds, for each step but the last, whose current is never used: a number n, and n numbers of rows, filled up to
// whole fours with row 0, the empty subset of the first group: a row of zeros. The row of a group's subset is groupRows·group + subset, a
// subset being bits, as packed spikes are.
type Spikes struct {
	steps, afferents int
	samples          [][]uint16
}

// Len is the number of samples.
func (s *Spikes) Len() int { return len(s.samples) }

// Prepare makes a data set ready. spikes: packed as in package stimulus, [N, T, G] with G = ⌈C/8⌉. It panics if they don't make whole
// samples. It takes some 10 ms and 17 MB for 4096 samples of the study; the packed spikes are not needed any more.
func (e *Engine) Prepare(spikes []uint8) *Spikes {
	n := e.network
	bytes := bytesOf(n.Afferents)
	sample := n.Steps * bytes
	if len(spikes)%sample != 0 {
		panic(fmt.Sprintf("fused: Prepare: %d bytes of spikes are not whole samples of %d steps of %d bytes", len(spikes), n.Steps, bytes))
	}
	s := &Spikes{steps: n.Steps, afferents: n.Afferents, samples: make([][]uint16, len(spikes)/sample)}
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
	const chunk = 8 // groups that are read at once: whole bytes
	groups, size := groupsOf(afferents), 1
	for first := 0; first < groups; first += chunk {
		bits := binary.LittleEndian.Uint64(spikes[first*groupSize/8:])
		if left := afferents - first*groupSize; left < chunk*groupSize {
			bits &= 1<<left - 1 // what lies behind the last afferent
		}
		for g := first; g < first+chunk; g++ {
			subset := uint16(bits % groupRows)
			bits >>= groupSize
			list[size] = uint16(g)*groupRows + subset
			if subset != 0 {
				size++
			}
		}
	}
	list[0] = uint16(size - 1)
	for (size-1)%4 != 0 {
		list[size] = 0
		size++
	}
	return size
}
