package training

import (
	"slices"
	"testing"

	"ipd/ipdlib/random"
)

// Single samples are shuffled as they always were, from one epoch's order to the next.
func TestOrderOfSamples(t *testing.T) {
	key := random.NewKey(3)
	o, rand := newOrder(10, 1, key), key.Rand()
	want := []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	for range 3 {
		rand.Shuffle(10, func(i, j int) { want[i], want[j] = want[j], want[i] })
		if got := o.next(); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// Batches change places as wholes; each epoch has them all, and what fills none stays behind them.
func TestOrderOfBatches(t *testing.T) {
	o := newOrder(23, 4, random.NewKey(3))
	seen := map[int32]bool{}
	for range 20 {
		got := o.next()
		if len(got) != 23 || len(o.units)*o.size+len(o.rest) != 23 || !slices.Equal(got[20:], []int32{20, 21, 22}) {
			t.Fatalf("order %v", got)
		}
		for i := 0; i < 20; i += 4 {
			first := got[i]
			if first%4 != 0 || !slices.Equal(got[i:i+4], []int32{first, first + 1, first + 2, first + 3}) {
				t.Errorf("a batch is torn apart: %v", got)
			}
		}
		if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(slices.Compact(sorted), inOrderOf(23)) {
			t.Errorf("not all samples: %v", got)
		}
		seen[got[0]] = true
	}
	if len(seen) < 4 {
		t.Errorf("in 20 epochs only %d batches came first", len(seen))
	}
}

func inOrderOf(n int) (all []int32) {
	for i := range n {
		all = append(all, int32(i))
	}
	return all
}
