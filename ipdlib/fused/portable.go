package fused

import "math"

// portable holds the kernels in plain Go, for any processor. They define the results.
type portable struct{}

// A mask holds for each unit all ones or all zeros, for masking floating-point numbers without a branch.
type mask [width]uint32

// set expands bits, one for each unit.
func (m *mask) set(bits uint32) {
	for j := range m {
		m[j] = -(bits & 1)
		bits >>= 1
	}
}

// only is x where m is set, else 0.
func only(m uint32, x float32) float32 { return math.Float32frombits(math.Float32bits(x) & m) }

// unless is x where m is not set, else 0.
func unless(m uint32, x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ m) }

// spike is Θ(v - 1) as a mask.
func spike(v float32) uint32 {
	var s uint32
	if v > 1 {
		s = 1
	}
	return -s
}

// The equations of the hidden layer, forward:
//
//	u[t]   = α v[t] + h[t]
//	v[t+1] = u[t] (1 - s[t])
//	s[t+1] = [v[t] > 1]
//	rate   = Σ_t c[t] keep[t] s[t]
func (portable) forward(b *block, list []uint16, c []float32, kept []uint32, stride int) {
	var rows []uint16
	var h, v, rate vector
	var s, keep mask // s[t], keep[t]
	keepBits := ^kept[0]
	for t := range b.steps - 1 {
		rows, list = nextStep(list)
		b.current(rows, &h)
		if bits := kept[t*stride]; bits != keepBits {
			keep.set(bits)
			keepBits = bits
		}
		alpha, ct, ut := b.alpha, c[t], &b.u[t]
		*b.at(t) = v
		for j := range min(b.units, width) {
			u := float32(alpha*v[j]) + h[j]
			ut[j] = u
			rate[j] += only(s[j]&keep[j], ct)
			s[j], v[j] = spike(v[j]), unless(s[j], u)
		}
	}
	*b.at(b.steps - 1) = v
	b.rate = rate
}

// And backward, where av and as are the gradients of the loss with respect to v[t+1] and s[t+1]:
//
//	dh[t] = av (1 - s[t])
//	av    ← α dh[t] + as g(v[t])
//	as    ← c[t] keep[t] dRate - av u[t]     with av before the line above
//
// At the last step both are 0, since c[T-1] = 0.
func (portable) backward(b *block, dRate *vector, c []float32, kept []uint32, stride int, dh []vector) {
	var av, as, total vector
	var keep mask
	keepBits := ^kept[0]
	for t := b.steps - 2; t >= 0; t-- {
		if bits := kept[t*stride]; bits != keepBits {
			keep.set(bits)
			keepBits = bits
		}
		alpha, ct, before, u, slope, dht := b.alpha, c[t], b.at(t-1), &b.u[t], &b.slope[t], &dh[t]
		for j := range min(b.units, width) {
			a := av[j]
			d := unless(spike(before[j]), a)
			dht[j] = d
			total[j] += abs(d)
			av[j] = float32(alpha*d) + float32(as[j]*slope[j])
			as[j] = only(keep[j], ct*dRate[j]) - float32(a*u[j])
		}
	}
	b.total = total
}

// combine keeps the order of the sums, row after row.
func (portable) combine(out *[16]float32, weights []float32, stride int, rows []float32, width, n int) {
	*out = [16]float32{}
	for i := range n {
		w, r := weights[i*stride], (*[16]float32)(rows[i*width:])
		for k := range out {
			out[k] += float32(w * r[k])
		}
	}
}
