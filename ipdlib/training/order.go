package training

import (
	"math/rand/v2"

	"ipd/ipdlib/random"
)

// An order is the order of a training set's samples, shuffled anew for each epoch. Where the samples of a batch share a draw
// (see stimulus.Variant), batches are shuffled instead, each as a whole; samples that don't fill one stay at the end, where
// they are left out.
type order struct {
	shuffle *rand.Rand
	units   []int32 // numbers of samples, or of batches
	size    int     // samples of a unit
	rest    []int32
}

// newOrder begins with the samples 0 ... n-1, in units of size.
func newOrder(n, size int, key random.Key) *order {
	o := &order{shuffle: key.Rand(), size: size}
	for i := range n / size {
		o.units = append(o.units, int32(i))
	}
	for i := n / size * size; i < n; i++ {
		o.rest = append(o.rest, int32(i))
	}
	return o
}

// len is the number of samples.
func (o *order) len() int { return len(o.units)*o.size + len(o.rest) }

// next shuffles and gives the numbers of the samples in their new order.
func (o *order) next() []int32 {
	o.shuffle.Shuffle(len(o.units), func(i, j int) { o.units[i], o.units[j] = o.units[j], o.units[i] })
	if o.size == 1 {
		return o.units
	}
	samples := make([]int32, 0, len(o.units)*o.size+len(o.rest))
	for _, unit := range o.units {
		for i := range int32(o.size) {
			samples = append(samples, unit*int32(o.size)+i)
		}
	}
	return append(samples, o.rest...)
}
