package npz_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/npz"
)

// npy is the content of an .npy file, put together by hand from the format's description.
func npy(descr, order, shape string, data any) []byte {
	header := fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n", descr, order, shape)
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	byteOrder := binary.ByteOrder(binary.LittleEndian)
	if strings.HasPrefix(descr, "'>") {
		byteOrder = binary.BigEndian
	}
	if err := binary.Write(&b, byteOrder, data); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// archive is a zip of one array named a.
func archive(content []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("a.npy")
	if err == nil {
		_, err = w.Write(content)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// read reads array a of a file's content.
func read(content []byte) (*npz.Array, error) {
	f, err := npz.NewFile("x.npz", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	return f.Read("a")
}

func TestTypes(t *testing.T) {
	for _, c := range []struct {
		descr string
		data  any
		want  []float64
	}{
		{"'<f4'", []float32{1.5, -2}, []float64{1.5, -2}},
		{"'<f8'", []float64{math.Pi, -2}, []float64{math.Pi, -2}},
		{"'>f4'", []float32{1.5, -2}, []float64{1.5, -2}},
		{"'>i8'", []int64{-1, 1 << 40}, []float64{-1, 1 << 40}},
		{"'|i1'", []int8{-1, 2}, []float64{-1, 2}},
		{"'|u1'", []uint8{255, 2}, []float64{255, 2}},
		{"'<i2'", []int16{-300, 2}, []float64{-300, 2}},
		{"'<u2'", []uint16{65535, 2}, []float64{65535, 2}},
		{"'<i4'", []int32{-70000, 2}, []float64{-70000, 2}},
		{"'<u4'", []uint32{1 << 31, 2}, []float64{1 << 31, 2}},
		{"'<i8'", []int64{-1 << 40, 2}, []float64{-1 << 40, 2}},
		{"'<u8'", []uint64{1 << 40, 2}, []float64{1 << 40, 2}},
		{"'|b1'", []bool{true, false}, []float64{1, 0}},
	} {
		a, err := read(archive(npy(c.descr, "False", "(2,)", c.data)))
		if err != nil {
			t.Errorf("%s: %v", c.descr, err)
			continue
		}
		if got, err := a.Floats(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: read %v (%v), want %v", c.descr, got, err, c.want)
		}
	}
}

// Three axes in Fortran's order, where the first index runs fastest: number i+10j+100k stands at (i, j, k).
func TestFortranOrder(t *testing.T) {
	var data []uint8
	for k := range 2 {
		for j := range 3 {
			for i := range 4 {
				data = append(data, uint8(i+10*j+100*k))
			}
		}
	}
	a, err := read(archive(npy("'|u1'", "True", "(4, 3, 2)", data)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Floats()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range 4 {
		for j := range 3 {
			for k := range 2 {
				if want := float64(i + 10*j + 100*k); got[n] != want {
					t.Errorf("(%d, %d, %d): %v, want %v", i, j, k, got[n], want)
				}
				n++
			}
		}
	}
}

func TestSingleNumberAndEmptyArray(t *testing.T) {
	for _, c := range []struct {
		shape string
		data  []float32
	}{
		{"()", []float32{7}},
		{"(0,)", nil},
		{"(3, 0)", nil},
	} {
		a, err := read(archive(npy("'<f4'", "False", c.shape, c.data)))
		if err != nil {
			t.Errorf("shape %s: %v", c.shape, err)
			continue
		}
		if got, err := a.Floats(); err != nil || len(got) != len(c.data) || a.Len() != len(c.data) {
			t.Errorf("shape %s: read %v (%v)", c.shape, got, err)
		}
	}
}

// Every mistake ends in a sentence that names the file, the array, and what is wrong with it.
func TestMistakes(t *testing.T) {
	good := npy("'<f4'", "False", "(2,)", []float32{1, 2})
	zipped := archive(good)
	version3 := bytes.Replace(good, []byte("NUMPY\x01"), []byte("NUMPY\x03"), 1)
	bomb := make([]byte, 1<<27+1)
	flipped := bytes.Clone(zipped)
	flipped[30+len("a.npy")+3] ^= 0x10 // 30 bytes of header, the name, the array
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"nothing", nil, "is not a complete zip"},
		{"no zip", []byte("hello, world"), "is not a complete zip"},
		{"an .npy", good, "is not a complete zip"},
		{"truncated zip", zipped[:len(zipped)-10], "is not a complete zip"},
		{"flipped bit", flipped, "can't be unpacked"},
		{"no array", archive([]byte("hello, world, hello")), "is not in NumPy's format"},
		{"empty array", archive(nil), "is not in NumPy's format"},
		{"version 3", archive(version3), "is in version 3 of NumPy's format"},
		{"header too long", archive(append([]byte("\x93NUMPY\x01\x00\xff\xff"), good[10:]...)), "has a damaged header"},
		{"no shape", archive(bytes.Replace(good, []byte("'shape'"), []byte("'sharp'"), 1)), "has a header that can't be read"},
		{"header mixed up", archive(bytes.Replace(good, []byte("}"), []byte(" "), 1)), "has a damaged header"},
		{"numbers missing", archive(good[:len(good)-1]), "has 7 bytes of numbers; its shape (2,) and type \"<f4\" need 8"},
		{"numbers left over", archive(append(bytes.Clone(good), 0)), "has 9 bytes of numbers"},
		{"negative shape", archive(npy("'<f4'", "False", "(-2,)", []float32{1, 2})), "has the impossible shape (*,)"},
		{"huge shape", archive(npy("'<f4'", "False", "(4294967296, 4294967296, 4294967296)", []float32{1, 2})), "impossible shape"},
		{"strings", archive(npy("'<U2'", "False", "(1,)", []uint32{65, 66})), `has type "<U2"`},
		{"objects", archive(npy("'|O'", "False", "(1,)", []uint32{65, 66})), `has type "|O"`},
		{"complex", archive(npy("'<c8'", "False", "(1,)", []float32{1, 2})), `has type "<c8"`},
		{"half precision", archive(npy("'<f2'", "False", "(4,)", []float32{1, 2})), `has type "<f2"`},
		{"zip bomb", archive(bomb), "is larger than 134217728 bytes when unpacked"},
	} {
		a, err := read(c.content)
		if err == nil {
			t.Errorf("%s: was read as %v", c.name, a)
			continue
		}
		if text := err.Error(); !errors.Is(err, npz.ErrFormat) || !strings.Contains(text, c.want) || !strings.Contains(text, "x.npz") {
			t.Errorf("%s: %v\nwant %q and the file's name", c.name, err, c.want)
		}
	}
}

func TestWants(t *testing.T) {
	a, err := read(archive(npy("'<f4'", "False", "(2, 3)", []float32{1, 2, 3, 4, float32(math.NaN()), 2.5})))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Want(2, -1); err != nil {
		t.Error(err)
	}
	_, floats := a.Floats()
	b, err := read(archive(npy("'<f4'", "False", "(2, 2)", []float32{0, 1, 2, 2.5})))
	if err != nil {
		t.Fatal(err)
	}
	_, fraction := b.Integers(0, 9)
	_, low := b.Integers(1, 9)
	empty, err := read(archive(npy("'<f4'", "False", "(0,)", []float32{})))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{a.Want(3, 2), "array a has shape (2, 3), want (3, 2)"},
		{a.Want(-1), "array a has shape (2, 3), want (*,)"},
		{empty.Want(-1), "array a has shape (0,), want (*,)"},
		{floats, "array a has the value NaN at (1, 1)"},
		{fraction, "array a has the value 2.5 at (1, 1); want integers from 0 to 9"},
		{low, "array a has the value 0 at (0, 0); want integers from 1 to 9"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error is %v, want %q", c.err, c.want)
		}
	}
}

func TestMissingAndDouble(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.npz")
	if err := npz.Write(path, npz.Named{Name: "w1", Value: []float32{1}}, npz.Named{Name: "w2", Value: []float32{1}}); err != nil {
		t.Fatal(err)
	}
	f, err := npz.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Read("w3"); err == nil || !strings.Contains(err.Error(), "array w3 is missing; the file has: w1, w2") {
		t.Error(err)
	}
	if err := npz.Write(path, npz.Named{Name: "w1", Value: []float32{1}}, npz.Named{Name: "w1", Value: []float32{1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := npz.Open(path); err == nil || !strings.Contains(err.Error(), `has two arrays named "w1"`) {
		t.Error(err)
	}
	if _, err := npz.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Error(err)
	}
	if _, err := npz.Open(path + ".gone"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestWriteIsReadBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.npz")
	arrays := []npz.Named{{Name: "m", Value: [][]float32{{1, 2, 3}, {4, 5, 6.5}}}, {Name: "n", Value: 0.1}}
	if err := npz.Write(path, arrays...); err != nil {
		t.Fatal(err)
	}
	f, err := npz.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := f.Read("m")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.Floats(); err != nil || m.Want(2, 3) != nil || m.Type != "<f4" || !reflect.DeepEqual(got, []float64{1, 2, 3, 4, 5, 6.5}) {
		t.Errorf("m: %v %s %v (%v)", m.Shape, m.Type, got, err)
	}
	n, err := f.Read("n")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := n.Floats(); err != nil || n.Want() != nil || got[0] != 0.1 {
		t.Errorf("n: %v %v (%v)", n.Shape, got, err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := npz.Write(path, arrays...); err != nil { // over the old one
		t.Fatal(err)
	}
	if second, err := os.ReadFile(path); err != nil || !bytes.Equal(first, second) {
		t.Errorf("equal arrays gave other bytes (%v)", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("temporary files stayed: %v (%v)", left, err)
	}
}

// A failed write leaves the old file, and nothing else.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.npz")
	if err := npz.Write(path, npz.Named{Name: "a", Value: []float32{1}}); err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	err = npz.Write(path, npz.Named{Name: "a", Value: map[string]int{}})
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "array a") {
		t.Error(err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(old, now) {
		t.Errorf("the old file changed (%v)", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("temporary files stayed: %v (%v)", left, err)
	}
	if err := npz.Write(filepath.Join(dir, "gone", "x.npz")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// NumPy reads what we write, and we read what NumPy writes. Without NumPy only the first half of this file's tests stands.
func TestNumPy(t *testing.T) {
	if err := exec.Command("python3", "-c", "import numpy").Run(); err != nil {
		t.Skip("no python3 with numpy on the PATH: what NumPy itself reads and writes is not tested")
	}
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours.npz"), filepath.Join(dir, "theirs.npz")
	if err := npz.Write(ours, npz.Named{Name: "m", Value: [][]float32{{1, 2, 3}, {4, 5, 6.5}}}); err != nil {
		t.Fatal(err)
	}
	const script = `
import sys, numpy as np
m = np.load(sys.argv[1])["m"]
assert m.dtype == np.float32 and m.tolist() == [[1, 2, 3], [4, 5, 6.5]], m
np.savez_compressed(sys.argv[2], m=np.asfortranarray(m, dtype=np.float64), big=m.astype(">f4"), yes=np.bool_(True))
`
	if out, err := exec.Command("python3", "-c", script, ours, theirs).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := npz.Open(theirs)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, want := range map[string][]float64{"m": {1, 2, 3, 4, 5, 6.5}, "big": {1, 2, 3, 4, 5, 6.5}, "yes": {1}} {
		a, err := f.Read(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if got, err := a.Floats(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v (%v), want %v", name, got, err, want)
		}
	}
}

// Whatever the bytes: an array whose size fits its shape, or an error; never a panic.
func FuzzRead(f *testing.F) {
	for _, content := range [][]byte{
		npy("'<f4'", "False", "(2,)", []float32{1, 2}),
		npy("'|u1'", "True", "(2, 3)", []uint8{1, 2, 3, 4, 5, 6}),
		npy("'|b1'", "False", "()", []bool{true}),
		npy("'<i8'", "False", "(0, 9)", []int64{}),
	} {
		f.Add(content, false)
		f.Add(archive(content), true)
	}
	f.Fuzz(func(t *testing.T, content []byte, zipped bool) {
		if !zipped { // so that the fuzzer needs no luck with checksums
			content = archive(content)
		}
		a, err := read(content)
		if err != nil {
			return
		}
		if numbers, err := a.Floats(); err == nil && len(numbers) != a.Len() {
			t.Errorf("%d numbers in shape %v", len(numbers), a.Shape)
		}
	})
}
