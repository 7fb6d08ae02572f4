package sweep

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"ipd/ipdlib/option"
)

// FieldNamed finds the field of a settings file that a name means: a whole one, such as network.hidden_units, or the end of
// one, such as hidden_units, where it is the end of no other.
func FieldNamed(name string) (Field, error) {
	var found []Field
	for _, f := range Fields {
		if f.Name == name {
			return f, nil
		}
		if strings.HasSuffix(f.Name, "."+name) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Field{}, fmt.Errorf("%w: there is no field %q; did you mean %q? `ipd settings -describe` lists all", ErrSettings, name, nearestField(name))
	}
	return Field{}, fmt.Errorf("%w: %q may be %s; give the whole name", ErrSettings, name, namesOf(found))
}

// Short is the field's name without what stands before the last point, where that is enough to find it.
func (f Field) Short() string {
	short := f.Name[strings.LastIndex(f.Name, ".")+1:]
	if found, err := FieldNamed(short); err != nil || found.Name != f.Name {
		return f.Name
	}
	return short
}

// Study is the field's value in the study: 0.005, late, [0,0.5,0.9].
func (f Field) Study() string {
	study := Default()
	field, err := fieldAt(reflect.ValueOf(&study).Elem(), f.Name)
	if err != nil {
		panic("sweep: " + err.Error()) // the names of Fields are compared with the settings in a test
	}
	return valueText(plain(field))
}

// nearestField suggests a name as long as the one that was given.
func nearestField(name string) string {
	var names []string
	for _, f := range Fields {
		parts := strings.Split(f.Name, ".")
		from := max(0, len(parts)-1-strings.Count(name, "."))
		names = append(names, strings.Join(parts[from:], "."))
	}
	return option.Nearest(name, slices.Compact(slices.Sorted(slices.Values(names))))
}

func namesOf(fields []Field) string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, " or ")
}
