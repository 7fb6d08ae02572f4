package plan

import (
	"fmt"
	"testing"

	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// TestFieldsAreExplained wants a range and a help text of each field.
func TestFieldsAreExplained(t *testing.T) {
	for _, f := range Fields {
		if f.Range == "" || f.Help == "" {
			t.Errorf("%s is not explained: %+v", f.Name, f)
		}
	}
	for name, want := range map[string]string{
		"network.variant.reset":       "late, same_step, subtract or none",
		"network.dales_law":           "true or false",
		"network.dropout_probability": "0",
		"stimulus.duration_s":         "2 or more whole time steps",
	} {
		if f, err := FieldNamed(name); err != nil || f.Range != want {
			t.Errorf("%s may be %q, %v; want %q", name, f.Range, err, want)
		}
	}
}

// TestEveryFieldHasAName finds each field by its whole and by its short name, and its value.
func TestEveryFieldHasAName(t *testing.T) {
	ofTraining := map[string]bool{}
	for _, f := range settings.FieldsOf(training.Default()) {
		ofTraining[f.Name] = true
	}
	for _, f := range Fields {
		for _, name := range []string{f.Name, f.Short} {
			if found, err := FieldNamed(name); err != nil || found != f {
				t.Errorf("%s: %v, %v", name, found, err)
			}
		}
		_, err := FieldOfTraining(f.Name)
		if ofTraining[f.Name] != (err == nil) {
			t.Errorf("%s is a field of a training: %v, %v", f.Name, ofTraining[f.Name], err)
		}
		if err == nil {
			if v := f.Value(Default().Settings); v == nil || fmt.Sprint(v) == "" {
				t.Errorf("%s has no value", f.Name)
			}
		}
	}
	for name, want := range map[string]string{"reset": "late", "dropout_probabilities": "[0,0.5,0.9]", "vary": "[]", "membrane_time_constant_s": "0.005", "seed": "1"} {
		if f, err := FieldNamed(name); err != nil || f.Default != want {
			t.Errorf("the study's %s is %s, %v; want %s", name, f.Default, err, want)
		}
	}
}
