package snn

import (
	"fmt"
	"slices"

	"ipd/ipdlib/npz"
)

// Save writes the weights as a NumPy archive of two float32 arrays, w1 [C, H] and w2 [H, K]. A reader, and a process
// killed half way, leave the old file or the new one. In Python:
//
//	w = numpy.load("weights.npz")
//	w["w1"].shape
func (w Weights) Save(path string) error {
	if err := w.check(); err != nil {
		return fmt.Errorf("snn: saving weights as %s: %w", path, err)
	}
	return npz.Write(path, npz.Named{Name: "w1", Value: w.W1}, npz.Named{Name: "w2", Value: w.W2})
}

// LoadWeights reads weights that Save wrote, or anything that wrote the same two arrays. Whatever else is in the file,
// other types, shapes that don't fit together and numbers that are not finite are errors that name the array.
func LoadWeights(path string) (Weights, error) {
	f, err := npz.Open(path)
	if err != nil {
		return Weights{}, err
	}
	defer f.Close()
	return weightsOf(f)
}

func weightsOf(f *npz.File) (Weights, error) {
	if names := f.Names(); !slices.Equal(names, []string{"w1", "w2"}) {
		return Weights{}, fmt.Errorf("%w %s: holds the arrays %q; weights are w1 and w2, and nothing else", npz.ErrFormat, f.Path(), names)
	}
	w1, err := matrix(f, "w1", -1)
	if err != nil {
		return Weights{}, err
	}
	w2, err := matrix(f, "w2", len(w1[0]))
	if err != nil {
		return Weights{}, err
	}
	return Weights{W1: w1, W2: w2}, nil
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

// check sees to it that both are matrices and fit together, so that what is saved can be loaded.
func (w Weights) check() error {
	if len(w.W1) == 0 || len(w.W1[0]) == 0 || len(w.W2) == 0 || len(w.W2[0]) == 0 {
		return fmt.Errorf("w1 or w2 is empty")
	}
	for name, rows := range map[string][][]float32{"w1": w.W1, "w2": w.W2} {
		for i, row := range rows {
			if len(row) != len(rows[0]) {
				return fmt.Errorf("row %d of %s has %d weights, row 0 has %d", i, name, len(row), len(rows[0]))
			}
		}
	}
	if len(w.W1[0]) != len(w.W2) {
		return fmt.Errorf("w1 leads to %d hidden units, w2 comes from %d", len(w.W1[0]), len(w.W2))
	}
	return nil
}
