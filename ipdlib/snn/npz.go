package snn

import (
	"fmt"
	"slices"

	"ipd/ipdlib/npz"
)

// Save writes the weights as a NumPy archive of float32 arrays: w1 [C, H], w2 [H, K], and those that options add. The file is
// replaced as a whole: a concurrent reader sees the old file or the new one, also if the process is killed. In Python:
//
//	w = numpy.load("weights.npz")
//	w["w1"].shape
func (w Weights) Save(path string) error {
	if err := w.check(); err != nil {
		return fmt.Errorf("snn: saving weights as %s: %w", path, err)
	}
	return npz.Write(path, w.Arrays()...)
}

// LoadWeights reads weights written by Save, or by any program that writes the same arrays. Additional arrays, other types,
// shapes that don't fit together and numbers that are not finite are errors that name the array.
func LoadWeights(path string) (Weights, error) {
	f, err := npz.Open(path)
	if err != nil {
		return Weights{}, err
	}
	defer f.Close()
	found := f.Names()
	if !f.Has("w1") || !f.Has("w2") {
		return Weights{}, fmt.Errorf("%w %s: contains the arrays %q; weights need w1 and w2", npz.ErrFormat, path, found)
	}
	w, err := ReadWeights(f)
	if err != nil {
		return Weights{}, err
	}
	var known []string
	for _, s := range w.slots() {
		known = append(known, s.name)
	}
	slices.Sort(known)
	if names := slices.Sorted(slices.Values(found)); !slices.Equal(names, known) {
		return Weights{}, fmt.Errorf("%w %s: contains the arrays %q; these weights are %q, and nothing else", npz.ErrFormat, path, names, known)
	}
	return w, nil
}

// ReadWeights reads the arrays of weights from a file that may contain others too, and checks that their shapes fit together.
func ReadWeights(f *npz.File) (Weights, error) {
	var w Weights
	for f.Has(hiddenName(len(w.Hidden) + 2)) {
		w.Hidden = append(w.Hidden, nil)
	}
	if f.Has(logTauName) {
		w.LogTimeConstants = []float32{}
	}
	if f.Has(signsName(1)) {
		w.Signs = make([][]float32, len(w.Hidden)+2)
	}
	for _, s := range w.slots() {
		a, err := f.Read(s.name)
		if err != nil {
			return Weights{}, err
		}
		if a.Type != "<f4" {
			return Weights{}, a.Wrong("has type %q; weights have \"<f4\", float32", a.Type)
		}
		switch at := s.at.(type) {
		case *[][]float32:
			*at, err = matrix(a)
		case *[]float32:
			*at, err = vector(a)
		}
		if err != nil {
			return Weights{}, err
		}
	}
	if err := w.check(); err != nil {
		return Weights{}, fmt.Errorf("%w %s: %w", npz.ErrFormat, f.Path(), err)
	}
	return w, nil
}

func matrix(a *npz.Array) ([][]float32, error) {
	if err := a.Want(-1, -1); err != nil {
		return nil, err
	}
	flat, err := float32s(a)
	if err != nil {
		return nil, err
	}
	w := make([][]float32, a.Shape[0])
	for i := range w {
		w[i] = flat[i*a.Shape[1] : (i+1)*a.Shape[1]]
	}
	return w, nil
}

func vector(a *npz.Array) ([]float32, error) {
	if err := a.Want(-1); err != nil {
		return nil, err
	}
	return float32s(a)
}

func float32s(a *npz.Array) ([]float32, error) {
	numbers, err := a.Floats()
	v := make([]float32, len(numbers))
	for i := range numbers {
		v[i] = float32(numbers[i])
	}
	return v, err
}

// check checks that all arrays are complete and that their shapes fit together.
func (w Weights) check() error {
	all := w.Matrices()
	for i, m := range all {
		if len(m) == 0 || len(m[0]) == 0 {
			return fmt.Errorf("%s is empty", w.nameOf(i))
		}
		for j, row := range m {
			if len(row) != len(m[0]) {
				return fmt.Errorf("row %d of %s has %d weights, row 0 has %d", j, w.nameOf(i), len(row), len(m[0]))
			}
		}
		if i > 0 && len(all[i-1][0]) != len(m) {
			return fmt.Errorf("%s leads to %d hidden units, but %s comes from %d", w.nameOf(i-1), len(all[i-1][0]), w.nameOf(i), len(m))
		}
	}
	if n := len(w.LogTimeConstants); w.LogTimeConstants != nil && n != len(all) {
		return fmt.Errorf("%s has %d time constants for %d layers", logTauName, n, len(all))
	}
	if n := len(w.Signs); w.Signs != nil && n != len(all) {
		return fmt.Errorf("there are %d lists of signs for %d matrices", n, len(all))
	}
	for i, signs := range w.Signs {
		if len(signs) != len(all[i]) {
			return fmt.Errorf("%s has %d signs; %s comes from %d units", signsName(i+1), len(signs), w.nameOf(i), len(all[i]))
		}
		for j, s := range signs {
			if s != 1 && s != -1 {
				return fmt.Errorf("%s has the value %v at %d; a sign is 1 or -1", signsName(i+1), s, j)
			}
		}
	}
	return nil
}

// nameOf is the name of a matrix in the order of the layers.
func (w Weights) nameOf(i int) string {
	switch i {
	case 0:
		return "w1"
	case len(w.Hidden) + 1:
		return "w2"
	}
	return hiddenName(i + 1)
}
