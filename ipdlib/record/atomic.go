package record

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// temporary is the ending of the names of files that are being written. A killed process leaves one behind.
const temporary = ".tmp"

// attempts is the number of tries of an operation that another machine can disturb in a shared folder.
const attempts = 4

// rename is replaced in tests.
var rename = os.Rename

// WriteFile writes a file atomically: under a temporary name in the same folder, synced to the disk, and then renamed. So it is
// either complete or not there, whatever happens. Any number of processes, on any machines that share the folder, may write the
// same file at once: the last one's remains, complete.
func WriteFile(path string, text []byte) (err error) {
	for range attempts {
		if err = writeOnce(path, text); err == nil || !vanished(err) {
			break
		}
	}
	return explain(filepath.Dir(path), err)
}

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
		err = f.Chmod(0o644) // CreateTemp's files are for this user only
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

// temporaryName is the pattern of a file's temporary names. It shows who is writing, for people who find one.
func temporaryName(base string) string {
	host, _ := os.Hostname()
	return fmt.Sprintf(".%s.%.32s-%d.*%s", base, filepath.Base("/"+host), os.Getpid(), temporary)
}

// vanished reports whether an error means that a file has disappeared: another machine took it for a killed process's file, or
// the file server forgot it.
func vanished(err error) bool {
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESTALE)
}

// syncDir writes a folder to the disk, and with it the new name of a file.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // where folders can't be synced, and the file system keeps a journal of names
		return nil
	}
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

// explain adds to an error of writing into a folder what to do about it.
func explain(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: free some space on the disk of %s and run the same command again: what is finished is kept", err, dir)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: make %s writable, or use another folder", err, dir)
	}
	return err
}

// abandoned is the age from which a temporary file counts as a killed process's. Writing a file takes milliseconds, on a slow
// shared disk seconds. A process that is slower still writes its file again: see WriteFile.
const abandoned = time.Hour

// A Leftover is a file that is being written, or was being written when its process was killed. It is ignored.
type Leftover struct {
	Path string
	Age  time.Duration // since it was last written to, if the clocks of machine and disk agree
}

// Leftovers lists the half-written files in a sweep's folder.
func Leftovers(dir string) ([]Leftover, error) {
	var all []Leftover
	for _, sub := range []string{dir, filepath.Join(dir, RecordsName), filepath.Join(dir, failuresName)} {
		entries, err := os.ReadDir(sub)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("looking for half-written files: %w", err)
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") || !strings.HasSuffix(e.Name(), temporary) {
				continue
			}
			if info, err := e.Info(); err == nil { // else it was finished meanwhile
				all = append(all, Leftover{Path: filepath.Join(sub, e.Name()), Age: time.Since(info.ModTime())})
			}
		}
	}
	return all, nil
}

// clear removes the files that killed processes were writing long ago.
func (f *Folder) clear() error {
	left, err := Leftovers(f.dir)
	if err != nil || len(left) == 0 {
		return err
	}
	ahead, err := f.ahead()
	if err != nil {
		return err
	}
	for _, l := range left {
		if l.Age-ahead < abandoned {
			continue
		}
		if err := os.Remove(l.Path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return explain(f.dir, err)
		}
	}
	return nil
}

// ahead returns how far this machine's clock is ahead of that of the folder's disk, which may be a server's.
func (f *Folder) ahead() (time.Duration, error) {
	now, err := os.CreateTemp(f.dir, temporaryName("clock"))
	if err != nil {
		return 0, explain(f.dir, err)
	}
	info, err := now.Stat()
	if err = errors.Join(err, now.Close(), os.Remove(now.Name())); err != nil {
		return 0, explain(f.dir, err)
	}
	return time.Since(info.ModTime()), nil
}
