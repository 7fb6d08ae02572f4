package parity

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/npz"
)

// arrays is a good record of the smallest size, as NumPy would hold it: name → value. One sample a batch, two steps, one
// afferent, one hidden unit, two classes.
func arrays() map[string]any {
	one := [][]float32{{1}}
	return map[string]any{
		"input_spikes": [][][]uint8{{{1}, {0}}, {{1}, {0}}, {{1}, {0}}},
		"ipd":          []float32{0.1, 0.2, -0.3}, "label": []int32{1, 1, 0},
		"w1": one, "w2": [][]float32{{1, 2}}, "sign1": [][]float32{{-1}}, "sign2": [][]float32{{-1, -1}},
		"tau": float32(0.005), "ie_ratio": float32(0.5), "learning_rate": float32(0.005), "dales": uint8(1),
		"hidden_spikes": [][][]uint8{{{0}, {0}}}, "output_membrane": [][][]float32{{{0, 0}, {0, 0}}},
		"logits": [][]float32{{0, 0}}, "loss": float32(math.Ln2), "predicted": []int32{0},
		"grad_w1": [][]float32{{0}}, "grad_w2": [][]float32{{0, 0}},
		"loss_step0": float32(math.Ln2), "loss_step1": float32(math.Ln2), "loss_step2": float32(math.Ln2),
		"w1_after": one, "w2_after": [][]float32{{1, 2}},
	}
}

func write(t *testing.T, arrays map[string]any) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record.npz")
	var named []npz.Named
	for name, value := range arrays {
		named = append(named, npz.Named{Name: name, Value: value})
	}
	if err := npz.Write(path, named...); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadSmallest(t *testing.T) {
	a := arrays()
	a["remark"] = []uint8{1}
	a["ie_ratio"] = float32(0.3)
	r, err := Read(write(t, a))
	if err != nil {
		t.Fatal(err)
	}
	if r.Batch != 1 || r.Input.Steps != 2 || r.Input.Afferents != 1 || r.Network.HiddenUnits != 1 || r.Network.Classes != 2 || !r.Network.DalesLaw {
		t.Errorf("read %+v", r)
	}
	if r.Network.InhibitoryFraction != 0.3 || r.Network.MembraneTimeConstant != 0.005 || r.LearningRate != 0.005 {
		t.Errorf("settings that went through float32 are not the decimals that were meant: %+v, learning rate %v", r.Network, r.LearningRate)
	}
	if len(r.Others) != 1 || r.Others[0] != "remark" {
		t.Errorf("arrays beside the format: %v", r.Others)
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{float64(float32(0.3)), 0.3}, {0.3, 0.3}, {0.5, 0.5}, {0, 0}, {float64(float32(0.005)), 0.005}, {1. / 3, 1. / 3}, {1e300, 1e300},
	} {
		if got := decimal(c.x); got != c.want {
			t.Errorf("decimal(%v) = %v, want %v", c.x, got, c.want)
		}
	}
}

// Every mistake in a file ends in a sentence that names the file and the array.
func TestReadMistakes(t *testing.T) {
	for _, c := range []struct {
		array string
		value any // nil: the array is missing
		want  string
	}{
		{"w1", nil, "array w1 is missing; the file has: dales, grad_w1"},
		{"loss_step2", nil, "array loss_step2 is missing"},
		{"w1", []float32{1}, "array w1 has shape (1,), want (*, *)"},
		{"w1", [][]float32{{1, 2}}, "array hidden_spikes has shape (1, 2, 1), want (1, 2, 2)"},
		{"input_spikes", [][][]uint8{{{1}, {0}}}, "array input_spikes has shape (1, 2, 1), want (3, 2, 1)"},
		{"input_spikes", [][][]uint8{{{1}, {0}}, {{1}, {2}}, {{1}, {0}}}, "array input_spikes has the value 2 at (1, 1, 0); want integers from 0 to 1"},
		{"hidden_spikes", [][][]float32{{{0}, {0.5}}}, "array hidden_spikes has the value 0.5 at (0, 1, 0)"},
		{"label", []int32{1, 1, 2}, "array label has the value 2 at (2,); want integers from 0 to 1"},
		{"label", []int32{1, -1, 1}, "array label has the value -1 at (1,)"},
		{"predicted", []int32{2}, "array predicted has the value 2"},
		{"ipd", []float32{0.1, 0.2, 3}, "array ipd has the value 3 at (2,); interaural phase differences must lie within ±π/2"},
		{"logits", [][]float32{{0, float32(math.NaN())}}, "array logits has the value NaN at (0, 1)"},
		{"grad_w2", [][]float32{{0, float32(math.Inf(1))}}, "array grad_w2 has the value +Inf at (0, 1)"},
		{"w1", [][]float64{{1e300}}, "an initial weight is too large for float32"},
		{"w1", [][]complex64{{1}}, `array w1 has type "<c8"`},
		{"tau", []float32{1, 2}, "array tau has 2 numbers, want one"},
		{"tau", float32(-1), "membrane_time_constant_s is -1"},
		{"ie_ratio", float32(2), "inhibitory_fraction is 2"},
		{"learning_rate", float32(0), "array learning_rate is 0; it must be a positive number"},
		{"dales", uint8(2), "array dales is 2; it must be 0 (off) or 1 (on)"},
		{"sign1", [][]float32{{1}}, "array sign1 has the sign 1 at (0, 0), want -1: under Dale's law with ie_ratio 0.5 the first 1 of 1 presynaptic units are inhibitory"},
		{"sign2", [][]float32{{-1, 1}}, "array sign2 has the sign 1 at (0, 1), want -1"},
		{"sign2", [][]float32{{-1, 0}}, "array sign2 has the sign 0 at (0, 1), want -1"},
	} {
		a := arrays()
		if a[c.array] = c.value; c.value == nil {
			delete(a, c.array)
		}
		path := write(t, a)
		_, err := Read(path)
		if err == nil {
			t.Errorf("%s = %v was read", c.array, c.value)
			continue
		}
		if text := err.Error(); !errors.Is(err, npz.ErrFormat) || !strings.Contains(text, c.want) || !strings.Contains(text, path) {
			t.Errorf("%s = %v: %v\nwant %q and the file's name", c.array, c.value, err, c.want)
		}
	}
}

func TestNotARecord(t *testing.T) {
	if _, err := Read(filepath.Join(t.TempDir(), "gone.npz")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "text.npz")
	if err := os.WriteFile(path, []byte("not a zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); !errors.Is(err, npz.ErrFormat) || !strings.Contains(fmt.Sprint(err), path) {
		t.Error(err)
	}
	golden, err := os.ReadFile("testdata/golden/default.npz")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, golden[:len(golden)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); !errors.Is(err, npz.ErrFormat) || !strings.Contains(fmt.Sprint(err), path) {
		t.Error(err)
	}
}
