package process

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Grace is how long processes get between SIGTERM and SIGKILL.
const Grace = 400 * time.Millisecond

// giveUp is when EndBelow stops to wait for processes that even SIGKILL doesn't end: ones that hang in the kernel.
const giveUp = 10 * time.Second

// BecomeSubreaper makes the calling process inherit the orphans among its descendants, so that none escapes by losing its
// parent or by starting a session of its own.
func BecomeSubreaper() error {
	return os.NewSyscallError("prctl", unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
}

// EndBelow ends all descendants of the calling process, which must be a subreaper, and reaps them.
func EndBelow() {
	begin := time.Now()
	signal := syscall.SIGTERM
	told := map[int]bool{}
	for {
		reap()
		left := Snapshot().Descendants(os.Getpid())
		if len(left) == 0 || time.Since(begin) > giveUp {
			return
		}
		if time.Since(begin) > Grace {
			signal = syscall.SIGKILL
		}
		for _, e := range left {
			if signal == syscall.SIGKILL || !told[e.PID] {
				told[e.PID] = true
				syscall.Kill(e.PID, signal)
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// reap collects the children that have ended.
func reap() {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if err != syscall.EINTR && (err != nil || pid <= 0) {
			return
		}
	}
}
