package settings

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ipd/ipdlib/option"
)

// Read reads JSON into the struct that v points to. If the text doesn't match the struct, the error says where and what is
// wrong: an unknown or repeated field, a value of the wrong type, null, or text after the end. Missing fields stay unchanged.
func Read(text []byte, v any) error {
	offset, wrong := read(text, v)
	if wrong == nil || offset < 0 {
		return wrong
	}
	return at(text, offset, wrong)
}

// read is Read with an error that doesn't say where. The offset does; it is -1 if there is no place.
func read(text []byte, v any) (offset int64, wrong error) {
	noNull := json.WithUnmarshalers(json.UnmarshalFromFunc(func(in *jsontext.Decoder, _ any) error {
		if in.PeekKind() == 'n' {
			return errNull
		}
		return errors.ErrUnsupported // read it as usual
	}))
	err := json.Unmarshal(text, v, json.RejectUnknownMembers(true), noNull)
	if err == nil {
		return -1, nil
	}
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic):
		return semantic.ByteOffset, errors.New(semanticSentence(semantic, reflect.TypeOf(v)))
	case errors.As(err, &syntactic):
		return syntactic.ByteOffset, errors.New(syntacticSentence(syntactic))
	}
	return -1, err
}

var errNull = errors.New("null")

// at adds line and column, both counted from 1, to an error.
func at(text []byte, offset int64, wrong error) error {
	offset = min(max(offset, 0), int64(len(text)))
	offset += int64(len(text[offset:]) - len(bytes.TrimLeft(text[offset:], " \t\r\n:"))) // it may point to the separator before the value
	before := text[:offset]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))
	return fmt.Errorf("line %d, column %d: %w", line, column, wrong)
}

// semanticSentence says what is wrong with well-formed JSON.
func semanticSentence(e *json.SemanticError, target reflect.Type) string {
	field := inWords(e.JSONPointer)
	switch {
	case errors.Is(e, json.ErrUnknownName):
		name := e.JSONPointer.LastToken()
		known := slices.Collect(maps.Keys(fieldTypes(structAt(target, e.JSONPointer.Parent()))))
		return fmt.Sprintf("there is no field %q%s%s", Cut(name), inside(e.JSONPointer.Parent()), option.DidYouMean(name, known))
	case errors.Is(e, errNull):
		return field + " is null; give it a value, or leave the field out"
	}
	if e.Err != nil && isText(e.GoType) && e.JSONKind == '"' {
		return field + ": " + e.Err.Error() // one of a few words, which the error lists
	}
	value := kindsInWords[e.JSONKind]
	if len(e.JSONValue) > 0 {
		value = Cut(string(e.JSONValue))
	}
	return fmt.Sprintf("%s is %s; it must be %s", field, value, typeInWords(e.GoType))
}

// syntacticSentence says what is wrong with text that isn't JSON.
func syntacticSentence(e *jsontext.SyntacticError) string {
	if errors.Is(e, jsontext.ErrDuplicateName) {
		return fmt.Sprintf("the field %q appears twice%s", Cut(e.JSONPointer.LastToken()), inside(e.JSONPointer.Parent()))
	}
	return "this is not JSON: " + e.Err.Error()
}

// inWords turns /network/hidden_units into network.hidden_units.
func inWords(p jsontext.Pointer) string {
	if p == "" {
		return "the whole"
	}
	return Cut(strings.ReplaceAll(strings.TrimPrefix(string(p), "/"), "/", "."))
}

func inside(p jsontext.Pointer) string {
	if p == "" {
		return ""
	}
	return " in " + inWords(p)
}

var kindsInWords = map[jsontext.Kind]string{
	'"': "a text", '0': "a number", 't': "true", 'f': "false", '[': "a list", '{': "an object",
}

func typeInWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int:
		return "a whole number"
	case reflect.Uint64:
		return "a whole number that is not negative"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text in quotes"
	case reflect.Slice:
		return "a list in square brackets"
	case reflect.Struct:
		return "an object in curly brackets"
	}
	return "a " + t.Kind().String()
}

func isText(t reflect.Type) bool {
	return t != nil && (t.Kind() == reflect.String || t.Kind() == reflect.Pointer && isText(t.Elem()))
}

// structAt returns the type of the object at a place below the struct that t points to; nil if there is none.
func structAt(t reflect.Type, p jsontext.Pointer) reflect.Type {
	t = t.Elem()
	for name := range p.Tokens() {
		if t.Kind() == reflect.Slice { // the name is a number
			t = t.Elem()
			continue
		}
		if t = fieldTypes(t)[name]; t == nil {
			return nil
		}
	}
	return t
}

// fieldTypes returns the fields of a struct by their JSON names, including those of embedded structs.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	types := map[string]reflect.Type{}
	if t == nil || t.Kind() != reflect.Struct {
		return types
	}
	for _, f := range reflect.VisibleFields(t) {
		if name := jsonName(f); name != "" {
			types[name] = f.Type
		}
	}
	return types
}

// jsonName is a field's name in JSON; empty for an embedded struct, whose fields belong to the outer struct.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
