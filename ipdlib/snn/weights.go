package snn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"ipd/ipdlib/npz"
	"ipd/ipdlib/option"
	"ipd/ipdlib/random"
)

// Weights of a network on the host, row by row: those of the study's network, then those that options add. L is the number
// of hidden layers.
type Weights struct {
	W1 [][]float32 // from afferents to the first hidden layer, [C][H]
	W2 [][]float32 // from the last hidden layer to classes, [H][K]
	// Hidden leads from each hidden layer to the next: L-1 matrices.
	Hidden [][][]float32
	// LogTimeConstants are the natural logarithms of the time constants in seconds, of the hidden layers and then of the
	// readout, if they are learnt: [L+1].
	LogTimeConstants []float32
	// Signs of the presynaptic units of each matrix (W1, those of Hidden, W2), +1 or -1, if Dale's law has a random mask: L+1
	// lists. They are not learnt.
	Signs [][]float32
}

// TimeConstants returns the learnt time constants in seconds; nil if they are not learnt.
func (w Weights) TimeConstants() []float64 {
	var tau []float64
	for _, x := range w.LogTimeConstants {
		tau = append(tau, math.Exp(float64(x)))
	}
	return tau
}

// Matrices returns all weight matrices in the order of the layers: W1, those between hidden layers, W2.
func (w Weights) Matrices() [][][]float32 {
	return append(append([][][]float32{w.W1}, w.Hidden...), w.W2)
}

// Clone returns a copy whose arrays can be replaced without changing w.
func (w Weights) Clone() Weights {
	w.Hidden, w.Signs = slices.Clone(w.Hidden), slices.Clone(w.Signs)
	return w
}

// The arrays' names in files and programs. Those of signs have a prefix, which marks them as not learnt.
const (
	logTauName  = "log_time_constants"
	signsPrefix = "signs_"
)

func hiddenName(layer int) string { return fmt.Sprintf("w_hidden_%d", layer) } // into hidden layer 2, 3 ...
func signsName(matrix int) string { return fmt.Sprint(signsPrefix, matrix) }   // presynaptic units of matrix 1, 2 ...

// slot is the place of one array: a *[][]float32 or a *[]float32.
type slot struct {
	name string
	at   any
}

// slots lists the places of all arrays that w has: w1, w2, then those that options add.
func (w *Weights) slots() []slot {
	all := []slot{{"w1", &w.W1}, {"w2", &w.W2}}
	for i := range w.Hidden {
		all = append(all, slot{hiddenName(i + 2), &w.Hidden[i]})
	}
	if w.LogTimeConstants != nil {
		all = append(all, slot{logTauName, &w.LogTimeConstants})
	}
	for i := range w.Signs {
		all = append(all, slot{signsName(i + 1), &w.Signs[i]})
	}
	return all
}

// Arrays lists all weights as named arrays, in the order in which [Network.Forward] takes them. [Learnt] says which of them
// are learnt.
func (w Weights) Arrays() []npz.Named {
	var all []npz.Named
	for _, s := range w.slots() {
		switch at := s.at.(type) {
		case *[][]float32:
			all = append(all, npz.Named{Name: s.name, Value: *at})
		case *[]float32:
			all = append(all, npz.Named{Name: s.name, Value: *at})
		}
	}
	return all
}

// SetArray replaces the array of that name, which w must have, by a value of the same type: [][]float32 or []float32.
func (w *Weights) SetArray(name string, value any) error {
	for _, s := range w.slots() {
		if s.name != name {
			continue
		}
		switch at := s.at.(type) {
		case *[][]float32:
			if matrix, ok := value.([][]float32); ok {
				*at = matrix
				return nil
			}
		case *[]float32:
			if vector, ok := value.([]float32); ok {
				*at = vector
				return nil
			}
		}
		return fmt.Errorf("snn: array %q of weights can't be a %T", name, value)
	}
	return fmt.Errorf("snn: these weights have no array %q", name)
}

// Learnt reports whether the array of that name is learnt.
func Learnt(name string) bool { return !strings.HasPrefix(name, signsPrefix) }

// InitialWeights draws the weights of one network before training, uniform in ±1/√n; there are no biases. In the study n is,
// by mistake, the number of a matrix's postsynaptic units; with [FanInBound] it is the number of presynaptic units, as usual.
// Matrices of the same shape get the same numbers, up to the bound, whatever the other options.
func (n *Network) InitialWeights(key random.Key) Weights {
	draw := func(name string, from, to int) [][]float32 {
		rng := key.Derive(name).Rand()
		bound := 1 / math.Sqrt(float64(initialBounds.Of(string(n.Variant.InitialBound))(from, to)))
		w := make([][]float32, from)
		for i := range w {
			w[i] = make([]float32, to)
			for j := range w[i] {
				w[i][j] = float32(bound * (2*rng.Float64() - 1))
			}
		}
		return w
	}
	last := len(n.layers) - 1
	w := Weights{W1: draw("w1", n.in.Afferents, n.layers[0]), W2: draw("w2", n.layers[last], n.Classes)}
	for i := range n.layers[:last] {
		w.Hidden = append(w.Hidden, draw(hiddenName(i+2), n.layers[i], n.layers[i+1]))
	}
	if n.Variant.LearnTimeConstants {
		for _, tau := range n.tau {
			w.LogTimeConstants = append(w.LogTimeConstants, float32(math.Log(tau)))
		}
	}
	if mask := daleMasks.Of(string(n.Variant.DaleMask)); n.DalesLaw && mask != nil {
		for i, m := range w.Matrices() {
			w.Signs = append(w.Signs, mask(n, len(m), key.Derive("signs", i)))
		}
	}
	return w
}

// initialBounds are the choices of n.
var initialBounds = option.Table[func(from, to int) int]{
	{Name: "fan_out", Value: func(_, to int) int { return to }},
	{Name: "fan_in", Value: func(from, _ int) int { return from }},
}

// InitialBound is the name of such a choice.
type InitialBound = option.Word[boundWords]

type boundWords struct{}

func (boundWords) Lexicon() option.Lexicon { return initialBounds }

// The bounds' names.
const (
	FanOutBound InitialBound = ""
	FanInBound  InitialBound = "fan_in"
)
