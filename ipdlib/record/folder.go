package record

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"ipd/ipdlib/plan"
)

// The folder of a sweep contains
//
//	settings.json      the settings of the latest sweep in it; settings-HASH.json those of earlier ones with other trainings
//	records/*.json     a record for each training
//	failures/*.json    why a training has no record, under the record's name; see Failure
//	.lock              see lock
//
// Trainings with different settings may share a folder: their keys distinguish them. So may processes on several machines: a
// record appears complete, under a name that says what was computed, and is the same whoever computed it.
const (
	SettingsName = "settings.json"
	RecordsName  = "records"
	failuresName = "failures"
)

// A Folder holds a sweep's records while this process works on it.
type Folder struct {
	dir  string
	lock *lock // nil if several processes share the folder
}

// Open makes the folder if there is none, locks it, removes half-written files of killed processes, and writes the settings.
func Open(dir string, s plan.Settings) (*Folder, error) {
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	l, err := takeLock(dir)
	if err != nil {
		return nil, explain(dir, err)
	}
	f := &Folder{dir: dir, lock: l}
	if err := f.prepare(s); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return f, nil
}

// Share is Open for one of several processes, which lock nothing and write the settings only if there are none.
func Share(dir string, s plan.Settings) (*Folder, error) {
	f := &Folder{dir: dir}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, SettingsName)); errors.Is(err, os.ErrNotExist) {
		return f, f.saveSettings(s)
	}
	return f, nil
}

// Prepare prepares a folder for processes that share it: it makes the folder if there is none, removes half-written files of
// processes that were killed long ago, and writes the settings.
func Prepare(dir string, s plan.Settings) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if err := makeFolder(dir); err != nil {
		return err
	}
	return (&Folder{dir: dir}).prepare(s)
}

func (f *Folder) prepare(s plan.Settings) error {
	if err := f.clear(); err != nil {
		return err
	}
	return f.saveSettings(s)
}

func makeFolder(dir string) error {
	err := os.MkdirAll(filepath.Join(dir, RecordsName), 0o777)
	var path *os.PathError
	if errors.Is(err, syscall.ENOTDIR) && errors.As(err, &path) {
		return fmt.Errorf("the results can't go into %s: %s is a file; use another name, or move the file away", dir, path.Path)
	}
	return explain(dir, err)
}

// Close releases the folder.
func (f *Folder) Close() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.release()
}

// recordSize is the disk space of a record, rounded up: the study's take 2 to 3 kB.
const recordSize = 4096

// Probe checks, before anything is computed, that n records can be written: it writes as many bytes and removes them.
func (f *Folder) Probe(n int) error {
	const most = 16 << 20 // enough for 4000 trainings; more would take long
	probe, err := os.CreateTemp(filepath.Join(f.dir, RecordsName), temporaryName("probe"))
	if err != nil {
		return explain(f.dir, err)
	}
	_, err = probe.Write(make([]byte, min(n*recordSize, most)))
	if err == nil {
		err = probe.Sync() // a full disk or an exceeded quota may only show here
	}
	return explain(f.dir, errors.Join(err, probe.Close(), os.Remove(probe.Name())))
}

// Save writes a record and returns the one that is kept: if another process was faster, that process's. A record never changes
// once it is written.
func (f *Folder) Save(r *Record) (*Record, error) {
	if there, err := f.Load(r.Training); err == nil && there != nil {
		return there, nil
	}
	text, err := r.encode()
	if err != nil {
		return nil, err
	}
	return r, errors.Join(WriteFile(recordPath(f.dir, r.Training), text), f.forget(r.Training))
}

// saveSettings writes the settings, for people and for SettingsOf, unless they are already there. The settings of a sweep with
// other trainings are kept beside them: with them the same command can make its table and figure again.
func (f *Folder) saveSettings(s plan.Settings) error {
	text, err := s.JSON()
	if err != nil {
		return err
	}
	path := filepath.Join(f.dir, SettingsName)
	if there, err := os.ReadFile(path); err == nil {
		if bytes.Equal(there, text) {
			return nil
		}
		if before, err := plan.Read(there); err == nil && !includes(s, before) {
			sum := sha256.Sum256(there)
			if err := WriteFile(filepath.Join(f.dir, fmt.Sprintf("settings-%x.json", sum[:4])), there); err != nil {
				return err
			}
		}
	}
	return WriteFile(path, text)
}

