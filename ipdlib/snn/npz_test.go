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

// optional weights have all that options bring along.
func optional(t testing.TB) Weights {
	w := someWeights(t) // 7 → 5 → 3
	w.Hidden = [][][]float32{{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}}
	w.W2 = [][]float32{{1, 2, 3}, {4, 5, 6}}
	w.LogTimeConstants = []float32{-5, -6, -7}
	w.Signs = [][]float32{{1, -1, 1, -1, 1, 1, 1}, {-1, 1, 1, 1, 1}, {1, -1}}
	return w
}

func TestWeightsOfOptions(t *testing.T) {
	w, path := optional(t), filepath.Join(t.TempDir(), "weights.npz")
	if err := w.Save(path); err != nil {
		t.Fatal(err)
	}
	if got, err := LoadWeights(path); err != nil || !reflect.DeepEqual(got, w) {
		t.Errorf("loaded %v (%v), saved %v", got, err, w)
	}
	if tau := w.TimeConstants(); len(tau) != 3 || math.Abs(tau[0]-math.Exp(-5)) > 1e-12 {
		t.Errorf("time constants %v", tau)
	}
	var names []string
	copied := w.Clone()
	for _, a := range w.Arrays() {
		if err := copied.SetArray(a.Name, a.Value); err != nil {
			t.Error(err)
		}
		if Learnt(a.Name) {
			names = append(names, a.Name)
		}
	}
	if want := []string{"w1", "w2", "w_hidden_2", "log_time_constants"}; !reflect.DeepEqual(names, want) || !reflect.DeepEqual(copied, w) {
		t.Errorf("learnt are %v, want %v; copied %v", names, want, copied)
	}
	for _, name := range []string{"w3", "w_hidden_3", "w_hidden_02", "signs_4", "signs_0"} {
		if err := copied.SetArray(name, w.W1); err == nil {
			t.Errorf("an array %s is taken", name)
		}
	}
	if err := copied.SetArray("signs_1", w.W1); err == nil || !strings.Contains(err.Error(), "[][]float32") {
		t.Error(err)
	}
	for _, c := range []struct {
		change func(w *Weights)
		want   string
	}{
		{func(w *Weights) { w.Hidden[0] = w.Hidden[0][:4] }, "w1 leads to 5 hidden units, but w_hidden_2 comes from 4"},
		{func(w *Weights) { w.LogTimeConstants = w.LogTimeConstants[:2] }, "2 time constants for 3 layers"},
		{func(w *Weights) { w.Signs = w.Signs[:2] }, "2 lists of signs for 3 matrices"},
		{func(w *Weights) { w.Signs[1] = []float32{1} }, "signs_2 has 1 signs; w_hidden_2 comes from 5 units"},
		{func(w *Weights) { w.Hidden[0] = [][]float32{} }, "w_hidden_2 is empty"},
	} {
		bad := optional(t)
		c.change(&bad)
		if err := bad.Save(path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("saving: %v, want %q", err, c.want)
		}
	}
	for _, c := range []struct {
		change func(a []npz.Named) []npz.Named
		want   string
	}{
		{func(a []npz.Named) []npz.Named { a[5].Value = []float32{1, 0, 1, 1, 1}; return a }, "signs_2 has the value 0 at 1; a sign is 1 or -1"},
		{func(a []npz.Named) []npz.Named { return a[:5] }, "signs_2"},
		{func(a []npz.Named) []npz.Named { a[3].Value = []float32{1}; return a }, "log_time_constants has 1 time constants for 3 layers"},
		{func(a []npz.Named) []npz.Named { a[2].Name = "w_hidden_3"; return a }, "w1 leads to 5 hidden units, but w2 comes from 2"},
	} {
		if err := npz.Write(path, c.change(optional(t).Arrays())...); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadWeights(path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("loading: %v, want %q", err, c.want)
		}
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
		{"one missing", []npz.Named{{Name: "w1", Value: w1}}, `contains the arrays ["w1"]`},
		{"one too many", []npz.Named{{Name: "w1", Value: w1}, {Name: "w2", Value: w2}, {Name: "w3", Value: w2}}, `contains the arrays ["w1" "w2" "w3"]`},
		{"a vector", []npz.Named{{Name: "w1", Value: []float32{1}}, {Name: "w2", Value: w2}}, "array w1 has shape (1,), want (*, *)"},
		{"other type", []npz.Named{{Name: "w1", Value: [][]float64{{1, 2}}}, {Name: "w2", Value: w2}}, `array w1 has type "<f8"`},
		{"no fit", []npz.Named{{Name: "w1", Value: w1}, {Name: "w2", Value: w1}}, "w1 leads to 2 hidden units, but w2 comes from 3"},
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
		{Weights{W1: w1, W2: w1}, "w1 leads to 2 hidden units, but w2 comes from 3"},
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
		w, err := ReadWeights(file)
		if err != nil {
			return
		}
		if err := w.check(); err != nil {
			t.Errorf("loaded unusable weights: %v", err)
		}
	})
}
