// Package npz reads and writes files of NumPy arrays (.npz: a zip of .npy) of plain numbers, strictly: the error of any invalid
// file is one sentence that names the file, the array and what was expected.
//
// There are two types: a [File] with named arrays, and an [Array] with its shape and numbers. [Write] saves
// arrays so that no reader ever sees half a file.
//
//	f, err := npz.Open("weights.npz")
//	defer f.Close()
//	w1, err := f.Read("w1")
//	err = w1.Want(200, 30)
//	numbers, err := w1.Floats()
//
// The format itself is read by codeberg.org/sbinet/npyio; this package adds the checks. Objects, strings, complex numbers and
// structures are refused, so that reading a file never runs or unpickles anything.
//
// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrFormat is wrapped by every error about a file's contents, but not by disk errors.
var ErrFormat = errors.New("npz file")

// largest is the maximal size of an unpacked array, in bytes: 6700 samples of the study with one byte per spike. A zip of a few
// kilobytes can unpack to gigabytes; no more than this is ever in memory.
const largest = 1 << 27

// suffix of an array's name within the zip.
const suffix = ".npy"

// File is an open .npz file. Arrays are read one at a time, on request.
type File struct {
	path   string
	closer io.Closer
	zip    *zip.Reader
}

// Open opens a file. Close it after use.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("npz: %w", err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w %s: is not a regular file", ErrFormat, path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	file, err := NewFile(path, f, info.Size())
	if err != nil {
		f.Close()
		return nil, err
	}
	file.closer = f
	return file, nil
}

// NewFile reads from r, which has size bytes; path is only its name in errors.
func NewFile(path string, r io.ReaderAt, size int64) (*File, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w %s: is not a complete zip: %w; make it with numpy.savez or numpy.savez_compressed", ErrFormat, path, err)
	}
	f := &File{path: path, zip: z}
	seen := map[string]bool{}
	for _, name := range f.Names() {
		if seen[name] {
			return nil, fmt.Errorf("%w %s: has two arrays named %q", ErrFormat, path, name)
		}
		seen[name] = true
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// Path returns the file's name, as given.
func (f *File) Path() string { return f.path }

// Names lists the arrays, sorted.
func (f *File) Names() []string {
	var names []string
	for _, entry := range f.zip.File {
		if name, ok := strings.CutSuffix(entry.Name, suffix); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Has reports whether there is an array of that name.
func (f *File) Has(name string) bool { return slices.Contains(f.Names(), name) }

// Read reads an array.
func (f *File) Read(name string) (*Array, error) {
	for _, entry := range f.zip.File {
		if entry.Name != name+suffix {
			continue
		}
		content, err := unpack(entry)
		if err != nil {
			return nil, f.wrong(name, "%w", err)
		}
		a, err := parse(content)
		if err != nil {
			return nil, f.wrong(name, "%w", err)
		}
		a.file, a.Name = f, name
		return a, nil
	}
	held := "none at all"
	if names := f.Names(); len(names) > 0 {
		held = strings.Join(names, ", ")
	}
	return nil, f.wrong(name, "is missing; the file has: %s", held)
}

// unpack reads a whole entry of the zip, whatever size it claims to have.
func unpack(entry *zip.File) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, fmt.Errorf("can't be unpacked: %w", err)
	}
	defer r.Close()
	var content bytes.Buffer
	n, err := io.Copy(&content, io.LimitReader(r, largest+1))
	switch {
	case n > largest:
		return nil, fmt.Errorf("is larger than %d bytes when unpacked, which is the limit", largest)
	case err != nil:
		return nil, fmt.Errorf("can't be unpacked: %w", err)
	}
	return content.Bytes(), nil
}

// wrong returns an error about one array.
func (f *File) wrong(name, format string, args ...any) error {
	return fmt.Errorf("%w %s: array %s %w", ErrFormat, filepath.ToSlash(f.path), name, fmt.Errorf(format, args...))
}
