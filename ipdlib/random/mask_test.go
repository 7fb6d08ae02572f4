package random_test

import (
	"fmt"
	"math"
	"testing"

	"ipd/ipdlib/random"
	"ipd/ipdlib/random/cputest"
)

// checkMask compares a mask with its definition, bit by bit. Words behind the mask must stay as they were.
func checkMask(t *testing.T, key random.Key, first, stride uint32, rows, n int, threshold float32) {
	t.Helper()
	words := random.MaskWords(n)
	cputest.EachPath(func(path string) {
		const guard = 0xdeadbeef
		bits := make([]uint32, rows*words+2)
		for i := range bits {
			bits[i] = guard
		}
		random.Mask(bits[1:1+rows*words], key, first, stride, n, threshold)
		if bits[0] != guard || bits[1+rows*words] != guard {
			t.Fatalf("%s: %d rows of %d: written outside the mask", path, rows, n)
		}
		for r := range rows {
			for i := range words * 32 {
				word, _ := random.Words(key, first+uint32(r)*stride, uint32(i))
				got, want := bits[1+r*words+i/32]>>(i%32)&1 == 1, i < n && float32(word>>8) >= threshold
				if got != want {
					t.Fatalf("%s: key %08x, first %d, stride %d, %d rows of %d, threshold %v: bit %d of row %d is %v, want %v",
						path, key, first, stride, rows, n, threshold, i, r, got, want)
				}
			}
		}
	})
}

// All lengths around the vectors' and the words' widths.
func TestMaskIsItsDefinition(t *testing.T) {
	for n := 1; n <= 70; n++ {
		for _, rows := range []int{0, 1, 2, 3, 5} {
			checkMask(t, random.NewKey(0xfedcba9876543210), 7, 64, rows, n, float32(0.5)*(1<<24))
		}
	}
	checkMask(t, random.NewKey(1), math.MaxUint32-3, 1, 9, 1000, 0.1*(1<<24)) // the rows' counters turn over
}

// Thresholds at which a single comparison decides: the upper bits of a word that occurs, as they are, and a little less and more;
// nothing, everything, and what is no number.
func TestMaskThresholds(t *testing.T) {
	key := random.NewKey(2)
	word, _ := random.Words(key, 1, 20)
	u := float32(word >> 8)
	for _, threshold := range []float32{
		u, math.Nextafter32(u, 0), math.Nextafter32(u, 1<<24), u + 1, u - 1, u/2 + 0.25,
		0, float32(math.Copysign(0, -1)), -1, 1e-30, 0.5, 1, 1.5, 1 << 23, 1<<24 - 1, 1 << 24, 1 << 25, float32(math.Inf(1)), float32(math.Inf(-1)),
		float32(math.NaN()),
	} {
		checkMask(t, key, 0, 1, 3, 45, threshold)
	}
}

func FuzzMask(f *testing.F) {
	f.Add(uint64(1), uint32(0), uint32(1), uint8(3), uint8(30), float32(1<<23))
	f.Add(uint64(1<<63), uint32(math.MaxUint32), uint32(64), uint8(1), uint8(33), float32(123.4))
	f.Fuzz(func(t *testing.T, seed uint64, first, stride uint32, rows, n uint8, threshold float32) {
		checkMask(t, random.NewKey(seed), first, stride, int(rows%8), int(n)+1, threshold)
	})
}

// The masks of one training step of the study: 100 time steps x 64 samples, 30 hidden units; in one call, or sample by sample.
func BenchmarkMask(b *testing.B) {
	const steps, samples, units = 100, 64, 30
	key, threshold := random.NewKey(1), float32(0.5)*(1<<24)
	cputest.EachPath(func(path string) {
		b.Run(fmt.Sprint(path, "/step"), func(b *testing.B) {
			bits := make([]uint32, steps*samples)
			for b.Loop() {
				random.Mask(bits, key, 0, 1, units, threshold)
			}
		})
		b.Run(fmt.Sprint(path, "/samples"), func(b *testing.B) {
			bits := make([]uint32, steps)
			for b.Loop() {
				for sample := range uint32(samples) {
					random.Mask(bits, key, sample, samples, units, threshold)
				}
			}
		})
	})
}
