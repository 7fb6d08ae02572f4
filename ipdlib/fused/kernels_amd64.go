package fused

import "github.com/klauspost/cpuid/v2"

//go:generate go run -C asm .

func vectorPaths() (paths []path) {
	if cpuid.CPU.Has(cpuid.AVX512F) {
		paths = append(paths, path{"avx512", &assembly{
			forwardAVX512, slopesAVX512, backwardAVX512, tabulateAVX512, collectAVX512, unscaleAVX512, combineAVX512, adamAVX512,
		}})
	}
	if cpuid.CPU.Has(cpuid.AVX2) {
		paths = append(paths, path{"avx2", &assembly{
			forwardAVX2, slopesAVX2, backwardAVX2, tabulateAVX2, collectAVX2, unscaleAVX2, combineAVX2, adamAVX2,
		}})
	}
	return paths
}

// assembly are kernels that the program in folder asm writes.
type assembly struct {
	forwardLayer  func(table *int64, inverse, v, u, rate *float32, list *uint16, c *float32, kept *uint32, stride, steps int, alpha float32)
	slopesOf      func(g, v *float32, n int, halvings, beta float32)
	backwardLayer func(v, u, slope, dRate, c *float32, kept *uint32, stride int, dh, total *float32, steps int, alpha float32)
	makeTable     func(table *int64, rows, scale *float32, groups int)
	collectRows   func(sums, table *int64, bits *uint8, stride, bytes, afferents int)
	unscaleRows   func(numbers *float32, sums *int64, inverse *float32, rows int)
	combineRows   func(out *float32, weights *float32, stride int, rows *float32, width, n int)
	stepOfAdam    func(w, d, m, s *float32, n int, numbers *float32)
}

const wordBytes = 4 // of a row of dropout bits

func (a *assembly) forward(b *block, list []uint16, c []float32, kept []uint32, stride int) {
	_, _ = c[b.steps-1], kept[(b.steps-1)*stride] // as far as assembly may read
	a.forwardLayer(&b.table[0][0], &b.inverse[0], &b.at(0)[0], &b.u[0][0], &b.rate[0], &list[0], &c[0], &kept[0], wordBytes*stride, b.steps-1, b.alpha)
}

func (a *assembly) slopes(g, v []float32, s surrogate) {
	a.slopesOf(&g[0], &v[0], len(g), s.halvings, s.beta)
}

func (a *assembly) backward(b *block, dRate *vector, c []float32, kept []uint32, stride int, dh []vector) {
	t := b.steps - 2
	a.backwardLayer(&b.at(t)[0], &b.u[t][0], &b.slope[t][0], &dRate[0], &c[t], &kept[t*stride], wordBytes*stride, &dh[t][0], &b.total[0], b.steps-1, b.alpha)
}

func (a *assembly) tabulate(table []words, rows []float32, scale *vector) {
	groups := len(table) / groupRows
	_ = rows[groups*groupSize*width-1]
	a.makeTable(&table[0][0], &rows[0], &scale[0], groups)
}

func (a *assembly) collect(sums, table []words, bits []uint8, stride int) {
	bytes := len(table) / (2 * groupRows)
	_ = bits[(len(sums)-1)*stride+bytes-1]
	a.collectRows(&sums[0][0], &table[0][0], &bits[0], stride, bytes, len(sums))
}

func (a *assembly) unscale(numbers []float32, sums []words, inverse *vector) {
	_ = numbers[len(sums)*width-1]
	a.unscaleRows(&numbers[0], &sums[0][0], &inverse[0], len(sums))
}

func (a *assembly) combine(out *[16]float32, weights []float32, stride int, rows []float32, width, n int) {
	_, _ = weights[(n-1)*stride], rows[(n-1)*width+15]
	a.combineRows(&out[0], &weights[0], stride, &rows[0], width, n)
}

func (a *assembly) adam(p *parameter, numbers *adam) {
	a.stepOfAdam(&p.w[0], &p.d[0], &p.m[0], &p.s[0], len(p.w), &numbers.beta1)
}
