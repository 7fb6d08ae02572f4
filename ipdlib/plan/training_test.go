package plan

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/random"
	"ipd/ipdlib/training"
)

// TestKeysAreLasting pins a key: if it changes, nobody's records are found again, and Format must change with it.
func TestKeysAreLasting(t *testing.T) {
	if got, want := Default().Trainings()[0].Key(), "d0ba1b0f796206eb"; got != want {
		t.Errorf("key %s, want %s", got, want)
	}
}

// TestDefaultsStayTheSame pins the text of the study's settings and the keys of all its trainings, from before there were
// variants: options that are not used must not be seen.
func TestDefaultsStayTheSame(t *testing.T) {
	text, err := Default().JSON()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "study.json"))
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != string(want) {
		t.Errorf("the study's settings are\n%s, want\n%s", text, want)
	}
	keys, err := os.ReadFile(filepath.Join("testdata", "study-keys.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, training := range Default().Trainings() {
		text, err := json.Marshal(training)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s %x %s\n", training.Key(), sha256.Sum256(text), training.FileName())
	}
	if got.String() != string(keys) {
		t.Errorf("the study's trainings have the keys\n%s, want\n%s", got.String(), keys)
	}
	zero, err := json.Marshal(training.Settings{})
	if err != nil || strings.Contains(string(zero), "variant") {
		t.Errorf("unused options are written: %s, %v", zero, err)
	}
}

// TestPairs: along the further axes of a paired sweep random numbers are the same, names are not; what equals the sweep without
// axes is the same training; sweeps of before, without the field, keep their keys.
func TestPairs(t *testing.T) {
	s := Default()
	if err := s.VaryText("learning_rate=0.002,0.004"); err != nil {
		t.Fatal(err)
	}
	if err := s.Set("learning_rate", 0.002); err != nil {
		t.Fatal(err)
	}
	alone := s.Trainings()
	if got, want := alone[0].Key(), "ce959db5c0e3893a"; got != want {
		t.Errorf("an unpaired training has the key %s, want %s, that of before there were pairs", got, want)
	}
	s.Grid.Paired = true
	paired := s.Trainings()
	n := len(s.Grid.Dropouts) * len(s.Grid.Sigmas)
	names, draws := map[string]bool{}, map[random.Key]int{}
	for i, training := range paired {
		names[training.Key()] = true
		draws[training.Random()]++
		base := i/n%2 == 0 // learning rate 0.002
		if same := training.Equal(alone[i]); same != base {
			t.Errorf("%s: the training without axes: %v, want %v", training, same, base)
		}
		if partner := paired[i/(2*n)*2*n+i%n]; training.Random() != partner.Random() {
			t.Errorf("%s and %s have other random numbers", training, partner)
		}
	}
	if len(names) != len(paired) || len(draws) != len(paired)/2 {
		t.Errorf("%d trainings have %d names and %d random numbers, want %d", len(paired), len(names), len(draws), len(paired)/2)
	}
	s.Grid.Vary = nil
	if err := s.Validate(); err == nil || !strings.Contains(err.Error(), "paired is true, but no further setting varies") {
		t.Errorf("paired without an axis: %v", err)
	}
}

// TestTheStudysWordsAreNoOptions names the study's way of each option: it is the same training.
func TestTheStudysWordsAreNoOptions(t *testing.T) {
	s, err := Read([]byte(`{
  "stimulus": {"variant": {"jitter_drawn_per": "dataset", "phase_drawn_per": "dataset"}},
  "network": {"variant": {"surrogate": "sigmoid", "reset": "late", "readout": "mean", "dropout_kind": "hidden_spikes", "dale_mask": "first",
    "initial_weights": "fan_out", "detach_reset": false, "further_hidden_layers": [], "time_constants_s": [], "rate_lower_bound_hz": 0}},
  "training": {"variant": {"restore_best_weights": false, "test_jitter_sigmas_rad": []}}
}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Trainings()[0].Key(), Default().Trainings()[0].Key(); got != want || !s.IsStudy() {
		t.Errorf("key %s, want %s; the study: %v", got, want, s.IsStudy())
	}
	spelled := Default()
	spelled.Stimulus.Variant.JitterDraw = "dataset"
	spelled.Schedule.Variant.TestSigmas = []float64{}
	if got, want := spelled.Trainings()[0].Key(), Default().Trainings()[0].Key(); got != want {
		t.Errorf("key %s with the study's words in Go, want %s", got, want)
	}
}

// TestKeysTellApart changes every single field of a training: key and random numbers must change with each.
func TestKeysTellApart(t *testing.T) {
	base := Default().Trainings()[0]
	keys := map[string]string{base.Key(): "the study's"}
	randoms := map[any]string{base.Random(): "the study's"}
	changed := base
	var each func(name string, v reflect.Value)
	each = func(name string, v reflect.Value) {
		old := reflect.ValueOf(v.Interface())
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() { // the others don't decide anything
					each(name+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
			return
		case reflect.Int:
			v.SetInt(v.Int() + 1)
		case reflect.Uint64:
			v.SetUint(v.Uint() + 1)
		case reflect.Float64:
			v.SetFloat(v.Float() + 1e-9)
		case reflect.Bool:
			v.SetBool(!v.Bool())
		case reflect.String: // one of a few words; which one is of no matter here
			v.SetString("x")
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		default:
			t.Fatalf("%s is a %s: extend the test", name, v.Kind())
		}
		if other, ok := keys[changed.Key()]; ok {
			t.Errorf("a change of %s gives the key of %s", name, other)
		}
		if other, ok := randoms[changed.Random()]; ok {
			t.Errorf("a change of %s gives the random numbers of %s", name, other)
		}
		keys[changed.Key()], randoms[changed.Random()] = name, name
		v.Set(old)
	}
	each("Training", reflect.ValueOf(&changed).Elem())
	if len(keys) < 20 {
		t.Errorf("only %d fields were changed", len(keys)-1)
	}
}

// TestMinusZero is the same training as zero.
func TestMinusZero(t *testing.T) {
	s, err := Read([]byte(`{"sweep": {"jitter_sigmas_rad": [-0], "dropout_probabilities": [-0]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Trainings()[0].FileName(), Default().Trainings()[0].FileName(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
