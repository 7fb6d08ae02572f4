package npz

import "codeberg.org/sbinet/npyio/npy"

// numberType says how one of NumPy's number types is read.
type numberType struct {
	bytes   int                                // of one number
	read    func(*npy.Reader) (any, error)     // all numbers, in the order of the file
	reorder func(data any, shape []int) any    // from Fortran's order, where the first axis runs fastest, to C's
	floats  func(data any) (numbers []float64) // a copy
}

// numberTypes are the supported types, by NumPy's names without the byte order.
var numberTypes = map[string]numberType{
	"i1": typed[int8](1), "i2": typed[int16](2), "i4": typed[int32](4), "i8": typed[int64](8),
	"u1": typed[uint8](1), "u2": typed[uint16](2), "u4": typed[uint32](4), "u8": typed[uint64](8),
	"f4": typed[float32](4), "f8": typed[float64](8),
	"b1": booleans(), "?": booleans(),
}

func typed[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64](bytes int) numberType {
	return numberType{
		bytes: bytes,
		read: func(r *npy.Reader) (any, error) {
			var numbers []T
			err := r.Read(&numbers)
			return numbers, err
		},
		reorder: func(data any, shape []int) any { return cOrder(data.([]T), shape) },
		floats: func(data any) []float64 {
			numbers := data.([]T)
			floats := make([]float64, len(numbers))
			for i, x := range numbers {
				floats[i] = float64(x)
			}
			return floats
		},
	}
}

// booleans are read as 0 and 1.
func booleans() numberType {
	bytes := typed[uint8](1)
	bytes.read = func(r *npy.Reader) (any, error) {
		var values []bool
		if err := r.Read(&values); err != nil {
			return nil, err
		}
		numbers := make([]uint8, len(values))
		for i, v := range values {
			if v {
				numbers[i] = 1
			}
		}
		return numbers, nil
	}
	return bytes
}

// cOrder converts numbers whose first axis runs fastest to numbers whose last one does.
func cOrder[T any](fortran []T, shape []int) []T {
	numbers := make([]T, len(fortran))
	at := make([]int, len(shape))
	for i := range fortran { // at is the index of the i-th number of the file
		position := 0
		for axis, d := range shape {
			position = position*d + at[axis]
		}
		numbers[position] = fortran[i]
		for axis := range at {
			if at[axis]++; at[axis] < shape[axis] {
				break
			}
			at[axis] = 0
		}
	}
	return numbers
}
