package snn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"ipd/ipdlib/npz"
)

// VariantWeights are what networks with options have beside W1 and W2. L hidden layers.
type VariantWeights struct {
	// Hidden leads from each hidden layer to the next: L-1 matrices. W2 comes from the last of them.
	Hidden [][][]float32
	// LogTimeConstants are the natural logarithms of the time constants in seconds, of the hidden layers and then of the
	// readout, where they are learnt: [L+1]. So no step of learning can make one negative.
	LogTimeConstants []float32
	// Signs of the units that each matrix comes from (W1, those of Hidden, W2), +1 or -1, where Dale's law has a random
	// mask: L+1 lists.
	Signs [][]float32
}

// TimeConstants are the learnt time constants in seconds; nil where they are not learnt.
func (w Weights) TimeConstants() []float64 {
	var tau []float64
	for _, x := range w.LogTimeConstants {
		tau = append(tau, math.Exp(float64(x)))
	}
	return tau
}

// Matrices are all matrices of weights in the order of the layers: W1, those between hidden layers, W2.
func (w Weights) Matrices() [][][]float32 {
	return append(append([][][]float32{w.W1}, w.Hidden...), w.W2)
}

const (
	hiddenName   = "w_hidden_%d" // that into hidden layer 2, 3 ...
	logTauName   = "log_time_constants"
	signsName    = "signs_%d" // of the sources of matrix 1, 2 ...
	signsPattern = "signs_"
)

// Arrays lists everything as named arrays: w1, w2, then what options bring along. Those that [Trained] names are learnt.
func (w Weights) Arrays() []npz.Named {
	all := []npz.Named{{Name: "w1", Value: w.W1}, {Name: "w2", Value: w.W2}}
	for i, m := range w.Hidden {
		all = append(all, npz.Named{Name: fmt.Sprintf(hiddenName, i+2), Value: m})
	}
	if w.LogTimeConstants != nil {
		all = append(all, npz.Named{Name: logTauName, Value: w.LogTimeConstants})
	}
	for i, s := range w.Signs {
		all = append(all, npz.Named{Name: fmt.Sprintf(signsName, i+1), Value: s})
	}
	return all
}

// Trained reports whether an array of that name is learnt. Signs are not.
func Trained(name string) bool { return !strings.HasPrefix(name, signsPattern) }

// SetArray puts a value in the place of the array of that name; it must be one of those that w has.
func (w *Weights) SetArray(name string, value any) error {
	ok := true
	var i int
	switch {
	case name == "w1":
		w.W1, ok = value.([][]float32)
	case name == "w2":
		w.W2, ok = value.([][]float32)
	case name == logTauName:
		w.LogTimeConstants, ok = value.([]float32)
	case scan(name, hiddenName, &i) && i >= 2 && i-2 < len(w.Hidden):
		w.Hidden[i-2], ok = value.([][]float32)
	case scan(name, signsName, &i) && i >= 1 && i-1 < len(w.Signs):
		w.Signs[i-1], ok = value.([]float32)
	default:
		return fmt.Errorf("snn: these weights have no array %q", name)
	}
	if !ok {
		return fmt.Errorf("snn: array %q of weights is a %T", name, value)
	}
	return nil
}

func scan(name, format string, i *int) bool {
	n, err := fmt.Sscanf(name, format, i)
	return n == 1 && err == nil && name == fmt.Sprintf(format, *i)
}

// Clone makes a copy whose arrays can be replaced without a change of w.
func (w Weights) Clone() Weights {
	w.Hidden, w.Signs = slices.Clone(w.Hidden), slices.Clone(w.Signs)
	return w
}

// ReadWeights reads the arrays of weights from a file that may hold others too, and sees to it that their shapes fit
// together.
func ReadWeights(f *npz.File) (Weights, error) {
	w1, err := matrix(f, "w1", -1)
	if err != nil {
		return Weights{}, err
	}
	w, names, layers := Weights{W1: w1}, f.Names(), 1
	units := len(w1[0])
	for ; slices.Contains(names, fmt.Sprintf(hiddenName, layers+1)); layers++ {
		m, err := matrix(f, fmt.Sprintf(hiddenName, layers+1), units)
		if err != nil {
			return Weights{}, err
		}
		w.Hidden = append(w.Hidden, m)
		units = len(m[0])
	}
	if w.W2, err = matrix(f, "w2", units); err != nil {
		return Weights{}, err
	}
	if slices.Contains(names, logTauName) {
		if w.LogTimeConstants, err = vector(f, logTauName, layers+1); err != nil {
			return Weights{}, err
		}
	}
	if slices.Contains(names, fmt.Sprintf(signsName, 1)) {
		for i, m := range w.Matrices() {
			name := fmt.Sprintf(signsName, i+1)
			signs, err := vector(f, name, len(m))
			if err != nil {
				return Weights{}, err
			}
			for j, s := range signs {
				if s != 1 && s != -1 {
					return Weights{}, fmt.Errorf("%w %s: array %s has the value %v at %d; a sign is 1 or -1", npz.ErrFormat, f.Path(), name, s, j)
				}
			}
			w.Signs = append(w.Signs, signs)
		}
	}
	return w, nil
}

// vector reads a float32 array of so many numbers.
func vector(f *npz.File, name string, length int) ([]float32, error) {
	a, err := f.Read(name)
	if err != nil {
		return nil, err
	}
	if a.Type != "<f4" {
		return nil, a.Wrong("has type %q; weights are \"<f4\", float32", a.Type)
	}
	if err := a.Want(length); err != nil {
		return nil, err
	}
	numbers, err := a.Floats()
	if err != nil {
		return nil, err
	}
	v := make([]float32, length)
	for i := range v {
		v[i] = float32(numbers[i])
	}
	return v, nil
}
