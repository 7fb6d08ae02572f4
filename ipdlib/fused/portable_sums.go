package fused

// The sums over afferents in plain Go: two numbers to a word, see fixed.go.

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

// collect, too, takes half of the words at a time.
func (portable) collect(sums, table []words, bits []uint8, stride int) {
	for c := range sums {
		for half := 0; half < width/2; half += 8 {
			sum := (*[8]int64)(sums[c][half:])
			s0, s1, s2, s3, s4, s5, s6, s7 := sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7]
			for t, k := table, c*stride; len(t) >= 2*groupRows; t, k = t[2*groupRows:], k+1 {
				w := (*[8]int64)(t[bits[k]%groupRows][half:])
				s0, s1, s2, s3 = s0+w[0], s1+w[1], s2+w[2], s3+w[3]
				s4, s5, s6, s7 = s4+w[4], s5+w[5], s6+w[6], s7+w[7]
				w = (*[8]int64)(t[groupRows+bits[k]/groupRows][half:])
				s0, s1, s2, s3 = s0+w[0], s1+w[1], s2+w[2], s3+w[3]
				s4, s5, s6, s7 = s4+w[4], s5+w[5], s6+w[6], s7+w[7]
			}
			*sum = [8]int64{s0, s1, s2, s3, s4, s5, s6, s7}
		}
	}
}

func (portable) unscale(numbers []float32, sums []words, inverse *vector) {
	for c := range sums {
		x := row(numbers, c)
		for i, word := range sums[c] {
			first, second := unpack(word)
			x[2*i] += float32(float32(first) * inverse[2*i])
			x[2*i+1] += float32(float32(second) * inverse[2*i+1])
		}
	}
}
