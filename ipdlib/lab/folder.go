package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// stateDir is where Jupyter keeps what outlives a process: settings changed in its menus, open tabs, trusted notebooks.
func stateDir(root string) string { return filepath.Join(root, ".cache", "jupyter") }

// runPrefix begins the names of the folders of single processes, in stateDir.
const runPrefix = "run-"

// A runFolder belongs to one process: connection files with the kernels' keys, the token, the log. Only the user can
// read it.
type runFolder struct {
	path string
	lock *flock.Flock // held as long as the process lives, however it ends
}

// newRunFolder makes a folder for this process and removes those of processes that were killed before they could.
func newRunFolder(root string) (*runFolder, error) {
	parent := stateDir(root)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("%w: %w; make the folder writable", ErrSetup, err)
	}
	sweep := flock.New(filepath.Join(parent, "lock")) // nobody sweeps a folder that has no lock yet
	if err := sweep.Lock(); err != nil {
		return nil, fmt.Errorf("%w: %w; make the folder writable", ErrSetup, err)
	}
	defer sweep.Close()
	if err := removeAbandoned(parent); err != nil {
		return nil, fmt.Errorf("%w: folders of earlier runs: %w", ErrSetup, err)
	}
	path, err := os.MkdirTemp(parent, runPrefix)
	if err != nil {
		return nil, fmt.Errorf("%w: %w; make the folder writable", ErrSetup, err)
	}
	lock := flock.New(filepath.Join(path, "lock"))
	if _, err := lock.TryLock(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSetup, err)
	}
	return &runFolder{path, lock}, nil
}

func removeAbandoned(parent string) error {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(parent, entry.Name())
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), runPrefix) {
			continue
		}
		lock := flock.New(filepath.Join(path, "lock"))
		free, err := lock.TryLock()
		if err != nil {
			return err
		}
		if free {
			err = os.RemoveAll(path)
		}
		lock.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// Names in a run folder.
const (
	configName  = "config"      // the folder from which Jupyter reads its configuration before any other
	tokenName   = "token"       // the file from which it reads its token, once
	addressName = "address"     // the file with JupyterLab's address and token, where no terminal shows it
	logName     = "jupyter.log" // what it and its kernels say
)

func (f *runFolder) join(name string) string {
	return filepath.Join(f.path, filepath.FromSlash(name))
}

// write writes a file that only the user can read.
func (f *runFolder) write(name, text string) error {
	path := f.join(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}

// log returns the end of the log.
func (f *runFolder) log() string {
	text, err := os.ReadFile(f.join(logName))
	if err != nil {
		return err.Error()
	}
	return tail(string(text), 15)
}

// remove ends the folder's life.
func (f *runFolder) remove() {
	os.RemoveAll(f.path)
	f.lock.Close()
}
