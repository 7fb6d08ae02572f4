package stimulus

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"ipd/ipdlib/random"
)

// drawHost draws packed spikes [n, T, G] in plain Go and assembly, without a graph. It is [drawSpikes] on the host, with the same
// float32 operations in the same order: the spikes are the same, bit for bit, on every processor and with any number of workers,
// and the same as the graph's except for the few where a backend rounds differently.
//
// Samples are drawn in blocks of 16; each worker takes the next block. For the study's stimulus a block takes 0.2 ms with AVX-512,
// 2 ms in plain Go. If ctx ends, drawHost finishes the current blocks and returns ctx's error.
func drawHost(ctx context.Context, s Settings, tb tables, key random.Key, workers int, spikes []uint8) error {
	d := newHostDrawing(s, tb, key)
	size := len(d.places)
	n := len(spikes) / size
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(workers, (n+hostBlock-1)/hostBlock) {
		group.Go(func() error {
			draw := d.block()
			for {
				first := int(next.Add(hostBlock)) - hostBlock
				if first >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				end := min(first+hostBlock, n)
				draw(spikes[first*size:end*size], first)
			}
		})
	}
	return group.Wait()
}

// hostBlock is the number of samples that are drawn together: the lanes of an AVX-512 vector.
const hostBlock = 16

// A hostDrawing is a data set to be drawn.
type hostDrawing struct {
	tables
	columns  int // of sinOwn and cosOwn
	places   []place
	envelope envelope
	schedule random.Schedule
	// period is the number of places after which the columns of sinOwn and cosOwn repeat: the G places of a time step, where
	// afferent j of place i has column j·G + i%G; or one, if there is only one column.
	period int
	// offsets are added to a place's number to give word 0 of the counter of each of its afferents: j·T·G.
	offsets [GroupSize]uint32
}

func newHostDrawing(s Settings, tb tables, key random.Key) *hostDrawing {
	d := &hostDrawing{tables: tb, columns: len(s.columns()), envelope: newEnvelope(s), schedule: random.NewSchedule(key), period: 1}
	d.places = newPlaces(tb, &d.envelope)
	if d.columns > 1 {
		d.period = Groups(s.Afferents())
	}
	for j := range d.offsets {
		d.offsets[j] = uint32(j * len(d.places))
	}
	return d
}

// block returns a function that draws the packed spikes of a block of samples from first on, as many as fit into spikes, on the
// processor's fastest path. The function has its own memory, so each worker needs one.
func (d *hostDrawing) block() func(spikes []uint8, first int) {
	if d.envelope.power == 2 {
		if draw := d.blockFast(); draw != nil {
			return draw
		}
	}
	return func(spikes []uint8, first int) {
		for size := len(d.places); len(spikes) > 0; first, spikes = first+1, spikes[size:] {
			d.samplePortable(spikes[:size], first)
		}
	}
}
