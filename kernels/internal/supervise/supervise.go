// Package supervise keeps GoNB in a cage: a process between the relay and GoNB whose only work is to leave nothing behind.
//
//	relay ── pipe ──► supervisor (own session, subreaper) ──► gonb ──► gopls, go build, the cell, bash ...
//
// The supervisor ends everything below it and removes the kernel's folder when GoNB ends or when the pipe from the relay
// closes, which the system does however the relay ends. If the supervisor itself is killed, the system ends GoNB
// (PR_SET_PDEATHSIG), and the relay, a subreaper too, inherits and ends the rest.
package supervise

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"ipd/kernels/internal/process"
)

// Main runs argv, GoNB, with its standard output on standard error: kernel programs share Jupyter's, and nobody reads it. It
// returns the status to exit with: GoNB's own, or 0 if the relay went away first.
func Main(folder string, argv []string) int {
	status, err := run(folder, argv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
		return 1
	}
	return status
}

func run(folder string, argv []string) (status int, err error) {
	defer os.RemoveAll(folder)
	if err := hold(filepath.Join(folder, lockName), 0); err != nil {
		return 0, err
	}
	if err := process.BecomeSubreaper(); err != nil {
		return 0, err
	}
	signals := make(chan os.Signal, 8) // caught, not ignored: what is ignored stays so in children
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	gone := make(chan struct{})
	go func() {
		io.Copy(io.Discard, os.Stdin)
		close(gone)
	}()

	runtime.LockOSThread() // Pdeathsig follows the thread, not the process
	gonb, err := start(argv)
	if err != nil {
		return 0, err
	}
	ended := make(chan int, 1)
	go reap(gonb, ended)
	defer process.EndBelow()
	for {
		select {
		case status := <-ended:
			return status, nil
		case <-gone:
			return 0, nil
		case s := <-signals:
			if s == syscall.SIGTERM {
				return 0, nil
			}
		}
	}
}

func start(argv []string) (pid int, err error) {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return 0, err
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, err
	}
	defer null.Close()
	p, err := os.StartProcess(path, argv, &os.ProcAttr{
		Files: []*os.File{null, os.Stderr, os.Stderr},
		Sys:   &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL},
	})
	if err != nil {
		return 0, err
	}
	return p.Pid, p.Release()
}

// reap collects all children, orphans that the supervisor inherited included, until GoNB ends.
func reap(gonb int, ended chan<- int) {
	for {
		var status syscall.WaitStatus
		switch pid, err := syscall.Wait4(-1, &status, 0, nil); {
		case err == syscall.EINTR:
		case err != nil:
			ended <- 1 // somebody else collected GoNB, at the end
			return
		case pid == gonb && status.Signaled():
			ended <- 128 + int(status.Signal())
			return
		case pid == gonb:
			ended <- status.ExitStatus()
			return
		}
	}
}
