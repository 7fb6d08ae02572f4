package sweep

import (
	"reflect"
	"testing"
)

// TestKeysAreLasting pins a key: if it changes, nobody's records are found again, and Format must change with it.
func TestKeysAreLasting(t *testing.T) {
	if got, want := Default().Trainings()[0].Key(), "d0ba1b0f796206eb"; got != want {
		t.Errorf("key %s, want %s", got, want)
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
				each(name+"."+v.Type().Field(i).Name, v.Field(i))
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
	s, err := ReadSettings([]byte(`{"sweep": {"jitter_sigmas_rad": [-0], "dropout_probabilities": [-0]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Trainings()[0].fileName(), Default().Trainings()[0].fileName(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