// includes reports whether all trainings of one sweep are among those of another.
func includes(s, part plan.Settings) bool {
	names := namesOf(s)
	for _, t := range part.Trainings() {
		if !names[t.FileName()] {
			return false
		}
	}
	return true
}

func namesOf(s plan.Settings) map[string]bool {
	names := map[string]bool{}
	for _, t := range s.Trainings() {
		names[t.FileName()] = true
	}
	return names
}

// Others counts the records with other settings in a sweep's folder.
func Others(dir string, s plan.Settings) (int, error) {
	entries, err := os.ReadDir(filepath.Join(dir, RecordsName))
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return 0, nil
		}
		return 0, fmt.Errorf("looking for records: %w", err)
	}
	names, n := namesOf(s), 0
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".json") && !names[name] {
			n++
		}
	}
	return n, nil
}

// SetAside renames a file that should be the record of training t but isn't, so that nothing is lost, and returns its new name.
// If another process has written the record meanwhile, that record is kept and returned instead.
func (f *Folder) SetAside(t plan.Training) (aside string, there *Record, err error) {
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
		return "", nil, explain(f.dir, err)
	}
	if r, err := loadFrom(aside, t); err == nil && r != nil { // it was complete by then
		return "", r, explain(f.dir, os.Rename(aside, path))
	}
	there, err = f.Load(t)
	return aside, there, err
}

func recordPath(dir string, t plan.Training) string {
	return filepath.Join(dir, RecordsName, t.FileName())
}

// Load reads the record of a training: nil if there is none. The error wraps ErrDamaged if the file is something else.
func (f *Folder) Load(t plan.Training) (*Record, error) { return loadFrom(recordPath(f.dir, t), t) }

func loadFrom(path string, t plan.Training) (*Record, error) {
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
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EIO), errors.Is(err, syscall.ELOOP):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err) // which names the file
	case err != nil:
		return nil, fmt.Errorf("reading a record: %w", err)
	}
	r, err := decode(text, t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Load reads the records of a sweep, in the order of Settings.Trainings, and changes nothing. Missing records are nil, and so
// are damaged ones, each of which gives an error. It may be called while the sweep runs, on any machine that shares the folder.
func Load(dir string, s plan.Settings) (records []*Record, damaged []error, err error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	records, faults, err := (&Folder{dir: dir}).LoadAll(s.Trainings())
	if err != nil {
		return nil, nil, err
	}
	for _, fault := range faults {
		if fault != nil {
			damaged = append(damaged, fault)
		}
	}
	return records, damaged, nil
}

// atOnce is the number of records that are read at the same time: in a shared folder each takes a round trip to the server.
const atOnce = 16

// LoadAll is Load for many trainings. faults[i] is an error that wraps ErrDamaged if the record of training i is damaged.
func (f *Folder) LoadAll(all []plan.Training) (records []*Record, faults []error, err error) {
	records, faults = make([]*Record, len(all)), make([]error, len(all))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, t := range all {
		group.Go(func() error {
			r, err := f.Load(t)
			if errors.Is(err, ErrDamaged) {
				faults[i] = err
				return nil
			}
			records[i] = r
			return err
		})
	}
	return records, faults, group.Wait()
}

// SettingsOf reads the settings of the latest sweep in a folder.
func SettingsOf(dir string) (plan.Settings, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return plan.Settings{}, fmt.Errorf("there is no folder %s; give the folder of a sweep, the one of its -out", dir)
	case err != nil:
		return plan.Settings{}, fmt.Errorf("looking for a sweep: %w", err)
	case !info.IsDir():
		return plan.Settings{}, fmt.Errorf("%s is a file; give the folder of a sweep, the one of its -out", dir)
	}
	path := filepath.Join(dir, SettingsName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		hint := "give the folder of the sweep's -out"
		if _, err := os.Stat(filepath.Join(filepath.Dir(filepath.Clean(dir)), SettingsName)); err == nil {
			hint = "give the folder above it"
		}
		return plan.Settings{}, fmt.Errorf("%s is not the folder of a sweep: there is no %s in it; %s", dir, SettingsName, hint)
	}
	return plan.ReadFile(path)
}
