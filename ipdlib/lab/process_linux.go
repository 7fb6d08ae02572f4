package lab

import (
	"os/exec"
	"syscall"
)

// together puts a program into a process group of its own, which the end of its context kills, and asks the system to
// end it when this process ends without having done so. SIGTERM, so that JupyterLab can still stop its kernels.
func together(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// terminate asks a program to end.
func terminate(cmd *exec.Cmd) error { return cmd.Process.Signal(syscall.SIGTERM) }
