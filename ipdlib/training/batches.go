package training

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/stimulus"
)

// batches are a data set on the device, cut into batches in some order.
type batches struct {
	spikes *tensors.Tensor // packed, uint8 [count, T, B, G]
	labels *tensors.Tensor // int32 [count, B]
	count  int
}

// arrange cuts a data set into batches, its samples in the given order. Those that don't fill a batch are left out.
// It is done for all batches at once, 5 ms an epoch: inside each training step it would cost twice that.
func (tr *Trainer) arrange(set *stimulus.Dataset, order []int32) (*batches, error) {
	size := tr.settings.Schedule.BatchSize
	if set.Len() < size {
		return nil, fmt.Errorf("%w: %d samples are less than a batch of %d", ErrSettings, set.Len(), size)
	}
	labels := set.Labels(tr.settings.Network.Classes)
	out, err := tr.programs.arrange.Call(set.Spikes, labels, order)
	if err != nil {
		return nil, err
	}
	return &batches{spikes: out[0], labels: out[1], count: set.Len() / size}, nil
}

// inOrder is the order of a data set as it is.
func inOrder(set *stimulus.Dataset) []int32 {
	order := make([]int32, set.Len())
	for i := range order {
		order[i] = int32(i)
	}
	return order
}

// close frees the device's memory.
func (b *batches) close() {
	_ = b.spikes.FinalizeAll() // nothing to be done about a tensor that is gone already
	_ = b.labels.FinalizeAll()
}
