package sweep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// abandoned is how old a temporary file must be to be a killed process's. A file is written in milliseconds, on a slow
// shared disk in seconds. Who is slower still writes it again: see writeFile.
const abandoned = time.Hour

// A Leftover is a file that is being written, or was when its process was killed. It counts for nothing.
type Leftover struct {
	Path string
	Age  time.Duration // since it was last written to, as far as the clocks of machine and disk agree
}

// Leftovers lists the files of a sweep's folder that are half written.
func Leftovers(dir string) ([]Leftover, error) {
	var all []Leftover
	for _, sub := range []string{dir, filepath.Join(dir, recordsName)} {
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
func (f *folder) clear() error {
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
			return mend(f.dir, err)
		}
	}
	return nil
}

// ahead says how far this machine's clock is before that of the folder's disk, which may be a server's.
func (f *folder) ahead() (time.Duration, error) {
	now, err := os.CreateTemp(f.dir, temporaryName("clock"))
	if err != nil {
		return 0, mend(f.dir, err)
	}
	info, err := now.Stat()
	if err = errors.Join(err, now.Close(), os.Remove(now.Name())); err != nil {
		return 0, mend(f.dir, err)
	}
	return time.Since(info.ModTime()), nil
}
