//go:build unix

package venv

import (
	"os/exec"
	"syscall"
)

// killTogether makes the end of cmd's context end cmd's children too: pip and venv start some.
func killTogether(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
