package npz

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"codeberg.org/sbinet/npyio/npy"
)

// Array is an array of plain numbers.
type Array struct {
	Name  string
	Shape []int  // empty for a single number
	Type  string // NumPy's name of the element type, such as "<f4": float32, little-endian
	file  *File
	data  any // flat slice of numbers of that type, in C order: the last axis runs fastest
}

// Len returns the number of elements.
func (a *Array) Len() int { return product(a.Shape) }

// product of dimensions, which are known not to overflow.
func product(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

// headerBytes is the maximal size of a header; those of plain numbers take 118 bytes.
const headerBytes = 1 << 16

// parse reads the content of an .npy file. npyio trusts its input: it panics on a damaged header and believes any size. So the
// sizes are checked before it reads, and its panics are caught.
func parse(content []byte) (a *Array, err error) {
	defer func() {
		if r := recover(); r != nil {
			a, err = nil, errors.New("has a damaged header")
		}
	}()
	if err := checkHeader(content); err != nil {
		return nil, err
	}
	rest := bytes.NewReader(content)
	r, err := npy.NewReader(rest)
	if err != nil {
		return nil, fmt.Errorf("has a header that can't be read: %w", err)
	}
	a = &Array{Shape: r.Header.Descr.Shape, Type: strings.Trim(r.Header.Descr.Type, "'\"")}
	numbers, ok := numberTypes[strings.TrimLeft(a.Type, "<>=|")]
	if !ok {
		return nil, fmt.Errorf("has type %q; want plain numbers: integers, float32, float64 or bool", a.Type)
	}
	size := numbers.bytes
	for _, d := range a.Shape {
		if d < 0 || (d > 0 && size > largest/d) {
			return nil, fmt.Errorf("has the impossible shape %s", shapeText(a.Shape))
		}
		size *= d
	}
	if size != rest.Len() {
		return nil, fmt.Errorf("has %d bytes of numbers; its shape %s and type %q need %d", rest.Len(), shapeText(a.Shape), a.Type, size)
	}
	if a.data, err = numbers.read(r); err != nil {
		return nil, fmt.Errorf("can't be read: %w", err)
	}
	if r.Header.Descr.Fortran {
		a.data = numbers.reorder(a.data, a.Shape)
	}
	return a, nil
}

// checkHeader checks what npyio takes for granted: that there is a header and that it ends where it says.
func checkHeader(content []byte) error {
	const magic = "\x93NUMPY"
	if !bytes.HasPrefix(content, []byte(magic)) || len(content) < 12 {
		return errors.New("is not in NumPy's format")
	}
	start, length := 10, int(binary.LittleEndian.Uint16(content[8:]))
	switch version := content[6]; version {
	case 1:
	case 2:
		start, length = 12, int(binary.LittleEndian.Uint32(content[8:]))
	default:
		return fmt.Errorf("is in version %d of NumPy's format; want version 1 or 2", version)
	}
	if length > headerBytes || start+length > len(content) || length == 0 || content[start+length-1] != '\n' {
		return errors.New("has a damaged header")
	}
	return nil
}

// Want checks the shape; -1 means any length of an axis.
func (a *Array) Want(dims ...int) error {
	ok := len(dims) == len(a.Shape)
	for i := range dims {
		ok = ok && (dims[i] < 0 && a.Shape[i] > 0 || dims[i] == a.Shape[i])
	}
	if !ok {
		return a.Wrong("has shape %s, want %s", shapeText(a.Shape), shapeText(dims))
	}
	return nil
}

// Floats returns the numbers, whatever their type, as float64. NaN and infinities are errors.
func (a *Array) Floats() ([]float64, error) {
	numbers := numberTypes[strings.TrimLeft(a.Type, "<>=|")].floats(a.data)
	for i, x := range numbers {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, a.Wrong("has the value %v at %s; all its numbers must be finite", x, shapeText(a.index(i)))
		}
	}
	return numbers, nil
}

// Integers returns the numbers, whatever their type, as integers from low to high. Other values are errors.
func (a *Array) Integers(low, high int) ([]int, error) {
	floats, err := a.Floats()
	if err != nil {
		return nil, err
	}
	integers := make([]int, len(floats))
	for i, x := range floats {
		if x != math.Trunc(x) || x < float64(low) || x > float64(high) {
			return nil, a.Wrong("has the value %v at %s; want integers from %d to %d", x, shapeText(a.index(i)), low, high)
		}
		integers[i] = int(x)
	}
	return integers, nil
}

// Wrong returns an error about this array that names the file.
func (a *Array) Wrong(format string, args ...any) error { return a.file.wrong(a.Name, format, args...) }

// index converts a position in the flat data into an index along each axis.
func (a *Array) index(i int) []int {
	at := make([]int, len(a.Shape))
	for axis := len(at) - 1; axis >= 0; axis-- {
		at[axis], i = i%a.Shape[axis], i/a.Shape[axis]
	}
	return at
}

// shapeText writes a shape or an index as NumPy does, and any length as a star.
func shapeText(dims []int) string {
	parts := make([]string, len(dims))
	for i, d := range dims {
		parts[i] = fmt.Sprint(d)
		if d < 0 {
			parts[i] = "*"
		}
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}
