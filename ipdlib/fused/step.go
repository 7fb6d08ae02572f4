package fused

import (
	"fmt"

	"ipd/ipdlib/random"
)

// Step makes a training step and returns the batch's mean loss before it.
//
//	samples  numbers of the batch's samples, B of them, in s
//	labels   classes of all samples of s
//	dropout  probability p that a hidden spike is dropped, 0 <= p < 1
//	key      key of this step's dropout mask; not used without dropout
//
// A kept spike counts 1/(1-p), so that the readout's expected value doesn't change; the reset sees all spikes. Unit h of the b-th sample
// is kept at step t if the first word of random.Words(key, t·B + b, h), as a number from 0 to 1, is at least p: the mask of package snn.
func (e *Engine) Step(s *Spikes, samples, labels []int32, dropout float64, key random.Key) (loss float64) {
	loss = e.gradients(s, samples, labels, dropout, key)
	e.steps++
	a := newAdam(e.rate, e.steps)
	for _, b := range e.blocks {
		e.kernels.adam(&b.weights, &a)
	}
	e.kernels.adam(&e.readout, &a)
	e.tabulated = false
	return loss
}

// Evaluate runs the network on a batch, without dropout. It returns the mean loss and the most likely class of each sample, the lowest
// of equal ones. Samples and labels are as in [Engine.Step].
func (e *Engine) Evaluate(s *Spikes, samples, labels []int32) (loss float64, predicted []int32) {
	e.check(s, samples, labels, 0)
	e.tabulate()
	e.setDropout(0)
	predicted = make([]int32, e.batch)
	for i, sample := range samples {
		logits := e.forward(s.samples[sample], e.allKept, i)
		loss += crossEntropy(logits, labels[sample], e.batch, e.dLogits, e.exps)
		predicted[i] = best(logits)
	}
	return loss / float64(e.batch), predicted
}

// gradients computes the batch's mean loss, which it returns, and its gradients, which it stores with the weights.
func (e *Engine) gradients(s *Spikes, samples, labels []int32, dropout float64, key random.Key) (loss float64) {
	e.check(s, samples, labels, dropout)
	e.tabulate()
	e.setDropout(dropout)
	for _, b := range e.blocks {
		clear(b.weights.d)
	}
	kept := e.allKept
	if dropout > 0 {
		kept = e.kept
	}
	for first := 0; first < e.batch; first += e.chunk {
		chunk := samples[first:min(first+e.chunk, e.batch)]
		bounds := make([][width]float64, len(e.blocks)) // of the sums of dh
		for i, sample := range chunk {
			list, at := s.samples[sample], first+i
			if dropout > 0 {
				threshold := float32(dropout) * (1 << random.UniformBits)
				random.Mask(kept, key, uint32(at), uint32(e.batch), e.network.HiddenUnits, threshold)
			}
			logits := e.forward(list, kept, at)
			dLogits := e.dLogits[at*e.classes():][:e.classes()]
			loss += crossEntropy(logits, labels[sample], e.batch, dLogits, e.exps)
			e.backward(dLogits, kept, i, bounds)
		}
		for i, b := range e.blocks {
			e.sumUp(b, s, chunk, &bounds[i])
		}
	}
	e.readoutGradient()
	e.dalesLaw()
	return loss / float64(e.batch)
}

// forward computes the logits of a sample, the at-th of the batch.
func (e *Engine) forward(list []uint16, kept []uint32, at int) (logits []float32) {
	rates := e.rates[at*e.units():][:e.units()]
	for i, b := range e.blocks {
		e.kernels.forward(b, list, e.scaled, kept[i:], len(e.blocks))
		copy(rates[i*width:], b.rate[:])
	}
	for k := 0; k < e.classes(); k += classWidth { // rate·W2
		e.kernels.combine((*[classWidth]float32)(e.logits[k:]), rates, 1, e.w2[k:], e.classes(), e.units())
	}
	return e.logits[:e.network.Classes]
}

// backward computes, for the last sample of the forward pass, the i-th of the chunk, the gradients with respect to its currents from
// those with respect to its logits.
func (e *Engine) backward(dLogits []float32, kept []uint32, i int, bounds [][width]float64) {
	for j := 0; j < e.units(); j += classWidth { // dLogits·W2ᵀ
		e.kernels.combine((*[classWidth]float32)(e.dRate[j:]), dLogits, 1, e.w2t[j:], e.units(), e.network.Classes)
	}
	steps := e.network.Steps - 1
	for n, b := range e.blocks {
		e.kernels.slopes(b)
		e.kernels.backward(b, row(e.dRate, n), e.scaled, kept[n:], len(e.blocks), b.dh[i*steps:][:steps])
		for j, total := range b.total {
			bounds[n][j] += float64(total)
		}
	}
}

