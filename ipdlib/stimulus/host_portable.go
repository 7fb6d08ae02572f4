package stimulus

import "ipd/ipdlib/random"

// samplePortable draws the packed spikes of sample n in plain Go. The assembly does the same for 16 samples at once.
func (d *hostDrawing) samplePortable(spikes []uint8, n int) {
	s, o := &d.schedule, &d.offsets
	sample := uint32(n) + s.K1
	sinOwn, cosOwn := d.sinOwn[n*d.columns:(n+1)*d.columns], d.cosOwn[n*d.columns:(n+1)*d.columns]
	phase := 0 // i modulo the period
	for i := range spikes {
		c := uint32(i) + s.K0
		w0, w1, w2, w3 := s.Words4(c+o[0], c+o[1], c+o[2], c+o[3], sample, sample, sample, sample)
		w4, w5, w6, w7 := s.Words4(c+o[4], c+o[5], c+o[6], c+o[7], sample, sample, sample, sample)
		if p := &d.places[i]; p.fixed != 0 {
			spikes[i] = p.below(0, w0) | p.below(1, w1) | p.below(2, w2) | p.below(3, w3) |
				p.below(4, w4) | p.below(5, w5) | p.below(6, w6) | p.below(7, w7)
		} else {
			all, column := uint8(0), phase
			for j, word := range [GroupSize]uint32{w0, w1, w2, w3, w4, w5, w6, w7} {
				// The conversions prevent fused multiply-add, which rounds once instead of twice.
				r := p.common[j] + (float32(p.sine[j]*cosOwn[column]) + float32(p.cosine[j]*sinOwn[column]))
				u := float32(int32(word >> (32 - random.UniformBits)))
				if d.envelope.power == 2 {
					all |= bit(u < d.envelope.scale*(r*r)) << j
				} else {
					all |= bit(d.envelope.spikes(u, r)) << j
				}
				if d.columns > 1 {
					column += d.period
				}
			}
			spikes[i] = all
		}
		if phase++; phase == d.period {
			phase = 0
		}
	}
}

// below returns bit j if the word is a spike of a fixed place, else 0.
func (p *place) below(j int, word uint32) uint8 { return bit(int32(word^turned) < p.limit[j]) << j }

// bit is 1 for true. It compiles without a branch, which the processor could not predict.
func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}
