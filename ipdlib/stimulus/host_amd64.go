package stimulus

import "github.com/klauspost/cpuid/v2"

// blockFast is block with the processor's widest vectors; nil if it has none.
func (d *hostDrawing) blockFast() func(spikes []uint8, first int) {
	var kernel func(fours *uint32, count int, places, own *float32, period int, constants *[17]uint32)
	switch {
	case cpuid.CPU.Has(cpuid.AVX512F):
		kernel = drawAVX512
	case cpuid.CPU.Has(cpuid.AVX2):
		kernel = drawAVX2
	default:
		return nil
	}
	fours := make([]uint32, (len(d.places)+3)/4*hostBlock) // [⌈T·G/4⌉, 16]
	own := make([]float32, d.period*GroupSize*2*hostBlock)
	return func(spikes []uint8, first int) {
		d.gatherOwn(own, first)
		kernel(&fours[0], len(d.places), &d.places[0].common[0], &own[0], d.period, d.constants(first))
		spread(spikes, fours, len(d.places))
	}
}
