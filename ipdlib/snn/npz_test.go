package snn

import (
	"bytes"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/npz"
	"ipd/ipdlib/random"
)

func someWeights(t testing.TB) Weights {
	t.Helper()
	s := Default()
	s.HiddenUnits, s.Classes = 5, 3
	n, err := NewFor(s, Input{TimeStep: 1e-3, Steps: 10, Afferents: 7})
	if err != nil {
		t.Fatal(err)
	}
	return n.InitialWeights(random.NewKey(1))
}

func TestSavedWeightsAreLoaded(t *testing.T) {
	w, path := someWeights(t), filepath.Join(t.TempDir(), "weights.npz")
	if err := w.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := LoadWeights(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, w) {
		t.Errorf("loaded %v, saved %v", got, w)
	}
}

func TestNumPyLoadsWeights(t *testing.T) {
	if err := exec.Command("python3", "-c", "import numpy").Run(); err != nil {
		t.Skip("no python3 with numpy on the PATH: that NumPy loads what is saved is not tested")
	}
	w, path := someWeights(t), filepath.Join(t.TempDir(), "weights.npz")
	if err := w.Save(path); err != nil {
		t.Fatal(err)
	}
	const script = `
import sys, numpy
w = numpy.load(sys.argv[1])
assert sorted(w) == ["w1", "w2"] and w["w1"].dtype == w["w2"].dtype == numpy.float32
numpy.savez(sys.argv[1], w1=w["w1"][::-1], w2=numpy.asfortranarray(w["w2"]))
`
	if out, err := exec.Command("python3", "-c", script, path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := LoadWeights(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range w.W1 {
		if !reflect.DeepEqual(got.W1[i], w.W1[len(w.W1)-1-i]) {
			t.Errorf("row %d of what NumPy saved back is %v", i, got.W1[i])
		}
	}
	if !reflect.DeepEqual(got.W2, w.W2) {
		t.Errorf("w2 in Fortran's order was loaded as %v, want %v", got.W2, w.W2)
	}
}

func TestUnusableWeights(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weights.npz")
	w1, w2 := [][]float32{{1, 2}, {3, 4}, {5, 6}}, [][]float32{{1}, {2}}
	for _, c := range []struct {
		name   string
		arrays []npz.Named
		want   string
	}{
		{"one missing", []npz.Named{{Name: "w1", Value: w1}}, `holds the arrays ["w1"]`},
		{"one too many", []npz.Named{{Name: "w1", Value: w1}, {Name: "w2", Value: w2}, {Name: "w3", Value: w2}}, `holds the arrays ["w1" "w2" "w3"]`},
		{"a vector", []npz.Named{{Name: "w1", Value: []float32{1}}, {Name: "w2", Value: w2}}, "array w1 has shape (1,), want (*, *)"},
		{"other type", []npz.Named{{Name: "w1", Value: [][]float64{{1, 2}}}, {Name: "w2", Value: w2}}, `array w1 has type "<f8"`},
		{"no fit", []npz.Named{{Name: "w1", Value: w1}, {Name: "w2", Value: w1}}, "array w2 has shape (3, 2), want (2, *)"},
		{"not a number", []npz.Named{{Name: "w1", Value: w1}, {Name: "w2", Value: [][]float32{{1}, {float32(math.NaN())}}}}, "array w2 has the value NaN at (1, 0)"},
	} {
		if err := npz.Write(path, c.arrays...); err != nil {
			t.Fatal(err)
		}
		if w, err := LoadWeights(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: loaded %v (%v), want %q and the file's name", c.name, w, err, c.want)
		}
	}
	for _, c := range []struct {
		w    Weights
		want string
	}{
		{Weights{}, "is empty"},
		{Weights{W1: w1, W2: w1}, "w1 leads to 2 hidden units, w2 comes from 3"},
		{Weights{W1: [][]float32{{1, 2}, {3}}, W2: w2}, "row 1 of w1 has 1 weights, row 0 has 2"},
	} {
		if err := c.w.Save(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("saving %v: %v, want %q and the file's name", c.w, err, c.want)
		}
	}
	if _, err := LoadWeights(path + ".gone"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// Whatever the bytes: weights that can be saved again, or an error.
func FuzzLoadWeights(f *testing.F) {
	path := filepath.Join(f.TempDir(), "weights.npz")
	if err := someWeights(f).Save(path); err != nil {
		f.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := npz.NewFile("x.npz", bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return
		}
		w, err := weightsOf(file)
		if err != nil {
			return
		}
		if err := w.check(); err != nil {
			t.Errorf("loaded unusable weights: %v", err)
		}
	})
}
