package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Set sets the field in the settings that s points to, as a JSON file would: to a number, a text, true or false, or a list of
// numbers. s may be any struct that has the field under its full name.
func (f Field) Set(s, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("%s can't be %v: %w", f.Name, value, err)
	}
	field, err := f.in(reflect.ValueOf(s).Elem())
	if err != nil {
		return err
	}
	if field.Kind() == reflect.Slice {
		field.SetZero() // else reading would overwrite the values of the old list, which others may share
	}
	path := strings.Split(f.Name, ".")
	document := `{"` + strings.Join(path, `":{"`) + `":` + string(text) + strings.Repeat("}", len(path))
	_, wrong := read([]byte(document), s)
	return wrong
}

// Value returns the field's value in settings as in JSON: a float64, string, bool or []any. It is never an empty word: if ""
// means the first of a few words, it is that word. It panics if the settings don't have the field.
func (f Field) Value(s any) any {
	field, err := f.in(reflect.ValueOf(s))
	if err != nil {
		panic("settings: " + err.Error())
	}
	return plain(field)
}

// in finds the field below a struct.
func (f Field) in(v reflect.Value) (reflect.Value, error) {
next:
	for part := range strings.SplitSeq(f.Name, ".") {
		if v.Kind() == reflect.Struct {
			for _, field := range reflect.VisibleFields(v.Type()) {
				if jsonName(field) == part {
					v = v.FieldByIndex(field.Index)
					continue next
				}
			}
		}
		return reflect.Value{}, fmt.Errorf("there is no field %s", f.Name)
	}
	return v, nil
}

// plain converts a field's value to its form in JSON.
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

// Text formats a field's value: 0.005, late, true, [20,20].
func Text(value any) string {
	if list, ok := value.([]any); ok {
		if text, err := json.Marshal(list); err == nil {
			return string(text)
		}
	}
	return fmt.Sprint(value)
}

// Split reads FIELD=VALUE,VALUE,... A value with commas must be in square brackets or in quotes.
func Split(text string) (name string, values []string, err error) {
	name, rest, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" {
		return "", nil, fmt.Errorf("%q; it must be like hidden_units=50", Cut(text))
	}
	depth, quoted, first := 0, false, 0
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth < 0 {
				return "", nil, fmt.Errorf("%q: a closing bracket has no opening one", Cut(text))
			}
		case c == ',' && depth == 0:
			values, first = append(values, strings.TrimSpace(rest[first:i])), i+1
		}
	}
	if depth != 0 || quoted {
		return "", nil, fmt.Errorf("%q: a bracket or a quote is not closed", Cut(text))
	}
	values = append(values, strings.TrimSpace(rest[first:]))
	for i, v := range values {
		if v == "" {
			return "", nil, fmt.Errorf("%q: value %d is empty", Cut(text), i+1)
		}
	}
	return name, values, nil
}

// Parse reads a value of the field, for Set. A list is one text in square brackets, or its elements; any other value is one text.
func (f Field) Parse(texts ...string) (any, error) {
	if f.kind.Kind() == reflect.Slice {
		return f.parseList(texts)
	}
	if len(texts) != 1 {
		return nil, fmt.Errorf("%s takes one value; to run with several, vary it", f.Name)
	}
	return f.parse(f.kind, texts[0])
}

// Numeric reports whether the field is a number or a list of numbers.
func (f Field) Numeric() bool {
	kind := f.kind
	if kind.Kind() == reflect.Slice {
		kind = kind.Elem()
	}
	switch kind.Kind() {
	case reflect.Float64, reflect.Int, reflect.Uint64:
		return true
	}
	return false
}

// Expand replaces ranges FIRST:LAST:STEP, such as 0:0.5:0.1, by their values, if the field is a number.
func (f Field) Expand(texts []string) ([]string, error) {
	if !f.Numeric() || f.kind.Kind() == reflect.Slice {
		return texts, nil
	}
	texts, err := expand(texts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return texts, nil
}

func (f Field) parseList(texts []string) (any, error) {
	list := []any{}
	if len(texts) == 1 && strings.HasPrefix(texts[0], "[") {
		if err := json.Unmarshal([]byte(texts[0]), &list); err != nil {
			return nil, fmt.Errorf("%s: %s is not a list; want a list such as [30,30]", f.Name, Cut(texts[0]))
		}
		return list, nil
	}
	if f.Numeric() {
		var err error
		if texts, err = expand(texts); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	for _, text := range texts {
		value, err := f.parse(f.kind.Elem(), text)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

// parse reads a value of a type. Set checks whether a text is one of the field's words.
func (f Field) parse(kind reflect.Type, text string) (any, error) {
	if strings.HasPrefix(text, `"`) {
		var unquoted string
		if err := json.Unmarshal([]byte(text), &unquoted); err != nil {
			return nil, fmt.Errorf("%s: %s is not a text in quotes", f.Name, Cut(text))
		}
		return unquoted, nil
	}
	var value any
	err := errors.ErrUnsupported
	switch kind.Kind() {
	case reflect.Float64:
		var x float64
		if x, err = strconv.ParseFloat(text, 64); math.IsNaN(x) || math.IsInf(x, 0) {
			err = strconv.ErrRange
		}
		value = x
	case reflect.Int:
		value, err = strconv.ParseInt(text, 10, 64)
	case reflect.Uint64:
		value, err = strconv.ParseUint(text, 10, 64)
	case reflect.Bool:
		if value = text == "true"; text == "true" || text == "false" {
			err = nil
		}
	case reflect.String:
		return text, nil
	case reflect.Slice, reflect.Struct:
		return nil, fmt.Errorf("%s can't be given here; write it into a settings file", f.Name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is %q; it must be %s%s", f.Name, Cut(text), typeInWords(kind), form(text))
	}
	return value, nil
}

// AllJSON writes settings as JSON with all fields, including those that json leaves out because they are zero.
func AllJSON(s any) ([]byte, error) {
	var compact, text bytes.Buffer
	if err := writeAll(&compact, reflect.ValueOf(s)); err != nil {
		return nil, err
	}
	if err := json.Indent(&text, compact.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

func writeAll(to *bytes.Buffer, v reflect.Value) error {
	var value any
	switch {
	case v.Kind() == reflect.Struct:
		separator := "{"
		for _, f := range reflect.VisibleFields(v.Type()) {
			name := jsonName(f)
			if name == "" {
				continue // embedded: its fields belong to the outer struct
			}
			fmt.Fprintf(to, "%s%q:", separator, name)
			if err := writeAll(to, v.FieldByIndex(f.Index)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			separator = ","
		}
		to.WriteByte('}')
		return nil
	case v.Kind() == reflect.Slice && v.Len() == 0:
		value = []any{}
	case v.Kind() == reflect.String:
		value = plain(v)
	default:
		value = v.Interface() // not plain, since a float64 can't represent every seed
	}
	text, err := json.Marshal(value)
	to.Write(text)
	return err
}
