package sweep

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// SetText gives a field another value, as in hidden_units=50, readout=maximum or test_jitter_sigmas_rad=0,0.3. The one
// dropout probability and the one jitter sigma of all trainings can be given too.
func (s *Settings) SetText(text string) error {
	f, values, err := fieldAndValues(text)
	if err != nil {
		return err
	}
	if own := ownAxis[f.Name]; own != "" {
		f.Name = own
		if len(values) != 1 {
			return fmt.Errorf("%w: %q: one value, please; the sweep takes several from %s", ErrSettings, text, own)
		}
	}
	kind := typeOf(f)
	if kind.Kind() == reflect.Slice {
		list, err := listOf(f, kind, values)
		if err != nil {
			return err
		}
		return s.Set(f.Name, list)
	}
	if len(values) != 1 {
		return fmt.Errorf("%w: %q: %s takes one value; to run with several, vary it", ErrSettings, text, f.Name)
	}
	value, err := valueOf(f, kind, values[0])
	if err != nil {
		return err
	}
	return s.Set(f.Name, value)
}

// VaryText lets a field take several values, as in membrane_time_constant_s=0.002,0.005,0.02, reset=late,subtract or
// further_hidden_layers=[],[30],[30,30]. They take the place of those that it took before. The values of dropout_probability
// and jitter_sigma_rad become those of their own axes.
func (s *Settings) VaryText(text string) error {
	f, texts, err := fieldAndValues(text)
	if err != nil {
		return err
	}
	if own := ownAxis[f.Name]; own != "" {
		return s.SetText(own + "=" + strings.Join(texts, ","))
	}
	axis := Axis{Field: f.Name}
	for _, text := range texts {
		value, err := axisValue(f, text)
		if err != nil {
			return err
		}
		axis.Values = append(axis.Values, value)
	}
	var axes []Axis // not the old list, which others may hold too
	for _, other := range s.Grid.Vary {
		if of, err := FieldNamed(other.Field); err != nil || of.Name != f.Name {
			axes = append(axes, other)
		}
	}
	s.Grid.Vary = append(axes, axis)
	return nil
}

// axisValue reads one value of an axis. A number stands for a list of that number alone where the field is a list.
func axisValue(f Field, text string) (any, error) {
	kind := typeOf(f)
	if kind.Kind() != reflect.Slice {
		return valueOf(f, kind, text)
	}
	return listOf(f, kind, []string{text})
}

// fieldAndValues reads FIELD=VALUE,VALUE,... A value with commas stands in square brackets, or in quotes.
func fieldAndValues(text string) (Field, []string, error) {
	name, rest, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" {
		return Field{}, nil, fmt.Errorf("%w: %q; it must be like hidden_units=50", ErrSettings, text)
	}
	f, err := FieldNamed(name)
	if err != nil {
		return Field{}, nil, err
	}
	var values []string
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
				return Field{}, nil, fmt.Errorf("%w: %q: a bracket is closed that was not opened", ErrSettings, text)
			}
		case c == ',' && depth == 0:
			values, first = append(values, strings.TrimSpace(rest[first:i])), i+1
		}
	}
	if depth != 0 || quoted {
		return Field{}, nil, fmt.Errorf("%w: %q: a bracket or a quote is not closed", ErrSettings, text)
	}
	values = append(values, strings.TrimSpace(rest[first:]))
	for i, v := range values {
		if v == "" {
			return Field{}, nil, fmt.Errorf("%w: %q: value %d is empty", ErrSettings, text, i+1)
		}
	}
	return f, values, nil
}

// listOf reads the values of a list: one in brackets, or its elements.
func listOf(f Field, kind reflect.Type, texts []string) (any, error) {
	if len(texts) == 1 && strings.HasPrefix(texts[0], "[") {
		var list []any
		if err := json.Unmarshal([]byte(texts[0]), &list); err != nil {
			return nil, fmt.Errorf("%w: %s: %s is no list, which is like [30,30]", ErrSettings, f.Name, texts[0])
		}
		return list, nil
	}
	list := []any{}
	for _, text := range texts {
		value, err := valueOf(f, kind.Elem(), text)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

// valueOf reads a value of a type. What can't be one is left as a text, which Set refuses with a sentence that says what it
// must be.
func valueOf(f Field, kind reflect.Type, text string) (any, error) {
	var unquoted string
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal([]byte(text), &unquoted); err != nil {
			return nil, fmt.Errorf("%w: %s: %s is no text in quotes", ErrSettings, f.Name, text)
		}
		return unquoted, nil
	}
	switch kind.Kind() {
	case reflect.Float64:
		if x, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
			return x, nil
		}
	case reflect.Int:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
	case reflect.Uint64:
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return n, nil
		}
	case reflect.Bool:
		if text == "true" || text == "false" {
			return text == "true", nil
		}
	case reflect.String:
		return text, nil
	case reflect.Slice, reflect.Struct:
		return nil, fmt.Errorf("%w: %s can't be given here; write it into a settings file", ErrSettings, f.Name)
	}
	return nil, fmt.Errorf("%w: %s is %q; it must be %s", ErrSettings, f.Name, text, typeInWords(kind))
}

// typeOf is the type of a field.
func typeOf(f Field) reflect.Type {
	field, err := fieldAt(reflect.ValueOf(&Settings{}).Elem(), f.Name)
	if err != nil {
		panic("sweep: " + err.Error()) // names come from Fields
	}
	return field.Type()
}
