package fused_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"ipd/ipdlib/fused"
	"ipd/ipdlib/parity"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// The original study's values, computed with PyTorch: see parity/testdata/golden.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("../parity/testdata/golden/*.npz")
	if err != nil || len(paths) != 4 {
		t.Fatalf("%d golden files (%v), want 4", len(paths), err)
	}
	for _, file := range paths {
		r, err := parity.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range fused.Paths() {
			t.Run(filepath.Base(file)+"/"+path, func(t *testing.T) { golden(t, r, path) })
		}
	}
}

func golden(t *testing.T, r *parity.Record, path string) {
	e, err := fused.NewOn(path, fused.Network{
		Steps: r.Input.Steps, Afferents: r.Input.Afferents, HiddenUnits: r.Network.HiddenUnits, Classes: r.Network.Classes,
		Alpha: math.Exp(-r.Input.TimeStep / r.Network.MembraneTimeConstant), SurrogateSlope: r.Network.SurrogateSlope,
		DalesLaw: r.Network.DalesLaw, InhibitoryFraction: r.Network.InhibitoryFraction,
	}, r.Batch)
	if err != nil {
		t.Fatal(err)
	}
	e.Reset(r.Initial.W1, r.Initial.W2, r.LearningRate)
	packed, err := stimulus.Pack(r.Spikes, r.Input.Afferents)
	if err != nil {
		t.Fatal(err)
	}
	s := e.Prepare(packed)
	batch := func(n int) (samples []int32) {
		for i := range r.Batch {
			samples = append(samples, int32(n*r.Batch+i))
		}
		return samples
	}

	v := e.Values(s, batch(0), r.Labels)
	for b := range r.Batch {
		for step := range r.Input.Steps {
			for j, spike := range v.Spikes[step][b] {
				if want := r.HiddenSpikes[(b*r.Input.Steps+step)*r.Network.HiddenUnits+j]; spike != float32(want) {
					t.Errorf("sample %d, step %d, unit %d: spike %v, want %v", b, step, j, spike, want)
				}
			}
		}
	}
	var output [][]float32 // [B·T][K]
	for b := range r.Batch {
		for step := range r.Input.Steps {
			output = append(output, v.OutputMembrane[step][b])
		}
	}
	near(t, "output membrane", output, r.OutputMembrane, 1e-5)
	near(t, "logits", v.Logits, r.Logits, 1e-5)
	near(t, "loss", [][]float32{{v.Loss}}, []float64{r.Loss}, 1e-5)
	near(t, "gradients by W1", v.GradW1, r.GradW1, 1e-5)
	near(t, "gradients by W2", v.GradW2, r.GradW2, 1e-5)
	_, predicted := e.Evaluate(s, batch(0), r.Labels)
	for b, k := range predicted {
		if int(k) != r.Predicted[b] {
			t.Errorf("sample %d: class %d, want %d", b, k, r.Predicted[b])
		}
	}

	for n, want := range r.Losses {
		loss := e.Step(s, batch(n), r.Labels, 0, random.Key{})
		near(t, "loss of a step", [][]float32{{float32(loss)}}, []float64{want}, 1e-5)
	}
	// Adam divides a gradient by its size: where a gradient is almost zero, its rounding decides. So the typical weight is compared.
	w1, w2 := e.Weights()
	typical(t, "W1", w1, r.W1After, 1e-4*r.LearningRate)
	typical(t, "W2", w2, r.W2After, 1e-4*r.LearningRate)
}

// near compares rows: the difference may be tolerance times the largest number.
func near(t *testing.T, what string, got [][]float32, want []float64, tolerance float64) {
	t.Helper()
	var worst, largest float64
	for i, x := range slices.Concat(got...) {
		worst, largest = math.Max(worst, math.Abs(float64(x)-want[i])), math.Max(largest, math.Abs(want[i]))
	}
	if !(worst <= tolerance*largest) {
		t.Errorf("%s: off by %.2g of the largest, want %.2g", what, worst/largest, tolerance)
	}
}

// typical compares the medium difference with a tolerance.
func typical(t *testing.T, what string, got [][]float32, want []float64, tolerance float64) {
	t.Helper()
	differences := make([]float64, len(want))
	for i, x := range slices.Concat(got...) {
		differences[i] = math.Abs(float64(x) - want[i])
	}
	slices.Sort(differences)
	if median := differences[len(differences)/2]; !(median <= tolerance) {
		t.Errorf("%s: the median difference is %.2g, want %.2g", what, median, tolerance)
	}
}
