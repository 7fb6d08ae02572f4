package exact

import (
	"encoding"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// ErrDamaged means that bytes are not what Encode has written for this type.
var ErrDamaged = errors.New("damaged")

type decoder struct {
	in    []byte
	types []reflect.Type
	own   func(pkg string) bool
	known []unsafe.Pointer // what pointers led to so far
}

// Decode reads what Encode has written, into value, which must be zero. The error is ErrDamaged, or an *Unfit for a type
// that can't have been written.
func Decode[T any](text []byte, value *T, own func(pkg string) bool) (err error) {
	t := reflect.TypeFor[T]()
	types, err := survey(t, own)
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	d := decoder{in: text, types: append(types, loose...), own: own}
	d.get(t, unsafe.Pointer(value))
	if len(d.in) > 0 {
		return fmt.Errorf("%w: it has %d bytes too many", ErrDamaged, len(d.in))
	}
	return nil
}

// The methods below panic at the first thing that can't be: Decode recovers.

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.in)
	if size <= 0 {
		panic("a number is cut off")
	}
	d.in = d.in[size:]
	return n
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.in)) {
		panic("the end is missing")
	}
	part := d.in[:n]
	d.in = d.in[n:]
	return part
}

func (d *decoder) get(t reflect.Type, p unsafe.Pointer) {
	if isFlat(t) {
		copy(raw(p, t.Size()), d.take(uint64(t.Size())))
		return
	}
	v := reflect.NewAt(t, p).Elem()
	if marshals(t, d.own) {
		d.getMarshalled(v)
		return
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString(string(d.take(d.number())))
	case reflect.Slice:
		if n := d.count(t.Elem()); n >= 0 {
			v.Set(reflect.MakeSlice(t, n, n))
			d.getElements(t.Elem(), v.UnsafePointer(), n)
		}
	case reflect.Array:
		d.getElements(t.Elem(), p, t.Len())
	case reflect.Pointer:
		d.getPointer(t, v)
	case reflect.Map:
		d.getMap(t, v)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			d.get(f.Type, unsafe.Add(p, f.Offset))
		}
	case reflect.Interface:
		if n := d.number(); n > 0 {
			held := reflect.New(d.types[n-1])
			d.get(d.types[n-1], held.UnsafePointer())
			v.Set(held.Elem())
		}
	default:
		panic("no form for " + t.String())
	}
}

// count reads how many elements follow, -1 for nil. It refuses more than the rest could hold, before memory is taken for
// them.
func (d *decoder) count(t reflect.Type) int {
	n := d.number()
	if n == 0 {
		return -1
	}
	least := uint64(1)
	if isFlat(t) {
		least = uint64(t.Size())
	} else if t.Size() == 0 {
		least = 0
	}
	if t.Size() > 0 && n-1 > uint64(len(d.in))/max(least, 1) {
		panic("the end is missing")
	}
	return int(n - 1)
}

func (d *decoder) getElements(t reflect.Type, p unsafe.Pointer, n int) {
	if isFlat(t) {
		size := uintptr(n) * t.Size()
		copy(raw(p, size), d.take(uint64(size)))
		return
	}
	for i := range n {
		d.get(t, unsafe.Add(p, uintptr(i)*t.Size()))
	}
}

func (d *decoder) getPointer(t reflect.Type, v reflect.Value) {
	n := d.number()
	switch {
	case n == 0:
	case n <= uint64(len(d.known)):
		v.Set(reflect.NewAt(t.Elem(), d.known[n-1]).Convert(t))
	case n == uint64(len(d.known))+1 && t == tensorPointer:
		tensor := readTensor(d.take(d.number()))
		d.known = append(d.known, unsafe.Pointer(tensor))
		v.Set(reflect.ValueOf(tensor))
	case n == uint64(len(d.known))+1:
		target := reflect.New(t.Elem())
		d.known = append(d.known, target.UnsafePointer())
		v.Set(target.Convert(t))
		d.get(t.Elem(), target.UnsafePointer())
	default:
		panic("a pointer leads nowhere")
	}
}

func (d *decoder) getMap(t reflect.Type, v reflect.Value) {
	n := d.number()
	if n == 0 {
		return
	}
	v.Set(reflect.MakeMap(t))
	known := d.known
	for range n - 1 {
		d.known = nil // an entry's pointers are its own
		key, value := reflect.New(t.Key()), reflect.New(t.Elem())
		d.get(t.Key(), key.UnsafePointer())
		d.get(t.Elem(), value.UnsafePointer())
		v.SetMapIndex(key.Elem(), value.Elem())
	}
	d.known = known
}

func (d *decoder) getMarshalled(v reflect.Value) {
	text := d.take(d.number())
	var err error
	switch m := v.Addr().Interface().(type) {
	case encoding.BinaryUnmarshaler:
		err = m.UnmarshalBinary(text)
	case gob.GobDecoder:
		err = m.GobDecode(text)
	}
	if err != nil {
		panic(err)
	}
}
