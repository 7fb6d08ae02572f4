package fused

// The sums over afferents in plain Go: two numbers to a word, see fixed.go.

func (portable) sizes(rows []float32) (sum vector) {
	for ; len(rows) > 0; rows = rows[width:] {
		for j, x := range (*vector)(rows) {
			sum[j] += abs(x)
		}
	}
	return sum
}

// tabulate: the sums with a row are those without it, and the row.
func (portable) tabulate(table []words, rows []float32, scale *vector) {
	for g := 0; g*groupRows < len(table); g++ {
		table := table[g*groupRows:][:groupRows]
		table[0] = words{}
		for bit := range groupSize {
			x := row(rows, g*groupSize+bit)
			var added words
			for i := range added {
				added[i] = pack(x[2*i]*scale[2*i], x[2*i+1]*scale[2*i+1])
			}
			without, with := table[:1<<bit], table[1<<bit:2<<bit]
			for r := range without {
				from, to := &without[r], &with[r]
				for i := range added {
					to[i] = from[i] + added[i]
				}
			}
		}
	}
}

// nextStep cuts the rows of a time step from the front of a list.
func nextStep(list []uint16) (rows, rest []uint16) {
	end := 1 + 4*int(list[0])
	return list[1:end], list[end:]
}

// current is h[t] = x[t]·W1: the sum of the rows of the table. Half of the words at a time fit into the processor's registers.
func (b *block) current(rows []uint16, h *vector) {
	for half := 0; half < width/2; half += 8 {
		var s0, s1, s2, s3, s4, s5, s6, s7 int64
		for _, r := range rows {
			w := (*[8]int64)(b.table[r][half:])
			s0, s1, s2, s3 = s0+w[0], s1+w[1], s2+w[2], s3+w[3]
			s4, s5, s6, s7 = s4+w[4], s5+w[5], s6+w[6], s7+w[7]
		}
		for i, s := range [8]int64{s0, s1, s2, s3, s4, s5, s6, s7} {
			j := 2 * (half + i)
			first, second := unpack(s)
			h[j], h[j+1] = float32(first)*b.inverse[j], float32(second)*b.inverse[j+1]
		}
	}
}

func (portable) scatter(b *block, list []uint16, dh []vector) {
	var rows []uint16
	for t := range dh {
		rows, list = nextStep(list)
		var d words
		for i := range d {
			d[i] = pack(dh[t][2*i]*b.dScale[2*i], dh[t][2*i+1]*b.dScale[2*i+1])
		}
		for half := 0; half < width/2; half += 8 {
			x := (*[8]int64)(d[half:])
			d0, d1, d2, d3, d4, d5, d6, d7 := x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
			for _, r := range rows {
				w := (*[8]int64)(b.gradients[r][half:])
				w[0], w[1], w[2], w[3] = w[0]+d0, w[1]+d1, w[2]+d2, w[3]+d3
				w[4], w[5], w[6], w[7] = w[4]+d4, w[5]+d5, w[6]+d6, w[7]+d7
			}
		}
	}
}

// fold: an afferent's gradient is the sum of the rows of all subsets that it is in. Once that is taken from the upper half of the
// subsets, where it is in, they are added to the lower half, where the others are the same.
func (portable) fold(b *block, d []float32) {
	for g := 0; g*groupRows < len(b.gradients); g++ {
		table := b.gradients[g*groupRows:][:groupRows]
		for bit := groupSize - 1; bit >= 0; bit-- {
			var sum words
			without, with := table[:1<<bit], table[1<<bit:2<<bit]
			for r := range without {
				from, to := &with[r], &without[r]
				for i := range sum {
					sum[i] += from[i]
					to[i] += from[i]
				}
			}
			dw := row(d, g*groupSize+bit)
			for i := range sum {
				first, second := unpack(sum[i])
				dw[2*i] += float32(first) * b.dInverse[2*i]
				dw[2*i+1] += float32(second) * b.dInverse[2*i+1]
			}
		}
	}
}
