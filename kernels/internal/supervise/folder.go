package supervise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// prefix begins the name of every kernel's private folder.
const prefix = "ipd-kernel-"

// longestFolder is the length of the longest path in which every socket still fits into a Unix address of 108 bytes: the
// longest is gopls's, FOLDER/tmp/gonb_01234567/gopls_socket.
const longestFolder = 107 - len("/tmp/gonb_01234567/gopls_socket")

const lockName = "lock"

// NewFolder makes a kernel's private folder (mode 0700) in TMPDIR, or in /tmp if TMPDIR's path is too long for sockets, and
// locks it. The lock ends with the process, however it ends.
func NewFolder() (folder string, err error) {
	parent := os.TempDir()
	if len(parent)+len("/"+prefix+"0123456789") > longestFolder {
		parent = "/tmp"
	}
	Sweep(parent)
	folder, err = os.MkdirTemp(parent, prefix)
	if err != nil {
		return "", fmt.Errorf("the kernel's private folder: %w", err)
	}
	// Locked before it has the name that Sweep looks for, so that no other kernel takes the new folder for an abandoned one.
	lock := filepath.Join(folder, lockName)
	err = hold(lock+".new", unix.O_CREAT|unix.O_EXCL)
	if err == nil {
		err = os.Rename(lock+".new", lock)
	}
	if err != nil {
		os.RemoveAll(folder)
		return "", err
	}
	return folder, nil
}

// hold locks the file as one of possibly several holders, for as long as the process lives.
func hold(path string, flags int) error {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC|flags, 0o600)
	if err == nil {
		err = unix.Flock(fd, unix.LOCK_SH|unix.LOCK_NB)
	}
	if err != nil {
		return fmt.Errorf("the kernel's private folder: %s: %w", path, err)
	}
	return nil
}

// Sweep removes this user's kernel folders in parent that no process holds: what is left when a machine loses its power, or
// when relay and supervisor are killed at once.
func Sweep(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if folder := filepath.Join(parent, e.Name()); e.IsDir() && strings.HasPrefix(e.Name(), prefix) && abandoned(folder) {
			os.RemoveAll(folder)
		}
	}
}

// abandoned tells whether nobody holds the lock. A folder without a lock is one that its kernel has made this moment.
func abandoned(folder string) bool {
	info, err := os.Lstat(folder)
	if err != nil || info.Sys().(*syscall.Stat_t).Uid != uint32(os.Getuid()) {
		return false
	}
	f, err := os.OpenFile(filepath.Join(folder, lockName), os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}
