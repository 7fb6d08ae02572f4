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

// attempts is how often something is tried that can fail because of what another machine does to a shared folder.
const attempts = 4

// rename is replaced in tests.
var rename = os.Rename

// writeFile writes a file so that it is there complete or not at all, whatever happens: under a temporary name of its own
// in the same folder, to the disk, and then renamed. Any number of processes, on any machines that see the folder, may
// write the same file at once: the last one's is there then, whole.
func writeFile(path string, text []byte) (err error) {
	for range attempts {
		if err = writeOnce(path, text); err == nil || !vanished(err) {
			break
		}
	}
	return mend(filepath.Dir(path), err)
}

// WriteFile writes a file into a folder that processes on several machines share: complete or not at all.
func WriteFile(path string, text []byte) error { return writeFile(path, text) }

func writeOnce(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, temporaryName(filepath.Base(path)))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if e := os.Remove(f.Name()); !errors.Is(e, os.ErrNotExist) {
				err = errors.Join(err, e)
			}
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
	if err := rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// temporaryName is the pattern of a file's temporary names. It says who writes, for people who find one.
func temporaryName(base string) string {
	host, _ := os.Hostname()
	return fmt.Sprintf(".%s.%.32s-%d.*%s", base, filepath.Base("/"+host), os.Getpid(), temporary)
}

// vanished reports an error that a file is gone which was there: another machine took it for a killed process's, or a
// server of shared files forgot it.
func vanished(err error) bool {
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESTALE)
}

// syncDir writes a folder to the disk, and with it the new name of a file.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) { // some file systems can't
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
