package record

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// ErrInUse means that another process works on the folder.
var ErrInUse = errors.New("folder in use")

// lockName is the file that a process locks to use a folder. It is never removed: otherwise a process that waits for a removed
// file and one that comes later would lock different files.
const lockName = ".lock"

// patience is how long to keep trying to lock: Holder takes the lock for a moment to see whether it is free.
const patience = 300 * time.Millisecond

// A lock keeps two sweeps from doing the same work in a folder. The system frees it when the process ends, however it ends. No
// result depends on it, since shared file systems lock badly or not at all.
type lock struct {
	file *flock.Flock // nil where the file system has no locks
}

// tryLock is replaced in tests.
var tryLock = (*flock.Flock).TryLockContext

// takeLock locks a folder for this process. The holder is written into the lock file, for the error messages of others.
func takeLock(dir string) (*lock, error) {
	path := filepath.Join(dir, lockName)
	l := &lock{file: flock.New(path)}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	got, err := tryLock(l.file, ctx, patience/10)
	if noLocks(err) {
		return &lock{}, nil
	}
	if err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	if !got {
		return nil, fmt.Errorf("%w: %s is used by %s; wait until it ends, or use another folder (`-shard 1/1` works beside it)", ErrInUse, dir, holder(path))
	}
	host, _ := os.Hostname() // only for the message
	if err := os.WriteFile(path, fmt.Appendf(nil, "%d %s\n", os.Getpid(), host), 0o644); err != nil {
		return nil, errors.Join(fmt.Errorf("writing %s: %w", path, err), l.release())
	}
	return l, nil
}

// noLocks reports whether an error means that the file system can't lock, as with some shared ones.
func noLocks(err error) bool {
	return errors.Is(err, syscall.ENOLCK) || errors.Is(err, syscall.ENOSYS) || errors.Is(err, syscall.ENOTSUP)
}

// Holder describes the process that works on a sweep's folder; it is empty if none does.
func Holder(dir string) (string, error) {
	path := filepath.Join(dir, lockName)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", nil // looking must not make the file
	}
	file := flock.New(path)
	free, err := file.TryRLock()
	switch {
	case noLocks(err), errors.Is(err, os.ErrPermission): // without permission to look, unknown
		return "", nil
	case err != nil:
		return "", fmt.Errorf("looking at %s: %w", path, err)
	case free:
		return "", file.Unlock()
	}
	return holder(path), nil
}

// holder describes the process that holds a lock.
func holder(path string) string {
	for range 10 { // it has locked, but may not have written yet
		text, err := os.ReadFile(path)
		fields := strings.Fields(string(text))
		if err == nil && len(fields) > 0 {
			if pid, err := strconv.Atoi(fields[0]); err == nil {
				return fmt.Sprintf("process %d%s", pid, elsewhere(fields[1:]))
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return "another process"
}

// elsewhere names the holder's host if it isn't this one: folders can be shared.
func elsewhere(host []string) string {
	if here, err := os.Hostname(); len(host) == 1 && (err != nil || here != host[0]) {
		return " on " + host[0]
	}
	return ""
}

func (l *lock) release() error {
	if l.file == nil {
		return nil
	}
	// Emptied first, so that nobody reads this process's number while the next one takes the lock.
	return errors.Join(os.Truncate(l.file.Path(), 0), l.file.Unlock())
}
