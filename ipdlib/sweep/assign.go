package sweep

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"ipd/ipdlib/training"
)

// Set gives a field another value, as if the settings file said so: a number, a text, true or false, or a list of numbers.
// name is as FieldNamed takes it. Whether the settings as a whole are usable, Validate says.
func (s *Settings) Set(name string, value any) error {
	f, err := FieldNamed(name)
	if err != nil {
		return err
	}
	if err := assign(s, f.Name, value); err != nil {
		return err
	}
	s.Settings = normal(s.Settings)
	return nil
}

// assign sets the field with that whole name of a struct of settings.
func assign(settings any, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("%w: %s can't be %v: %w", ErrSettings, name, value, err)
	}
	field, err := fieldAt(reflect.ValueOf(settings).Elem(), name)
	if err != nil {
		return err
	}
	if field.Kind() == reflect.Slice {
		field.SetZero() // reading into the old list would write over values that others hold too
	}
	path := strings.Split(name, ".")
	document := `{"` + strings.Join(path, `":{"`) + `":` + string(text) + strings.Repeat("}", len(path))
	if _, wrong := read([]byte(document), settings); wrong != nil {
		return fmt.Errorf("%w: %w", ErrSettings, wrong)
	}
	return nil
}

// valueAt gives what stands in the field with that whole name, as the settings file would have it: a float64, string, bool
// or []any. Text fields say their word also where it is the study's.
func valueAt(settings training.Settings, name string) any {
	field, err := fieldAt(reflect.ValueOf(&settings).Elem(), name)
	if err != nil {
		panic("sweep: " + err.Error()) // names come from Fields
	}
	return plain(field)
}

// plain turns a field into what JSON has.
func plain(v reflect.Value) any {
	if word, ok := v.Interface().(fmt.Stringer); ok && v.Kind() == reflect.String {
		return word.String()
	}
	switch v.Kind() {
	case reflect.Float64:
		return v.Float()
	case reflect.Int:
		return float64(v.Int())
	case reflect.Uint64:
		return float64(v.Uint())
	case reflect.Bool:
		return v.Bool()
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	}
	return v.String()
}

// fieldAt finds the field with that whole name below a struct.
func fieldAt(v reflect.Value, name string) (reflect.Value, error) {
	for part := range strings.SplitSeq(name, ".") {
		i := -1
		if v.Kind() == reflect.Struct {
			for k, f := range reflect.VisibleFields(v.Type()) {
				if jsonName(f) == part {
					i = k
				}
			}
		}
		if i < 0 {
			return reflect.Value{}, fmt.Errorf("%w: there is no field %s", ErrSettings, name)
		}
		v = v.FieldByIndex(reflect.VisibleFields(v.Type())[i].Index)
	}
	return v, nil
}

// normal gives settings that mean the same the same form.
func normal(s training.Settings) training.Settings {
	s.Network.Variant = s.Network.Variant.Normal()
	s.Schedule.Variant = s.Schedule.Variant.Normal()
	return s
}
