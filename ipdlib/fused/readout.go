package fused

import "math"

// classWidth is the number of classes in a vector: the readout is padded to whole vectors.
const classWidth = 16

// crossEntropy computes the loss of a sample, -log softmax(logits)[label], and the gradient of the batch's mean with respect to
// the logits, (softmax(logits) - [label]) / B. All slices have a number for each class; exps is working memory.
func crossEntropy(logits []float32, label int32, batch int, dLogits []float32, exps []float64) (loss float64) {
	largest := logits[0]
	for _, m := range logits {
		largest = max(largest, m) // NaN, if one of them is
	}
	if largest-largest != 0 { // infinite, or not a number
		for k := range dLogits {
			dLogits[k] = float32(math.NaN())
		}
		return math.NaN()
	}
	var sum float64
	for k, m := range logits { // exp(m - largest) = 2^(-log2(e) (largest - m))
		n, f := part(float32(size(largest-m, mostHalvings/math.Log2E) * math.Log2E))
		exps[k] = float64(power(n, f))
		sum += exps[k]
	}
	for k, exp := range exps {
		dLogits[k] = float32(exp / sum / float64(batch))
	}
	dLogits[label] = float32((exps[label]/sum - 1) / float64(batch))
	return math.Log(sum) + float64(largest-logits[label])
}

// best returns the class of the largest logit, the lowest of equal ones.
func best(logits []float32) (class int32) {
	for k, m := range logits {
		if m > logits[class] {
			class = int32(k)
		}
	}
	return class
}
