// Package supervise keeps GoNB in a cage: a process between the relay and GoNB whose only work is to leave nothing behind.
//
//	relay ── pipe ──► supervisor (own session, subreaper) ──► gonb ──► gopls, go build, the cell, bash ...
//
// The supervisor makes the kernel's private folder, starts GoNB, and ends everything below it and removes the folder when
// GoNB ends or when the pipe from the relay closes, which the system does however the relay ends. If the supervisor itself is
// killed, the system ends GoNB (PR_SET_PDEATHSIG), and the relay, a subreaper too, inherits and ends the rest.
package supervise

import (
	"encoding/json"
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

// A Command is what the relay tells the supervisor to start, as JSON on standard input, after the supervisor has written the
// folder's path and a newline to standard output.
type Command struct {
	Argv []string
	Env  []string
}

// Main is the supervisor. It returns the status to exit with: GoNB's own, or 0 if the relay went away first.
func Main() int {
	status, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
		return 1
	}
	return status
}

func run() (status int, err error) {
	signals := make(chan os.Signal, 8) // caught, not ignored: what is ignored stays so in children
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	if err := process.BecomeSubreaper(); err != nil {
		return 0, err
	}
	folder, err := newFolder()
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	go sweep(filepath.Dir(folder))

	fmt.Println(folder)
	var command Command
	orders := json.NewDecoder(os.Stdin)
	if orders.Decode(&command) != nil || len(command.Argv) == 0 {
		return 0, nil // the relay is gone
	}
	gone := make(chan struct{})
	go func() {
		io.Copy(io.Discard, os.Stdin)
		close(gone)
	}()
	runtime.LockOSThread() // Pdeathsig follows the thread, not the process
	gonb, err := start(command)
	if err != nil {
		return 0, err
	}
	ended := make(chan int, 1)
	go reap(gonb, ended)
	defer process.EndBelow()
	defer syscall.Kill(gonb, syscall.SIGKILL) // first, so that it starts nothing more; its own way out of SIGTERM may crash
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

// start starts GoNB, with standard output on standard error: nobody reads it.
func start(c Command) (pid int, err error) {
	path, err := exec.LookPath(c.Argv[0])
	if err != nil {
		return 0, err
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, err
	}
	defer null.Close()
	p, err := os.StartProcess(path, c.Argv, &os.ProcAttr{
		Env:   c.Env,
		Files: []*os.File{null, os.Stderr, os.Stderr},
		Sys:   &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL},
	})
	if err != nil {
		return 0, err
	}
	pid = p.Pid // Release forgets it
	return pid, p.Release()
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
