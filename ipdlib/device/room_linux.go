package device

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// memoryAvailable returns how many bytes a new program can use without swapping: what the kernel estimates, or what is
// left of the container's share (cgroup version 2) where that is less.
func memoryAvailable() (uint64, error) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kilobytes uint64
		if _, err := fmt.Sscanf(lines.Text(), "MemAvailable: %d kB", &kilobytes); err != nil {
			continue
		}
		free := kilobytes << 10
		limit, limitErr := readUint("/sys/fs/cgroup/memory.max")
		used, usedErr := readUint("/sys/fs/cgroup/memory.current")
		if limitErr == nil && usedErr == nil && limit-min(used, limit) < free {
			free = limit - min(used, limit)
		}
		return free, nil
	}
	return 0, fmt.Errorf("/proc/meminfo has no MemAvailable")
}

// readUint reads a file of one number; "max", no limit, is an error.
func readUint(path string) (uint64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
}

// diskFree returns how many bytes this user may still write below dir.
func diskFree(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil
}
