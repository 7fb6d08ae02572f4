package trained_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/npz"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/trained"
)

// What is saved comes back as it was: a trained network, one before training, one with options.
func TestSaveAndLoad(t *testing.T) {
	d := devicetest.Open(t)
	before, set := lively(t, d, snn.Variant{})
	others, _ := lively(t, d, snn.Variant{FurtherLayers: []int{5}, LearnTimeConstants: true, DaleMask: snn.RandomInhibit, TimeConstants: []float64{1e-3, 2e-3, 3e-3}})
	whole := get(t, t.TempDir(), small().Trainings()[0], trained.Options{Device: quickly})
	for name, n := range map[string]*trained.Network{"trained": whole, "before training": before, "with options": others} {
		path := filepath.Join(t.TempDir(), "mine.npz")
		if err := n.Save(path); err != nil {
			t.Fatal(err)
		}
		again, err := trained.Load(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(again, n) {
			t.Errorf("%s: it comes back as another:\n%+v\n%+v", name, again.Training, n.Training)
		}
		if again.Key() != n.Key() {
			t.Errorf("%s: key %s, was %s", name, again.Key(), n.Key())
		}
	}
	want, err := before.Classify(d.Backend, set)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "mine.npz")
	if err := before.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := trained.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Classify(d.Backend, set); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("it answers otherwise (%v)", err)
	}
}

// NumPy reads the settings and the weights.
func TestNumPyReadsASavedNetwork(t *testing.T) {
	n := get(t, t.TempDir(), small().Trainings()[0], trained.Options{Device: quickly})
	path := filepath.Join(t.TempDir(), "mine.npz")
	if err := n.Save(path); err != nil {
		t.Fatal(err)
	}
	const script = `import json, sys, numpy
f = numpy.load(sys.argv[1])
print(json.dumps({"units": json.loads(bytes(f["training"]))["settings"]["network"]["hidden_units"], "first": float(f["w1"][0, 0]), "shape": f["w2"].shape}))`
	out, err := exec.Command("python3", "-c", script, path).Output()
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skipf("no Python with NumPy: %v", err)
		}
		t.Fatal(err)
	}
	var got struct {
		Units int
		First float32
		Shape []int
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	s := n.Settings.Network
	if got.Units != s.HiddenUnits || got.First != n.Weights.W1[0][0] || !reflect.DeepEqual(got.Shape, []int{s.HiddenUnits, s.Classes}) {
		t.Errorf("%+v", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	d := devicetest.Open(t)
	n, _ := lively(t, d, snn.Variant{})
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if _, err := trained.Load(in("missing.npz")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := n.Weights.Save(in("weights.npz")); err != nil {
		t.Fatal(err)
	}
	text, err := n.Training.JSON()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		arrays := append([]npz.Named{{Name: "training", Value: []byte(text)}}, n.Weights.Arrays()...)
		if err := npz.Write(in(name), arrays...); err != nil {
			t.Fatal(err)
		}
	}
	write("typing.npz", strings.Replace(string(text), "hidden_units", "hidden_unit", 1))
	write("other.npz", strings.Replace(string(text), `"hidden_units":6`, `"hidden_units":7`, 1))
	write("deeper.npz", strings.Replace(string(text), `"network":{`, `"network":{"variant":{"further_hidden_layers":[4]},`, 1))
	write("newer.npz", strings.Replace(string(text), `"format":1`, `"format":2`, 1))
	for name, says := range map[string]string{
		"weights.npz": "snn.LoadWeights",
		"typing.npz":  `did you mean "hidden_units"`,
		"other.npz":   "matrix 1 of weights has the shape [20, 6]; in a network with these settings it is [20, 7]",
		"deeper.npz":  "2 matrices of weights; a network with these settings has 3",
		"newer.npz":   "format 2",
	} {
		_, err := trained.Load(in(name))
		if !errors.Is(err, trained.ErrDamaged) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want %q", name, err, says)
		}
	}
}
