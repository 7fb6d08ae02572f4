//go:build !unix

package venv

import (
	"errors"
	"os"
	"os/exec"
)

// tryLock refuses: where there are no Unix file locks, the packages that the lists pin don't exist either.
func tryLock(string) (*os.File, error) {
	return nil, errors.ErrUnsupported
}

// runTogether runs cmd; the end of its context ends it alone.
func runTogether(cmd *exec.Cmd, _ *os.File) error { return cmd.Run() }
