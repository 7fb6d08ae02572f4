package supervise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// prefix begins the name of every kernel's private folder.
const prefix = "ipd-kernel-"

// longestFolder is the length of the longest path in which every socket still fits into a Unix address of 108 bytes: the
// longest is gopls's, FOLDER/tmp/gonb_01234567/gopls_socket.
const longestFolder = 107 - len("/tmp/gonb_01234567/gopls_socket")

// freshFor is how long a kernel may take from making its folder to locking it: microseconds.
const freshFor = 10 * time.Second

// newFolder makes a kernel's private folder (mode 0700) in TMPDIR, or in /tmp if TMPDIR's path is too long for sockets, and
// locks it. The lock ends with this process, however it ends.
func newFolder() (folder string, err error) {
	parent := os.TempDir()
	if len(parent)+len("/"+prefix+"0123456789") > longestFolder {
		parent = "/tmp"
	}
	folder, err = os.MkdirTemp(parent, prefix)
	if err != nil {
		return "", fmt.Errorf("the kernel's private folder below TMPDIR: %w", err)
	}
	if _, err := lock(folder); err != nil {
		os.Remove(folder)
		return "", fmt.Errorf("the kernel's private folder: %w", err)
	}
	return folder, nil
}

// lock holds the folder for this process alone, until the file descriptor is closed.
func lock(folder string) (fd int, err error) {
	fd, err = unix.Open(folder, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, os.NewSyscallError("open", err)
	}
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		unix.Close(fd)
		return 0, os.NewSyscallError("flock", err)
	}
	return fd, nil
}

// sweep removes this user's kernel folders in parent that no process holds: what is left when a machine loses its power, or
// when relay and supervisor are killed at once.
func sweep(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		folder := filepath.Join(parent, e.Name())
		if !e.IsDir() || !strings.HasPrefix(e.Name(), prefix) || !old(folder) {
			continue
		}
		if fd, err := lock(folder); err == nil {
			os.RemoveAll(folder)
			unix.Close(fd)
		}
	}
}

// old tells whether the folder is this user's, and not one that its kernel has made this moment and is about to lock.
func old(folder string) bool {
	info, err := os.Lstat(folder)
	return err == nil && info.Sys().(*syscall.Stat_t).Uid == uint32(os.Getuid()) && time.Since(info.ModTime()) > freshFor
}
