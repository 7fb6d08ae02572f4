package sweep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// The folder of a sweep holds
//
//	settings.json      the settings of the latest sweep in it
//	records/*.json     a record a training
//	summary.csv        what Summary.WriteCSV wrote
//	.lock              see lock
//
// Trainings of several settings may share a folder: their keys tell them apart.
const (
	settingsName = "settings.json"
	recordsName  = "records"
)

// A folder is a sweep's folder while this process works on it.
type folder struct {
	dir  string
	lock *lock
}

// openFolder makes the folder where there is none, locks it and clears it of what killed processes left half written.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, recordsName), 0o777); err != nil {
		if errors.Is(err, syscall.ENOTDIR) {
			return nil, fmt.Errorf("%s can't be a folder: %w; take another name, or move the file away", dir, err)
		}
		return nil, mend(dir, err)
	}
	l, err := takeLock(dir)
	if err != nil {
		return nil, mend(dir, err)
	}
	f := &folder{dir: dir, lock: l}
	if err := f.clear(); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return f, nil
}

func (f *folder) close() error { return f.lock.release() }

// clear removes files that were being written when a process was killed. Nobody else writes here: the lock is ours.
func (f *folder) clear() error {
	for _, dir := range []string{f.dir, filepath.Join(f.dir, recordsName)} {
		left, err := filepath.Glob(filepath.Join(escape(dir), ".*"+temporary))
		if err != nil {
			return err
		}
		for _, path := range left {
			if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
				return mend(dir, err)
			}
		}
	}
	return nil
}

// escape makes a folder's name stand for itself in a pattern.
func escape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// recordSize is the room that a record takes on the disk, rounded up: the study's have 2 to 3 kB.
const recordSize = 4096

// probe makes sure, before anything is computed, that n records can be written: it writes as much and removes it.
func (f *folder) probe(n int) error {
	const most = 16 << 20 // that of 4000 trainings; more would take long
	path := filepath.Join(f.dir, recordsName, ".probe"+temporary)
	if err := writeFile(path, make([]byte, min(n*recordSize, most))); err != nil {
		return err
	}
	return os.Remove(path)
}

// save writes a record.
func (f *folder) save(r *Record) error {
	text, err := r.encode()
	if err != nil {
		return err
	}
	return writeFile(recordPath(f.dir, r.Training), text)
}

// saveSettings writes the settings, for people and for Summarise.
func (f *folder) saveSettings(s Settings) error {
	text, err := s.JSON()
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(f.dir, settingsName), text)
}

// setAside renames a file that is not the record that it should be, which loses nothing, and returns its new name.
func (f *folder) setAside(path string) (string, error) {
	for i := 1; ; i++ {
		aside := path + ".damaged"
		if i > 1 {
			aside = fmt.Sprintf("%s.damaged-%d", path, i)
		}
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, mend(f.dir, os.Rename(path, aside))
		}
	}
}

func recordPath(dir string, t Training) string {
	return filepath.Join(dir, recordsName, t.fileName())
}

// load reads the record of a training: nil where there is none, ErrDamaged where there is something else.
func load(dir string, t Training) (*Record, error) {
	path := recordPath(dir, t)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, nil
	case errors.Is(err, syscall.EISDIR):
		return nil, fmt.Errorf("%s: %w: it is a folder", path, ErrDamaged)
	case err != nil:
		return nil, fmt.Errorf("reading a record: %w", err)
	}
	r, err := decode(text, t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}
