package training

import (
	"context"
	"fmt"
	"math/rand/v2"

	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Each use of random numbers in a training has its own key, derived from the training's key. So the test set, for example, is
// the same whatever was drawn before it.
const (
	trainingSetKey   = "training set"
	validationSetKey = "validation set"
	testSetKey       = "test set"
	fitKey           = "training" // initial weights, order of samples, dropout
	weightsKey       = "weights"
	orderKey         = "order"
	dropoutKey       = "dropout"
)

// draw draws a data set with jitter of standard deviation sigma, in radians, unless ctx has ended.
func draw(ctx context.Context, gen *stimulus.Generator, sigma float64, samples int, key random.Key) (*stimulus.Dataset, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	gen, err := gen.WithJitter(sigma)
	if err != nil {
		return nil, err
	}
	return gen.Generate(samples, key)
}

// trainingSets draws the training sets of one training: the same for all epochs, or a new one for each
// ([Variant].RedrawEachEpoch). It keeps one at a time.
type trainingSets struct {
	generator *stimulus.Generator
	settings  Settings
	key       random.Key
	latest    *stimulus.Dataset
}

// epoch returns the set of an epoch, counted from 0. The first epoch's is the same with and without redrawing.
func (s *trainingSets) epoch(ctx context.Context, epoch int) (*stimulus.Dataset, error) {
	redraw := s.settings.Schedule.Variant.RedrawEachEpoch
	if s.latest != nil && !redraw {
		return s.latest, nil
	}
	s.close()
	key := s.key
	if epoch > 0 && redraw {
		key = key.Derive("epoch", epoch)
	}
	set, err := draw(ctx, s.generator, s.settings.Stimulus.JitterSigma, s.settings.Schedule.TrainingSamples(), key)
	if err != nil {
		return nil, fmt.Errorf("training set: %w", err)
	}
	s.latest = set
	return set, nil
}

func (s *trainingSets) close() {
	s.latest.Close()
	s.latest = nil
}

// An order is the order of a training set's samples, shuffled again for each epoch. If the samples of a batch share a draw
// (see [stimulus.Variant]), whole batches are shuffled instead; samples that don't fill a batch stay at the end, where they
// are left out.
type order struct {
	shuffle *rand.Rand
	units   []int32 // numbers of samples, or of batches
	size    int     // samples per unit
	rest    []int32
}

// newOrder starts with the samples 0 ... n-1, in units of size.
func newOrder(n, size int, key random.Key) *order {
	return &order{shuffle: key.Rand(), size: size, units: upTo(0, n/size), rest: upTo(n/size*size, n)}
}

// next shuffles, and returns the numbers of the samples in their new order.
func (o *order) next() []int32 {
	o.shuffle.Shuffle(len(o.units), func(i, j int) { o.units[i], o.units[j] = o.units[j], o.units[i] })
	samples := make([]int32, 0, len(o.units)*o.size+len(o.rest))
	for _, unit := range o.units {
		for i := range int32(o.size) {
			samples = append(samples, unit*int32(o.size)+i)
		}
	}
	return append(samples, o.rest...)
}

// upTo lists from, from+1, ... to-1.
func upTo(from, to int) []int32 {
	numbers := make([]int32, to-from)
	for i := range numbers {
		numbers[i] = int32(from + i)
	}
	return numbers
}
