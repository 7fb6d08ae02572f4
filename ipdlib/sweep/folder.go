package sweep

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// The folder of a sweep holds
//
//	settings.json      the settings of the latest sweep in it
//	records/*.json     a record a training
//	summary.csv        what Summary.WriteCSV wrote
//	.lock              see lock
//
// Trainings of several settings may share a folder: their keys tell them apart. So may processes on several machines: a
// record appears whole, under a name that says what was computed, and is the same whoever computed it.
const (
	settingsName = "settings.json"
	recordsName  = "records"
)

// A folder is a sweep's folder while this process works on it.
type folder struct {
	dir  string
	lock *lock // nil where several processes share the folder
}

// openFolder makes the folder where there is none, locks it and clears it of what killed processes left half written.
func openFolder(dir string) (*folder, error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
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

// shareFolder is openFolder for one of several processes, which lock nothing.
func shareFolder(dir string) (*folder, error) {
	return &folder{dir: dir}, makeFolder(dir)
}

func makeFolder(dir string) error {
	err := os.MkdirAll(filepath.Join(dir, recordsName), 0o777)
	if errors.Is(err, syscall.ENOTDIR) {
		return fmt.Errorf("%s can't be a folder: %w; take another name, or move the file away", dir, err)
	}
	return mend(dir, err)
}

func (f *folder) close() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.release()
}

// recordSize is the room that a record takes on the disk, rounded up: the study's have 2 to 3 kB.
const recordSize = 4096

// probe makes sure, before anything is computed, that n records can be written: it writes as much and removes it.
func (f *folder) probe(n int) error {
	const most = 16 << 20 // that of 4000 trainings; more would take long
	probe, err := os.CreateTemp(filepath.Join(f.dir, recordsName), temporaryName("probe"))
	if err != nil {
		return mend(f.dir, err)
	}
	_, err = probe.Write(make([]byte, min(n*recordSize, most)))
	if err == nil {
		err = probe.Sync() // the disk may be full, or the quota used up, only then
	}
	return mend(f.dir, errors.Join(err, probe.Close(), os.Remove(probe.Name())))
}

// save writes a record, and returns the one that is there: another process may have been as fast, and its stays. A record
// once written never changes.
func (f *folder) save(r *Record) (*Record, error) {
	if there, err := load(f.dir, r.Training); err == nil && there != nil {
		return there, nil
	}
	text, err := r.encode()
	if err != nil {
		return nil, err
	}
	return r, writeFile(recordPath(f.dir, r.Training), text)
}

// saveSettings writes the settings, for people and for Summarise, unless they stand there already.
func (f *folder) saveSettings(s Settings) error {
	text, err := s.JSON()
	if err != nil {
		return err
	}
	path := filepath.Join(f.dir, settingsName)
	if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, text) {
		return nil
	}
	return writeFile(path, text)
}

// setAside renames a file that is not the record of training t that it should be, which loses nothing, and returns its new
// name. If another process wrote the record meanwhile, that is returned instead, in its place.
func (f *folder) setAside(t Training) (aside string, there *Record, err error) {
	path := recordPath(f.dir, t)
	for i := 1; ; i++ {
		aside = path + ".damaged"
		if i > 1 {
			aside = fmt.Sprintf("%s.damaged-%d", path, i)
		}
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	if err := os.Rename(path, aside); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", nil, mend(f.dir, err)
	}
	if r, err := loadFrom(aside, t); err == nil && r != nil { // it was whole by then
		return "", r, mend(f.dir, os.Rename(aside, path))
	}
	there, err = load(f.dir, t)
	return aside, there, err
}

func recordPath(dir string, t Training) string {
	return filepath.Join(dir, recordsName, t.fileName())
}

// load reads the record of a training: nil where there is none, ErrDamaged where there is something else.
func load(dir string, t Training) (*Record, error) { return loadFrom(recordPath(dir, t), t) }

func loadFrom(path string, t Training) (*Record, error) {
	text, err := os.ReadFile(path)
	for range attempts {
		if !errors.Is(err, syscall.ESTALE) { // another machine put a file in its place while it was read
			break
		}
		text, err = os.ReadFile(path)
	}
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
