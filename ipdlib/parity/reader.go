package parity

import (
	"math"
	"strconv"

	"ipd/ipdlib/npz"
)

// reader reads arrays until the first error.
type reader struct {
	file  *npz.File
	known map[string]bool
	err   error
}

// array reads an array of some shape; -1 means any length.
func (r *reader) array(name string, dims ...int) *npz.Array {
	r.known[name] = true
	if r.err != nil {
		return nil
	}
	var a *npz.Array
	if a, r.err = r.file.Read(name); r.err != nil {
		return nil
	}
	if r.err = a.Want(dims...); r.err != nil {
		return nil
	}
	return a
}

func (r *reader) floats(name string, dims ...int) (numbers []float64) {
	if a := r.array(name, dims...); a != nil {
		numbers, r.err = a.Floats()
	}
	return numbers
}

// integers reads integers from 0 to high.
func (r *reader) integers(name string, high int, dims ...int) []int {
	return r.integersFrom(name, 0, high, dims...)
}

func (r *reader) integersFrom(name string, low, high int, dims ...int) (numbers []int) {
	if a := r.array(name, dims...); a != nil {
		numbers, r.err = a.Integers(low, high)
	}
	return numbers
}

// scalar reads a single number, as the decimal that was intended.
func (r *reader) scalar(name string) float64 {
	x, _ := r.single(name)
	return decimal(x)
}

// flag reads a single 0 or 1.
func (r *reader) flag(name string) bool {
	x, a := r.single(name)
	if r.err == nil && x != 0 && x != 1 {
		r.err = a.Wrong("is %g; it must be 0 (off) or 1 (on)", x)
	}
	return x == 1
}

// single reads an array of one number, whatever its number of axes.
func (r *reader) single(name string) (float64, *npz.Array) {
	r.known[name] = true
	if r.err != nil {
		return math.NaN(), nil
	}
	a, err := r.file.Read(name)
	if err == nil && a.Len() != 1 {
		err = a.Wrong("has %d numbers, want one", a.Len())
	}
	if err != nil {
		r.err = err
		return math.NaN(), nil
	}
	numbers, err := a.Floats()
	if err != nil {
		r.err = err
		return math.NaN(), nil
	}
	return numbers[0], a
}

// decimal recovers the intended number from one that was rounded to float32: the shortest decimal that rounds to it. A ratio
// of 0.3 became 0.30000001, and of 10 units ⌈3.0000001⌉ = 4 would be inhibitory.
func decimal(x float64) float64 {
	if float64(float32(x)) != x {
		return x // was never a float32
	}
	d, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', -1, 32), 64)
	if err != nil {
		return x
	}
	return d
}

// others lists the arrays that were not read.
func (r *reader) others() (names []string) {
	for _, name := range r.file.Names() {
		if !r.known[name] {
			names = append(names, name)
		}
	}
	return names
}

// rows cuts numbers into rows of float32.
func rows(numbers []float64, columns int) [][]float32 {
	var w [][]float32
	for i, x := range numbers {
		if i%columns == 0 {
			w = append(w, make([]float32, columns))
		}
		w[i/columns][i%columns] = float32(x)
	}
	return w
}
