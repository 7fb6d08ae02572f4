package exact

import (
	"encoding"
	"encoding/gob"
	"fmt"
	"reflect"
	"strings"
)

// An Unfit is why a value can't be written.
type Unfit struct {
	Type  string // that has no form as bytes: "func()"
	Where string // the way to it from the value, empty for the value itself: ".Options.Progress"
	Why   string // "a function has no form as bytes"
}

func (u *Unfit) Error() string {
	if u.Where == "" {
		return fmt.Sprintf("a value of type %s can't be kept: %s", u.Type, u.Why)
	}
	return fmt.Sprintf("a value with %s of type %s can't be kept: %s", u.Where, u.Type, u.Why)
}

// Check looks at a type, without a value: whether all its values can be written, but for what interfaces in it hold. own
// tells for the path of a package whether its unexported fields are plain data: they aren't ours to copy elsewhere.
func Check(t reflect.Type, own func(pkg string) bool) error {
	_, err := survey(t, own)
	return err
}

// survey checks a type and lists all that values of it are made of, itself first.
func survey(t reflect.Type, own func(pkg string) bool) (all []reflect.Type, err error) {
	s := surveyor{own: own, seen: map[reflect.Type]bool{}}
	if unfit := s.visit(t, ""); unfit != nil {
		return nil, unfit
	}
	return s.all, nil
}

type surveyor struct {
	own  func(pkg string) bool
	seen map[reflect.Type]bool
	all  []reflect.Type
}

func (s *surveyor) visit(t reflect.Type, where string) *Unfit {
	if s.seen[t] {
		return nil
	}
	s.seen[t] = true
	s.all = append(s.all, t)
	if marshals(t, s.own) || t == tensorPointer {
		return nil
	}
	switch t.Kind() {
	case reflect.Func:
		return &Unfit{t.String(), where, "a function has no form as bytes"}
	case reflect.Chan:
		return &Unfit{t.String(), where, "a channel lives only as long as its program"}
	case reflect.Uintptr, reflect.UnsafePointer:
		return &Unfit{t.String(), where, "an address is valid only in its own program"}
	case reflect.Slice:
		return s.visit(t.Elem(), deeper(where, "[…]"))
	case reflect.Array:
		return s.visit(t.Elem(), deeper(where, "[…]"))
	case reflect.Pointer:
		return s.visit(t.Elem(), where)
	case reflect.Map:
		if unfit := s.visit(t.Key(), deeper(where, " key")); unfit != nil {
			return unfit
		}
		return s.visit(t.Elem(), deeper(where, "[…]"))
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() && !s.own(f.PkgPath) {
				return &Unfit{t.String(), where, fmt.Sprintf("it hides its field %s, which only package %s may copy", f.Name, f.PkgPath)}
			}
			if unfit := s.visit(f.Type, deeper(where, "."+f.Name)); unfit != nil {
				return unfit
			}
		}
	}
	return nil
}

// marshals tells whether values of a type from elsewhere are to be written by the type's own methods, as *time.Time has
// them. Our own types are copied field by field, which leaves nothing out.
func marshals(t reflect.Type, own func(pkg string) bool) bool {
	if t.PkgPath() == "" || own(t.PkgPath()) || t.Kind() == reflect.Interface {
		return false
	}
	p := reflect.PointerTo(t)
	return p.Implements(binaryMarshaler) && p.Implements(binaryUnmarshaler) || p.Implements(gobEncoder) && p.Implements(gobDecoder)
}

var (
	binaryMarshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	binaryUnmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
	gobEncoder        = reflect.TypeFor[gob.GobEncoder]()
	gobDecoder        = reflect.TypeFor[gob.GobDecoder]()
)

// loose are types that an interface may hold without being part of the value's own type: what JSON gives, and numbers.
var loose = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int64](), reflect.TypeFor[float32](),
	reflect.TypeFor[float64](), reflect.TypeFor[[]any](), reflect.TypeFor[map[string]any](),
	reflect.TypeFor[[]string](), reflect.TypeFor[[]int](), reflect.TypeFor[[]float64](),
}

// isFlat tells whether a type's memory is all there is to it, so that a slice of it can be copied in one piece.
func isFlat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	case reflect.Array:
		return isFlat(t.Elem())
	}
	return false // a struct may have gaps
}

// inWords is a type's name without the "main." of what cells declare.
func inWords(t reflect.Type) string { return strings.ReplaceAll(t.String(), "main.", "") }