// sumUp adds the gradients of the input weights for a chunk of samples, Σ_t x[t]ᵀ·dh[t].
func (e *Engine) sumUp(b *block, s *Spikes, chunk []int32, bounds *[width]float64) {
	steps := e.network.Steps - 1
	for j, bound := range bounds {
		var finite bool
		if b.dScale[j], b.dInverse[j], finite = scales(bound); !finite {
			for i := range b.dh[:len(chunk)*steps] {
				b.dh[i][j] = 0
			}
		}
	}
	clear(b.gradients)
	for i, sample := range chunk {
		e.kernels.scatter(b, s.samples[sample], b.dh[i*steps:][:steps])
	}
	e.kernels.fold(b, b.weights.d)
}

// readoutGradient computes rateᵀ·dLogits.
func (e *Engine) readoutGradient() {
	for j := range e.network.HiddenUnits {
		for k := 0; k < e.classes(); k += classWidth {
			out := (*[classWidth]float32)(e.readout.d[j*e.classes()+k:])
			e.kernels.combine(out, e.rates[j:], e.units(), e.dLogits[k:], e.classes(), e.batch)
		}
	}
}

// tabulate makes the tables of the current weights, under Dale's law.
func (e *Engine) tabulate() {
	if e.tabulated {
		return
	}
	n := e.network
	for _, b := range e.blocks {
		weights := b.weights.w
		if n.DalesLaw {
			weights = e.effective
			for c := range n.Afferents {
				from, to, sign := row(b.weights.w, c), row(weights, c), n.sign(c, n.Afferents)
				for j, w := range from {
					to[j] = n.effective(w, sign)
				}
			}
		}
		for j, size := range e.kernels.sizes(weights) {
			var finite bool
			if b.scale[j], b.inverse[j], finite = scales(float64(size)); !finite {
				copy(e.effective, weights)
				weights = e.effective
				for c := range n.Afferents {
					row(weights, c)[j] = 0
				}
			}
		}
		e.kernels.tabulate(b.table, weights, &b.scale)
	}
	for j := range n.HiddenUnits {
		sign := n.sign(j, n.HiddenUnits)
		for k := range n.Classes {
			w := n.effective(e.readout.w[j*e.classes()+k], sign)
			e.w2[j*e.classes()+k], e.w2t[k*e.units()+j] = w, w
		}
	}
	e.tabulated = true
}

// dalesLaw converts the gradients with respect to effective weights into those with respect to the weights.
func (e *Engine) dalesLaw() {
	n := e.network
	if !n.DalesLaw {
		return
	}
	for _, b := range e.blocks {
		for c := range n.Afferents {
			w, d, sign := row(b.weights.w, c), row(b.weights.d, c), n.sign(c, n.Afferents)
			for j := range w {
				d[j] = n.effectiveGradient(w[j], d[j], sign)
			}
		}
	}
	for j := range n.HiddenUnits {
		for k := range n.Classes {
			i := j*e.classes() + k
			e.readout.d[i] = n.effectiveGradient(e.readout.w[i], e.readout.d[i], n.sign(j, n.HiddenUnits))
		}
	}
}

// setDropout scales the readout's weights of a kept spike.
func (e *Engine) setDropout(p float64) {
	scale := 1 / (1 - float32(p))
	for t, c := range e.c {
		e.scaled[t] = float32(c) * scale
	}
}

// check panics if the arguments of a step are invalid.
func (e *Engine) check(s *Spikes, samples, labels []int32, dropout float64) {
	n := e.network
	switch {
	case s.steps != n.Steps || s.afferents != n.Afferents:
		panic(fmt.Sprintf("fused: the spikes have %d steps of %d afferents, the network %d of %d", s.steps, s.afferents, n.Steps, n.Afferents))
	case len(samples) != e.batch:
		panic(fmt.Sprintf("fused: %d samples, want a batch of %d", len(samples), e.batch))
	case len(labels) != s.Len():
		panic(fmt.Sprintf("fused: %d labels for %d samples; want one for each sample of the data set", len(labels), s.Len()))
	case !(dropout >= 0 && dropout < 1):
		panic(fmt.Sprintf("fused: a dropout probability of %v; it must be at least 0 and less than 1", dropout))
	}
	for _, sample := range samples {
		if k := labels[sample]; k < 0 || int(k) >= n.Classes {
			panic(fmt.Sprintf("fused: sample %d has the label %d; there are %d classes", sample, k, n.Classes))
		}
	}
}
