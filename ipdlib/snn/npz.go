package snn

import (
	"fmt"
	"slices"

	"ipd/ipdlib/npz"
)

// Save writes the weights as a NumPy archive of float32 arrays: w1 [C, H] and w2 [H, K], and what options bring along (see
// [VariantWeights]). A reader, and a process killed half way, leave the old file or the new one. In Python:
//
//	w = numpy.load("weights.npz")
//	w["w1"].shape
func (w Weights) Save(path string) error {
	if err := w.check(); err != nil {
		return fmt.Errorf("snn: saving weights as %s: %w", path, err)
	}
	return npz.Write(path, w.Arrays()...)
}

// LoadWeights reads weights that Save wrote, or anything that wrote the same arrays. Whatever else is in the file, other
// types, shapes that don't fit together and numbers that are not finite are errors that name the array.
func LoadWeights(path string) (Weights, error) {
	f, err := npz.Open(path)
	if err != nil {
		return Weights{}, err
	}
	defer f.Close()
	return weightsOf(f)
}

func weightsOf(f *npz.File) (Weights, error) {
	found := f.Names()
	if !slices.Contains(found, "w1") || !slices.Contains(found, "w2") {
		return Weights{}, fmt.Errorf("%w %s: holds the arrays %q; weights are w1 and w2", npz.ErrFormat, f.Path(), found)
	}
	w, err := ReadWeights(f)
	if err != nil {
		return Weights{}, err
	}
	var known []string
	for _, a := range w.Arrays() {
		known = append(known, a.Name)
	}
	slices.Sort(known)
	if names := slices.Sorted(slices.Values(found)); !slices.Equal(names, known) {
		return Weights{}, fmt.Errorf("%w %s: holds the arrays %q; these weights are %q, and nothing else", npz.ErrFormat, f.Path(), names, known)
	}
	return w, nil
}

// matrix reads a float32 matrix of so many rows; -1 is any number.
func matrix(f *npz.File, name string, rows int) ([][]float32, error) {
	a, err := f.Read(name)
	if err != nil {
		return nil, err
	}
	if a.Type != "<f4" {
		return nil, a.Wrong("has type %q; weights are \"<f4\", float32", a.Type)
	}
	if err := a.Want(rows, -1); err != nil {
		return nil, err
	}
	numbers, err := a.Floats()
	if err != nil {
		return nil, err
	}
	columns := a.Shape[1]
	w := make([][]float32, a.Shape[0])
	for i := range w {
		w[i] = make([]float32, columns)
		for j := range w[i] {
			w[i][j] = float32(numbers[i*columns+j])
		}
	}
	return w, nil
}

// check sees to it that all are matrices and fit together, so that what is saved can be loaded.
func (w Weights) check() error {
	if len(w.W1) == 0 || len(w.W1[0]) == 0 || len(w.W2) == 0 || len(w.W2[0]) == 0 {
		return fmt.Errorf("w1 or w2 is empty")
	}
	for _, a := range w.Arrays() {
		rows, ok := a.Value.([][]float32)
		for i, row := range rows {
			if len(row) != len(rows[0]) {
				return fmt.Errorf("row %d of %s has %d weights, row 0 has %d", i, a.Name, len(row), len(rows[0]))
			}
		}
		if ok && (len(rows) == 0 || len(rows[0]) == 0) {
			return fmt.Errorf("%s is empty", a.Name)
		}
	}
	all := w.Matrices()
	for i := range all[1:] {
		if len(all[i][0]) != len(all[i+1]) {
			if len(all) == 2 {
				return fmt.Errorf("w1 leads to %d hidden units, w2 comes from %d", len(w.W1[0]), len(w.W2))
			}
			return fmt.Errorf("matrix %d leads to %d hidden units, the next comes from %d", i+1, len(all[i][0]), len(all[i+1]))
		}
	}
	if n := len(w.LogTimeConstants); w.LogTimeConstants != nil && n != len(all) {
		return fmt.Errorf("there are %d time constants for %d layers", n, len(all))
	}
	if n := len(w.Signs); w.Signs != nil && n != len(all) {
		return fmt.Errorf("there are %d lists of signs for %d matrices", n, len(all))
	}
	for i, signs := range w.Signs {
		if len(signs) != len(all[i]) {
			return fmt.Errorf("there are %d signs for the %d units that matrix %d comes from", len(signs), len(all[i]), i+1)
		}
	}
	return nil
}
