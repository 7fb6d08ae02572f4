package npz

import (
	"fmt"
	"os"
	"path/filepath"

	"codeberg.org/sbinet/npyio/npz"
)

// Named is an array to be written: a number, or a slice of numbers, of slices of numbers, and so on, of equal lengths.
type Named struct {
	Name  string
	Value any
}

// Write saves arrays in the given order. It writes to a temporary name in the same folder, syncs to the disk, and renames: a
// concurrent reader sees the old file or the new one, also if the process is killed. Equal arrays give equal bytes.
func Write(path string, arrays ...Named) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("npz: writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			temporary.Close()
			os.Remove(temporary.Name())
			err = fmt.Errorf("npz: writing %s: %w", path, err)
		}
	}()
	w := npz.NewWriter(temporary)
	for _, a := range arrays {
		if err := write(w, a); err != nil {
			return fmt.Errorf("array %s: %w", a.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := temporary.Chmod(0o644); err != nil { // CreateTemp's files are for their owner only
		return err
	}
	if err := temporary.Sync(); err != nil {
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// write adds an array. npyio panics on values that aren't numbers.
func write(w *npz.Writer, a Named) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a %T can't be written: %v", a.Value, r)
		}
	}()
	return w.Write(a.Name+suffix, a.Value)
}
