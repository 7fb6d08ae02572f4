package sweep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// temporary is how the names of files end that are being written. A process that is killed leaves one behind.
const temporary = ".tmp"

// writeFile writes a file so that it is there complete or not at all, whatever happens: under a temporary name in the
// same folder, to the disk, and then renamed.
func writeFile(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*"+temporary)
	if err != nil {
		return mend(dir, err)
	}
	defer func() {
		if err != nil {
			err = mend(dir, errors.Join(err, os.Remove(f.Name())))
		}
	}()
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(0o644) // CreateTemp's is for this user alone
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir writes a folder to the disk, and with it the new name of a file.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // some file systems can't
		return err
	}
	return nil
}

// mend says what to do about an error of writing into a folder.
func mend(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: free some space on the disk of %s and run the same again: what is finished is kept", err, dir)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: make %s writable, or take another folder", err, dir)
	}
	return err
}
