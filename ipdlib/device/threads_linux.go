package device

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// threadsLeft returns how many more threads this process may start, and whose limit that is in words that say how to raise it.
// Without a limit the number is negative.
func threadsLeft() (left int, limit string) {
	left = -1
	less := func(n int, whose string) {
		if n = max(n, 0); left < 0 || n < left {
			left, limit = n, whose
		}
	}
	if most, err := readUint("/sys/fs/cgroup/pids.max"); err == nil {
		if used, err := readUint("/sys/fs/cgroup/pids.current"); err == nil {
			less(int(most)-int(used), fmt.Sprintf("this container's limit of %d threads (docker's --pids-limit)", most))
		}
	}
	var user unix.Rlimit
	if unix.Geteuid() != 0 && unix.Getrlimit(unix.RLIMIT_NPROC, &user) == nil && user.Cur < 1<<20 { // root has none
		less(int(user.Cur)-threadsOf(unix.Getuid()), fmt.Sprintf("this user's limit of %d threads (ulimit -u)", user.Cur))
	}
	return left, limit
}

// threadsOf counts the threads of a user, as far as /proc shows them.
func threadsOf(uid int) (n int) {
	files, _ := filepath.Glob("/proc/[0-9]*/status") // the pattern is right
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		var owner, threads int
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			name, value, _ := bytes.Cut(lines.Bytes(), []byte(":"))
			fields := bytes.Fields(value)
			switch {
			case len(fields) == 0:
			case string(name) == "Uid":
				owner, _ = strconv.Atoi(string(fields[0]))
			case string(name) == "Threads":
				threads, _ = strconv.Atoi(string(fields[0]))
			}
		}
		if owner == uid {
			n += threads
		}
	}
	return n
}
