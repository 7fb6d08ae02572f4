package fused

import "math"

// classWidth is the vector of classes: the readout is filled up to whole ones.
const classWidth = 16

// crossEntropy of a sample, -log softmax(logits)[label], and the gradient of the batch's mean by the logits,
// (softmax(logits) - [label]) / B. logits, dLogits: [K].
func crossEntropy(logits []float32, label int32, batch int, dLogits []float32) (loss float64) {
	largest := logits[0]
	for _, m := range logits {
		largest = max(largest, m) // NaN, if one of them is
	}
	var sum float64
	for _, m := range logits {
		sum += math.Exp(float64(m - largest))
	}
	for k, m := range logits {
		d := math.Exp(float64(m-largest)) / sum
		if k == int(label) {
			d--
		}
		dLogits[k] = float32(d / float64(batch))
	}
	return math.Log(sum) + float64(largest-logits[label])
}

// best is the class of the largest logit, the lowest of equal ones.
func best(logits []float32) (class int32) {
	for k, m := range logits {
		if m > logits[class] {
			class = int32(k)
		}
	}
	return class
}
