package fused

import "fmt"

// Engine trains and evaluates networks of one shape, one after the other. It is for one goroutine.
type Engine struct {
	network Network
	batch   int // B
	kernels kernels
	path    string

	blocks    []*block  // the hidden layer
	readout   parameter // W2, [H'][K']: padded to whole blocks of units and vectors of classes
	c         []float64 // weight of a spike at each step in the readout, [T]
	rate      float64   // Adam's learning rate
	steps     int       // of Adam
	tabulated bool      // whether the tables match the current weights

	// The working memory of a step.
	chunk     int       // samples that are run forward and backward before their gradients are summed
	effective []float32 // a block's effective weights, [rows][32]
	w2        []float32 // W2 under Dale's law, [H'][K']
	w2t       []float32 // transposed, [K'][H']
	rates     []float32 // Σ_t c[t] keep[t] s[t], [B][H']
	logits    []float32 // [K']
	dLogits   []float32 // [B][K']
	exps      []float64 // of the logits, [K]
	dRate     []float32 // [H']
	scaled    []float32 // c[t]; with dropout, divided by the probability that a spike is kept, [T]
	kept      []uint32  // bits of the hidden spikes of a sample that are kept, [T][blocks]
	allKept   []uint32  // the same without dropout
}

// New returns an engine for batches of the given size, on the processor's fastest path or the one that the environment variable
// IPD_FUSED_PATH names: see [Paths]. The engine's weights are zero: call Reset.
func New(n Network, batch int) (*Engine, error) {
	name, err := Path()
	if err != nil {
		return nil, err
	}
	return NewOn(name, n, batch)
}

// NewOn is New with the path given.
func NewOn(path string, n Network, batch int) (*Engine, error) {
	if err := n.validate(batch); err != nil {
		return nil, err
	}
	k, err := kernelsOf(path)
	if err != nil {
		return nil, err
	}
	blocks := blocksOf(n.HiddenUnits)
	units := blocks * width
	classes := (n.Classes + classWidth - 1) / classWidth * classWidth
	e := &Engine{
		network: n, batch: batch, kernels: k, path: path,
		readout: newParameter(units * classes),
		c:       n.readoutWeights(),

		// Gradients of the currents take 128 bytes per step and block. This many fit into a cache of one megabyte.
		chunk:     min(batch, max(1, 8000/n.Steps)),
		effective: aligned[float32](groupsOf(n.Afferents) * groupSize * width),
		w2:        aligned[float32](units * classes),
		w2t:       aligned[float32](units * classes),
		rates:     aligned[float32](batch * units),
		logits:    aligned[float32](classes),
		dLogits:   aligned[float32](batch * classes),
		exps:      make([]float64, n.Classes),
		dRate:     aligned[float32](units),
		scaled:    make([]float32, n.Steps),
		kept:      make([]uint32, n.Steps*blocks),
		allKept:   make([]uint32, n.Steps*blocks),
	}
	for i := range e.allKept {
		e.allKept[i] = ^uint32(0)
	}
	for i := range blocks {
		e.blocks = append(e.blocks, newBlock(n, n.HiddenUnits-i*width, e.chunk))
	}
	return e, nil
}

// Path returns the path that the engine uses: see [Paths].
func (e *Engine) Path() string { return e.path }

// units and classes are H' and K', the padded sizes.
func (e *Engine) units() int   { return len(e.blocks) * width }
func (e *Engine) classes() int { return len(e.logits) }

// Reset starts a new training: it sets the weights, w1 [C][H] and w2 [H][K], and clears Adam's moments.
func (e *Engine) Reset(w1, w2 [][]float32, learningRate float64) {
	for _, b := range e.blocks {
		b.weights.reset()
	}
	e.readout.reset()
	e.rate, e.steps = learningRate, 0
	e.SetWeights(w1, w2)
}

// SetWeights replaces the weights, w1 [C][H] and w2 [H][K]. Adam's moments stay. It panics if the shapes are wrong.
func (e *Engine) SetWeights(w1, w2 [][]float32) {
	n := e.network
	checkShape("w1", w1, n.Afferents, n.HiddenUnits)
	checkShape("w2", w2, n.HiddenUnits, n.Classes)
	for c := range w1 {
		for j, w := range w1[c] {
			row(e.blocks[j/width].weights.w, c)[j%width] = w
		}
	}
	for j := range w2 {
		copy(e.readout.w[j*e.classes():], w2[j])
	}
	e.tabulated = false
}

// Weights returns a copy of the weights, w1 [C][H] and w2 [H][K].
func (e *Engine) Weights() (w1, w2 [][]float32) {
	return e.matrices(func(p *parameter) []float32 { return p.w })
}

// matrices returns copies of the values of W1 and of W2.
func (e *Engine) matrices(of func(*parameter) []float32) (x1, x2 [][]float32) {
	n := e.network
	x1, x2 = newMatrix(n.Afferents, n.HiddenUnits), newMatrix(n.HiddenUnits, n.Classes)
	for c := range x1 {
		for j := range x1[c] {
			x1[c][j] = row(of(&e.blocks[j/width].weights), c)[j%width]
		}
	}
	for j := range x2 {
		copy(x2[j], of(&e.readout)[j*e.classes():])
	}
	return x1, x2
}

func newMatrix(rows, columns int) [][]float32 {
	m := make([][]float32, rows)
	for i := range m {
		m[i] = make([]float32, columns)
	}
	return m
}

func checkShape(name string, w [][]float32, rows, columns int) {
	if len(w) != rows {
		panic(fmt.Sprintf("fused: %s has %d rows, want %d", name, len(w), rows))
	}
	for i := range w {
		if len(w[i]) != columns {
			panic(fmt.Sprintf("fused: row %d of %s has %d weights, want %d", i, name, len(w[i]), columns))
		}
	}
}
