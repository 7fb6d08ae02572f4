package fused

import "unsafe"

// The sums over afferents in plain Go: two numbers per word, see fixed.go.

func (portable) sizes(rows []float32) (sum vector) {
	for ; len(rows) > 0; rows = rows[width:] {
		for j, x := range (*vector)(rows) {
			sum[j] += abs(x)
		}
	}
	return sum
}

// tabulate: the sums with a row are those without it plus the row.
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

// nextStep takes the rows of a time step from the front of a list, without the padding.
func nextStep(list []uint16) (rows, rest []uint16) {
	n := int(list[0])
	return list[1 : 1+n], list[1+(n+3)/4*4:]
}

// Half of the words of a row, eight, fit into the processor's registers. The loops over rows are separate functions, so that the
// compiler keeps the sums there.
type half [width / 4]int64

// halves are the words of rows, from the first or second half of row 0 on: the same half of row r is number 2r.
func halves(w []words, first int) []half {
	return unsafe.Slice((*half)(unsafe.Pointer(&w[0])), 2*len(w))[first:]
}

// sum of rows of a table.
func sum(table []half, rows []uint16) half {
	var s0, s1, s2, s3, s4, s5, s6, s7 int64
	for _, r := range rows {
		w := &table[2*int(r)]
		s0 += w[0]
		s1 += w[1]
		s2 += w[2]
		s3 += w[3]
		s4 += w[4]
		s5 += w[5]
		s6 += w[6]
		s7 += w[7]
	}
	return half{s0, s1, s2, s3, s4, s5, s6, s7}
}

// add a half to rows of a table.
func add(table []half, rows []uint16, d *half) {
	d0, d1, d2, d3, d4, d5, d6, d7 := d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]
	for _, r := range rows {
		w := &table[2*int(r)]
		w[0] += d0
		w[1] += d1
		w[2] += d2
		w[3] += d3
		w[4] += d4
		w[5] += d5
		w[6] += d6
		w[7] += d7
	}
}

// current is h[t] = x[t]·W1, the sum of rows of the table.
func (b *block) current(rows []uint16, h *vector) {
	for n := range 2 {
		s := sum(halves(b.table, n), rows)
		h, inverse := (*[width / 2]float32)(h[n*width/2:]), (*[width / 2]float32)(b.inverse[n*width/2:])
		for i, word := range s {
			first, second := unpack(word)
			h[2*i], h[2*i+1] = float32(first)*inverse[2*i], float32(second)*inverse[2*i+1]
		}
	}
}

// scatter packs dh[t] as a row of integers and adds it to the rows of the afferents that spike at t.
func (portable) scatter(b *block, list []uint16, dh []vector) {
	var rows []uint16
	for t := range dh {
		rows, list = nextStep(list)
		for n := range 2 {
			d, scale := (*[width / 2]float32)(dh[t][n*width/2:]), (*[width / 2]float32)(b.dScale[n*width/2:])
			var packed half
			for i := range packed {
				packed[i] = pack(d[2*i]*scale[2*i], d[2*i+1]*scale[2*i+1])
			}
			add(halves(b.gradients, n), rows, &packed)
		}
	}
}

// fold: an afferent's gradient is the sum of the rows of all subsets that contain it, the upper half of the subsets. After that
// sum, the upper half is added to the lower half, whose subsets have the same other afferents.
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
				dw[2*i] += float32(float32(first) * b.dInverse[2*i])
				dw[2*i+1] += float32(float32(second) * b.dInverse[2*i+1])
			}
		}
	}
}
