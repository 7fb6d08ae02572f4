//go:build unix

package venv

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// tryLock takes the lock on a file, unless somebody else holds it: then it returns nil and no error. The system frees
// the lock when the last process that has the file open ends.
func tryLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	switch err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == nil:
		return file, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, file.Close()
	default:
		return nil, errors.Join(err, file.Close())
	}
}

// runTogether runs cmd so that the end of its context ends its children too: pip and venv start some. The child holds
// the lock as well: if this process is killed, it goes on writing into .venv, and others must wait for it.
func runTogether(cmd *exec.Cmd, lock *os.File) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if lock != nil {
		cmd.ExtraFiles = []*os.File{lock}
	}
	return cmd.Run()
}
