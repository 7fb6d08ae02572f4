package stimulus

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
)

// Dataset holds N samples: their IPDs and, on the device, their spikes.
type Dataset struct {
	// IPD of each sample, in radians, within ±π/2.
	IPD []float64
	// Spikes, packed: uint8 [N, T, G] (see [Packing]).
	Spikes *tensors.Tensor
	// Steps T and Afferents C of a sample.
	Steps, Afferents int
}

// FromSpikes makes a data set of given spikes, 0 or 1, [N, T, C] one after the other, such as recorded ones.
func FromSpikes(ipd []float64, spikes []uint8, steps, afferents int) (*Dataset, error) {
	if n := len(ipd); n == 0 || steps < 1 || afferents < 1 || len(spikes) != n*steps*afferents {
		return nil, fmt.Errorf("stimulus: %d spikes for %d samples of %d steps and %d afferents; want %d", len(spikes), n, steps, afferents, n*steps*afferents)
	}
	packed, err := Pack(spikes, afferents)
	if err != nil {
		return nil, err
	}
	return &Dataset{
		IPD:       ipd,
		Spikes:    tensors.FromFlatDataAndDimensions(packed, len(ipd), steps, Groups(afferents)),
		Steps:     steps,
		Afferents: afferents,
	}, nil
}

// Len is the number of samples, N.
func (d *Dataset) Len() int { return len(d.IPD) }

// Labels gives the class of each sample (see [Discretise]).
func (d *Dataset) Labels(classes int) []int32 {
	labels := make([]int32, len(d.IPD))
	for i, ipd := range d.IPD {
		labels[i] = int32(Discretise(ipd, classes))
	}
	return labels
}

// Raster gives the spikes of one sample, 0 or 1, as [time step][afferent]. It fetches the data set from the device.
func (d *Dataset) Raster(sample int) ([][]uint8, error) {
	if sample < 0 || sample >= d.Len() {
		return nil, fmt.Errorf("stimulus: sample %d of a data set of %d", sample, d.Len())
	}
	size := d.Steps * Groups(d.Afferents)
	var spikes []uint8
	err := d.Spikes.ConstFlatData(func(flat any) {
		spikes = Unpack(flat.([]uint8)[sample*size:(sample+1)*size], d.Afferents)
	})
	if err != nil {
		return nil, fmt.Errorf("stimulus: fetching the spikes: %w", err)
	}
	raster := make([][]uint8, d.Steps)
	for t := range raster {
		raster[t] = spikes[t*d.Afferents : (t+1)*d.Afferents]
	}
	return raster, nil
}

// Close frees the device's memory. The data set is of no use after it.
func (d *Dataset) Close() {
	if d != nil && d.Spikes != nil {
		_ = d.Spikes.FinalizeAll() // a tensor that is gone already needs no freeing
	}
}
