//go:build unix && !linux

package venv

import (
	"os/exec"
	"syscall"
)

// runTogether runs cmd so that the end of its context ends its children too: pip and venv start some.
func runTogether(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd.Run()
}
