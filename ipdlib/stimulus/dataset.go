package stimulus

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"
)

// Dataset holds N samples: their IPDs on the host and their spikes on the device.
type Dataset struct {
	// IPD of each sample, in radians, within ±π/2.
	IPD []float64
	// Spikes, packed: uint8 [N, T, G] (see [GroupSize]).
	Spikes *tensors.Tensor
	// Steps is T, the number of time steps of a sample; Afferents is C.
	Steps, Afferents int
}

// Len returns the number of samples, N.
func (d *Dataset) Len() int { return len(d.IPD) }

// Labels returns the class of each sample (see [Discretise]).
func (d *Dataset) Labels(classes int) []int32 {
	labels := make([]int32, len(d.IPD))
	for i, ipd := range d.IPD {
		labels[i] = int32(Discretise(ipd, classes))
	}
	return labels
}

// Raster returns the spikes of one sample, 0 or 1, as [time step][afferent]. It copies the data set from the device first.
func (d *Dataset) Raster(sample int) ([][]uint8, error) {
	if sample < 0 || sample >= d.Len() {
		return nil, fmt.Errorf("stimulus: no sample %d in a data set of %d; want 0 to %d", sample, d.Len(), d.Len()-1)
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

// Close frees the memory on the device. The data set is unusable afterwards.
func (d *Dataset) Close() {
	if d != nil && d.Spikes != nil {
		_ = d.Spikes.FinalizeAll() // a tensor that was already freed is no error
	}
}

// MaxIPD is π/2: IPDs lie within ±MaxIPD, so that it is always clear which ear leads.
const MaxIPD = math.Pi / 2

// Discretise returns the class of an IPD in radians, 0 ... classes-1: floor((ipd + π/2) · classes / π). The result is clamped,
// because the right edge, and IPDs that round to it in float32, would otherwise form an additional class.
func Discretise(ipd float64, classes int) int {
	k := int(math.Floor((ipd + MaxIPD) * float64(classes) / math.Pi))
	return min(max(k, 0), classes-1)
}

// Continuise returns the IPD in the middle of a class, in radians.
func Continuise(class, classes int) float64 {
	return (float64(class)+0.5)*math.Pi/float64(classes) - MaxIPD
}

// Degrees converts radians to degrees.
func Degrees(radians float64) float64 { return radians * 180 / math.Pi }
