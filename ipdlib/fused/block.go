package fused

import "unsafe"

// width is the number of units that are computed side by side: two vectors of AVX-512, or four of AVX2. Layers are padded to whole
// blocks with units that have no weights: they never spike, and their gradients are zero.
const width = 32

// blocksOf is the number of blocks for n units.
func blocksOf(n int) int { return (n + width - 1) / width }

// A vector holds a number for each unit of a block.
type vector [width]float32

// A block is a part of the hidden layer: 32 units with their weights and their history.
type block struct {
	steps int     // T
	units int     // units in use, rounded up to an even number; <= 32
	alpha float32 // α
	surrogate

	weights parameter // W1, [rows][32]; rows: C, padded to whole groups
	table   []words   // sums of effective weights, [groups·groupRows]
	scale   vector    // of the weights in the table
	inverse vector    // of the scale

	// Of the last sample of the forward pass:
	v     []vector // v[t], see at
	u     []vector // u[t] = α v[t] + h[t]: v[t+1], unless the unit is reset; [T-1]
	slope []vector // g(v[t]); [T-1] and up to three more
	rate  vector   // Σ_t c[t] keep[t] s[t]

	// Of several samples of the backward pass, one after the other:
	dh        []vector // [samples·(T-1)]
	total     vector   // Σ_t |dh[t]| of the last sample
	gradients []words  // sums of dh in the layout of table
	dScale    vector   // of dh in gradients
	dInverse  vector   // of the scale
}

// at is v[t], for t = -1 ... T-1. Before step 0 it is zero: there are no spikes s[0] = [v[-1] > 1].
func (b *block) at(t int) *vector { return &b.v[t+1] }

func newBlock(n Network, units, samples int) *block {
	rows := groupsOf(n.Afferents) * groupRows
	steps := (n.Steps + slopeSteps - 2) / slopeSteps * slopeSteps // T-1, rounded up
	return &block{
		steps: n.Steps, units: min((units+1)/2*2, width), alpha: float32(n.Alpha), surrogate: newSurrogate(n.SurrogateSlope),
		weights:   newParameter(groupsOf(n.Afferents) * groupSize * width),
		table:     aligned[words](rows),
		v:         aligned[vector](2 + steps),
		u:         aligned[vector](n.Steps - 1),
		slope:     aligned[vector](steps),
		dh:        aligned[vector](samples * (n.Steps - 1)),
		gradients: aligned[words](rows),
	}
}

// aligned allocates n zeros at the start of a cache line: access to a vector across two lines takes twice as long. T holds no pointers.
func aligned[T any](n int) []T {
	const line = 64
	var t T
	bytes := make([]byte, n*int(unsafe.Sizeof(t))+line)
	at := unsafe.Pointer(&bytes[-uintptr(unsafe.Pointer(unsafe.SliceData(bytes)))%line])
	return unsafe.Slice((*T)(at), n)
}

// row returns row i of numbers in rows of 32.
func row(numbers []float32, i int) *vector { return (*vector)(numbers[i*width:]) }
