package exact

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"
)

// deepest is how many values may lie within one another: enough for long linked lists, little enough for the stack.
const deepest = 100_000

// An address is a place in memory and what it holds: a struct and its first field have one place.
type address struct {
	p unsafe.Pointer
	t reflect.Type
}

type encoder struct {
	out   []byte
	types []reflect.Type
	own   func(pkg string) bool
	known map[address]uint64 // what pointers led to so far, numbered from 1
	depth int
}

// Encode writes the value that a pointer leads to. The error is an *Unfit where the value, or something in it, can't be
// written. own is as for Check.
//
// Before it returns, Encode reads what it has written and compares.
func Encode[T any](value *T, own func(pkg string) bool) ([]byte, error) {
	text, err := encode(value, own)
	if err != nil {
		return nil, err
	}
	var again T
	if err := Decode(text, &again, own); err != nil {
		return nil, fmt.Errorf("the value can't be read back: %w", err)
	}
	second, err := encode(&again, own)
	if err != nil || !bytes.Equal(text, second) {
		return nil, errors.Join(fmt.Errorf("a value of type %s changes when it is read back", inWords(reflect.TypeFor[T]())), err)
	}
	return text, nil
}

func encode[T any](value *T, own func(pkg string) bool) ([]byte, error) {
	t := reflect.TypeFor[T]()
	types, err := survey(t, own)
	if err != nil {
		return nil, err
	}
	e := encoder{types: append(types, loose...), own: own, known: map[address]uint64{}}
	if err := e.put(t, unsafe.Pointer(value), ""); err != nil {
		return nil, err
	}
	return e.out, nil
}

func (e *encoder) number(n uint64) { e.out = binary.AppendUvarint(e.out, n) }

func (e *encoder) bytes(text []byte) {
	e.number(uint64(len(text)))
	e.out = append(e.out, text...)
}

// raw is the memory at a place.
func raw(p unsafe.Pointer, size uintptr) []byte { return unsafe.Slice((*byte)(p), size) }

// put writes the value of type t at p.
//
// Form: flat values are their memory; a string is its length and bytes; what may be nil is 0, or 1 and more; a pointer is
// 0, or the number of what it leads to, which follows where the number is new; an interface is 0, or its type's number
// and the value.
func (e *encoder) put(t reflect.Type, p unsafe.Pointer, where string) error {
	if e.depth++; e.depth > deepest {
		return &Unfit{inWords(t), where, "it is nested too deeply, or contains itself"}
	}
	defer func() { e.depth-- }()
	if isFlat(t) {
		e.out = append(e.out, raw(p, t.Size())...)
		return nil
	}
	v := reflect.NewAt(t, p).Elem()
	if marshals(t, e.own) {
		return e.putMarshalled(v, where)
	}
	switch t.Kind() {
	case reflect.String:
		e.number(uint64(v.Len()))
		e.out = append(e.out, v.String()...)
	case reflect.Slice:
		if v.IsNil() {
			e.number(0)
			return nil
		}
		e.number(uint64(v.Len()) + 1)
		return e.putElements(t.Elem(), v.UnsafePointer(), v.Len(), where)
	case reflect.Array:
		return e.putElements(t.Elem(), p, t.Len(), where)
	case reflect.Pointer:
		return e.putPointer(t, v, where)
	case reflect.Map:
		return e.putMap(t, v, where)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if err := e.put(f.Type, unsafe.Add(p, f.Offset), deeper(where, "."+f.Name)); err != nil {
				return err
			}
		}
	case reflect.Interface:
		return e.putInterface(v, where)
	default: // survey has refused it
		return &Unfit{inWords(t), where, "it has no form as bytes"}
	}
	return nil
}

// deeper is the way to a part. Nobody reads a long one to its end.
func deeper(where, part string) string {
	const longest = 120
	if len(where) > longest {
		return where
	}
	return where + part
}

func (e *encoder) putElements(t reflect.Type, p unsafe.Pointer, n int, where string) error {
	if isFlat(t) {
		e.out = append(e.out, raw(p, uintptr(n)*t.Size())...)
		return nil
	}
	for i := range n {
		if err := e.put(t, unsafe.Add(p, uintptr(i)*t.Size()), deeper(where, "[…]")); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) putPointer(t reflect.Type, v reflect.Value, where string) error {
	if v.IsNil() {
		e.number(0)
		return nil
	}
	at := address{v.UnsafePointer(), t}
	if n, ok := e.known[at]; ok {
		e.number(n)
		return nil
	}
	e.known[at] = uint64(len(e.known) + 1)
	e.number(e.known[at])
	if t == tensorPointer {
		text, err := tensorBytes(at.p)
		if err != nil {
			return &Unfit{inWords(t), where, err.Error()}
		}
		e.bytes(text)
		return nil
	}
	return e.put(t.Elem(), at.p, where)
}

// putMap writes entries in the order of their bytes, so that equal maps are written alike. Within a map, pointers are
// written as if each led to something of its own: which of two entries comes first is open until both are written.
func (e *encoder) putMap(t reflect.Type, v reflect.Value, where string) error {
	if v.IsNil() {
		e.number(0)
		return nil
	}
	e.number(uint64(v.Len()) + 1)
	var entries [][]byte
	for iter := v.MapRange(); iter.Next(); {
		key, value := reflect.New(t.Key()), reflect.New(t.Elem())
		key.Elem().Set(iter.Key())
		value.Elem().Set(iter.Value())
		entry := encoder{types: e.types, own: e.own, known: map[address]uint64{}, depth: e.depth}
		if err := entry.put(t.Key(), key.UnsafePointer(), deeper(where, " key")); err != nil {
			return err
		}
		if err := entry.put(t.Elem(), value.UnsafePointer(), deeper(where, "[…]")); err != nil {
			return err
		}
		entries = append(entries, entry.out)
	}
	slices.SortFunc(entries, bytes.Compare)
	for _, entry := range entries {
		e.out = append(e.out, entry...)
	}
	return nil
}

func (e *encoder) putInterface(v reflect.Value, where string) error {
	if v.IsNil() {
		e.number(0)
		return nil
	}
	t := v.Elem().Type()
	i := slices.Index(e.types, t)
	if i < 0 {
		return &Unfit{inWords(t), where, "it stands in an interface, so its type would be unknown when it is read back; give the field this type"}
	}
	held := reflect.New(t)
	held.Elem().Set(v.Elem())
	e.number(uint64(i) + 1)
	return e.put(t, held.UnsafePointer(), where)
}

func (e *encoder) putMarshalled(v reflect.Value, where string) error {
	var text []byte
	var err error
	switch m := v.Addr().Interface().(type) {
	case encoding.BinaryMarshaler:
		text, err = m.MarshalBinary()
	case gob.GobEncoder:
		text, err = m.GobEncode()
	}
	if err != nil {
		return &Unfit{inWords(v.Type()), where, err.Error()}
	}
	e.bytes(text)
	return nil
}
