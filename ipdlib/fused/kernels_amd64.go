package fused

import "github.com/klauspost/cpuid/v2"

//go:generate go run -C asm .

func vectorPaths() (paths []path) {
	if cpuid.CPU.Has(cpuid.AVX512F) {
		paths = append(paths, path{"avx512", &assembly{
			forwardAVX512, slopesAVX512, backwardAVX512, sizesAVX512, tabulateAVX512, scatterAVX512, foldAVX512, combineAVX512, adamAVX512,
		}})
	}
	if cpuid.CPU.Has(cpuid.AVX2) {
		paths = append(paths, path{"avx2", &assembly{
			forwardAVX2, slopesAVX2, backwardAVX2, sizesAVX2, tabulateAVX2, scatterAVX2, foldAVX2, combineAVX2, adamAVX2,
		}})
	}
	return paths
}

// assembly holds the kernels that the program in folder asm writes.
type assembly struct {
	forwardLayer  func(table *int64, inverse, v, u, rate *float32, list *uint16, c *float32, kept *uint32, stride, steps int, alpha float32)
	slopesOf      func(g, v *float32, n int, halvings, farthest, beta float32)
	backwardLayer func(v, u, slope, dRate, c *float32, kept *uint32, stride int, dh, total *float32, steps int, alpha float32)
	sumSizes      func(sum, rows *float32, n int)
	makeTable     func(table *int64, weights *float32, scale *float32, groups int)
	addRows       func(gradients *int64, scale *float32, list *uint16, dh *float32, steps int)
	foldTable     func(d *float32, gradients *int64, inverse *float32, groups int)
	combineRows   func(out *float32, weights *float32, stride int, rows *float32, width, n int)
	stepOfAdam    func(w, d, m, s *float32, n int, numbers *float32)
}

const wordBytes = 4 // of a row of dropout bits

func (a *assembly) forward(b *block, list []uint16, c []float32, kept []uint32, stride int) {
	_, _ = c[b.steps-1], kept[(b.steps-1)*stride] // as far as assembly may read
	a.forwardLayer(&b.table[0][0], &b.inverse[0], &b.at(0)[0], &b.u[0][0], &b.rate[0], &list[0], &c[0], &kept[0], wordBytes*stride, b.steps-1, b.alpha)
}

func (a *assembly) slopes(b *block) {
	_ = b.v[len(b.slope)]
	a.slopesOf(&b.slope[0][0], &b.at(0)[0], len(b.slope)*width, b.halvings, b.farthest, b.beta)
}

func (a *assembly) backward(b *block, dRate *vector, c []float32, kept []uint32, stride int, dh []vector) {
	t := b.steps - 2
	a.backwardLayer(&b.at(t)[0], &b.u[t][0], &b.slope[t][0], &dRate[0], &c[t], &kept[t*stride], wordBytes*stride, &dh[t][0], &b.total[0], b.steps-1, b.alpha)
}

func (a *assembly) sizes(rows []float32) (sum vector) {
	a.sumSizes(&sum[0], &rows[0], len(rows)/width)
	return sum
}

func (a *assembly) tabulate(table []words, rows []float32, scale *vector) {
	groups := len(table) / groupRows
	_ = rows[groups*groupSize*width-1]
	a.makeTable(&table[0][0], &rows[0], &scale[0], groups)
}

func (a *assembly) scatter(b *block, list []uint16, dh []vector) {
	a.addRows(&b.gradients[0][0], &b.dScale[0], &list[0], &dh[0][0], len(dh))
}

func (a *assembly) fold(b *block, d []float32) {
	a.foldTable(&d[0], &b.gradients[0][0], &b.dInverse[0], len(b.gradients)/groupRows)
}

func (a *assembly) combine(out *[16]float32, weights []float32, stride int, rows []float32, width, n int) {
	_, _ = weights[(n-1)*stride], rows[(n-1)*width+15]
	a.combineRows(&out[0], &weights[0], stride, &rows[0], width, n)
}

func (a *assembly) adam(p *parameter, numbers *adam) {
	a.stepOfAdam(&p.w[0], &p.d[0], &p.m[0], &p.s[0], len(p.w), &numbers.beta1)
}
