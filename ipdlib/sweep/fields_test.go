package sweep

import (
	"reflect"
	"slices"
	"testing"
)

// TestFieldsAreComplete compares the explanations with the settings themselves.
func TestFieldsAreComplete(t *testing.T) {
	var want []string
	var walk func(prefix string, s reflect.Type)
	walk = func(prefix string, s reflect.Type) {
		for _, f := range reflect.VisibleFields(s) {
			switch name := jsonName(f); {
			case name == "": // embedded: its fields are visible themselves
			case f.Type.Kind() == reflect.Struct:
				walk(prefix+name+".", f.Type)
			default:
				want = append(want, prefix+name)
			}
		}
	}
	walk("", reflect.TypeFor[Settings]())
	var got []string
	for _, f := range Fields {
		got = append(got, f.Name)
		if f.Range == "" || f.Meaning == "" {
			t.Errorf("%s is not explained", f.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("fields\n%v, want\n%v", got, want)
	}
}
