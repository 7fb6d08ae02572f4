package sweep

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// AllJSON is JSON with all options written out, also those that are as in the study. It is a settings file for the same
// trainings.
func (s Settings) AllJSON() ([]byte, error) {
	var compact, text bytes.Buffer
	if err := writeAll(&compact, reflect.ValueOf(s)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	if err := json.Indent(&text, compact.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

// writeAll writes a value with all fields of structs.
func writeAll(to *bytes.Buffer, v reflect.Value) error {
	switch {
	case v.Kind() == reflect.Struct:
		separator := "{"
		for _, f := range reflect.VisibleFields(v.Type()) {
			name := jsonName(f)
			if name == "" {
				continue // embedded: its fields are visible themselves
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
		to.WriteString("[]")
		return nil
	case v.Kind() == reflect.String:
		return writeJSON(to, plain(v))
	}
	return writeJSON(to, v.Interface())
}

func writeJSON(to *bytes.Buffer, value any) error {
	text, err := json.Marshal(value)
	to.Write(text)
	return err
}
