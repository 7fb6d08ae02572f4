package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"ipd/ipdlib/option"
)

// A Field is one field of a struct of settings, or of a struct in it.
type Field struct {
	Name    string // full name: network.hidden_units
	Short   string // the last part of the name if no other field has it, else the full name: hidden_units
	Unit    string // empty if it has none
	Range   string // the values it may have, in words
	Help    string // its meaning
	Default string // 0.005, late, [0,0.5,0.9]

	kind reflect.Type
}

// Fields are the fields of a struct of settings, in order.
type Fields []Field

// FieldsOf lists the fields of a struct of settings and of all structs in it. Its values are the fields' defaults.
func FieldsOf(defaults any) Fields {
	fields := fieldsBelow("", reflect.ValueOf(defaults))
	for i, f := range fields {
		fields[i].Short = f.Name
		last := f.Name[strings.LastIndex(f.Name, ".")+1:]
		if found, err := fields.Named(last); err == nil && found.Name == f.Name {
			fields[i].Short = last
		}
	}
	return fields
}

func fieldsBelow(prefix string, v reflect.Value) (fields Fields) {
	for _, f := range reflect.VisibleFields(v.Type()) {
		name := jsonName(f)
		switch value := v.FieldByIndex(f.Index); {
		case name == "": // embedded: its fields belong to the outer struct
		case value.Kind() == reflect.Struct:
			fields = append(fields, fieldsBelow(prefix+name+".", value)...)
		default:
			fields = append(fields, Field{
				Name:    prefix + name,
				Unit:    f.Tag.Get("unit"),
				Range:   rangeOf(f),
				Help:    f.Tag.Get("help"),
				Default: Text(plain(value)),
				kind:    f.Type,
			})
		}
	}
	return fields
}

// rangeOf takes the range from the type if it has only a few words, else from the tag.
func rangeOf(f reflect.StructField) string {
	if one, ok := reflect.Zero(f.Type).Interface().(interface{ Words() []string }); ok {
		return option.Words(one.Words()).String()
	}
	if f.Type.Kind() == reflect.Bool {
		return "true or false"
	}
	return f.Tag.Get("range")
}

// Named finds a field by its name: the full name, such as network.hidden_units, or its end, such as hidden_units, if only one
// field's name ends that way.
func (fields Fields) Named(name string) (Field, error) {
	var found []Field
	for _, f := range fields {
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
		return Field{}, fmt.Errorf("there is no field %q%s", Cut(name), fields.nearest(name))
	}
	var names []string
	for _, f := range found {
		names = append(names, f.Name)
	}
	return Field{}, fmt.Errorf("%q may be %s; give the full name", name, strings.Join(names, " or "))
}

// nearest suggests a similar name with as many parts as the given one.
func (fields Fields) nearest(name string) string {
	var names []string
	for _, f := range fields {
		parts := strings.Split(f.Name, ".")
		from := max(0, len(parts)-1-strings.Count(name, "."))
		names = append(names, strings.Join(parts[from:], "."))
	}
	return option.DidYouMean(name, slices.Compact(slices.Sorted(slices.Values(names))))
}
