package shell

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A Failure is the note that a failed command leaves for the relay, or the relay for commands after an interrupt.
type Failure struct {
	Status  int    `json:"status"` // as a shell reports it: 128 and more for signals
	Command string `json:"command"`
}

func (f Failure) Error() string {
	if f.Status > 128 && f.Status < 128+65 {
		return fmt.Sprintf("%s: ended by %v", f.Command, syscall.Signal(f.Status-128))
	}
	return fmt.Sprintf("%s: exit status %d", f.Command, f.Status)
}

func failurePath(folder string) string { return filepath.Join(folder, "shell-failure.json") }

// Note writes the failure, whole or not at all. Commands that start while it is there do nothing.
func Note(folder string, f Failure) error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	path := failurePath(folder)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return fmt.Errorf("can't tell the kernel that the command failed: %w", err)
	}
	return os.Rename(path+".new", path)
}

// HasFailed tells whether a command of the cell at hand has failed.
func HasFailed(folder string) bool {
	_, err := os.Stat(failurePath(folder))
	return err == nil
}

// TakeFailure returns the cell's failed command, nil if none failed, and forgets it.
func TakeFailure(folder string) error {
	text, err := os.ReadFile(failurePath(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var f Failure
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		return fmt.Errorf("a command failed, and its note can't be read: %w", err)
	}
	if err := os.Remove(failurePath(folder)); err != nil {
		return err
	}
	return f
}
