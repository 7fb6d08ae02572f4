package venv

import (
	"os/exec"
	"runtime"
	"syscall"
)

// runTogether runs cmd so that the end of its context ends its children too (pip and venv start some), and the end of
// this process, by SIGKILL say, ends cmd: it would go on writing into .venv without the lock.
func runTogether(cmd *exec.Cmd) error {
	runtime.LockOSThread() // Linux sends the signal when the thread ends that has started cmd
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd.Run()
}
