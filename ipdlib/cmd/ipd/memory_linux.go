package main

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// peakMemory is the resident memory of this process at its highest, in bytes; 0 if the system doesn't say.
func peakMemory() int64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if text, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok { // "VmHWM:   123456 kB"
			kB, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(text, "kB")), 10, 64)
			if err == nil {
				return 1024 * kB
			}
		}
	}
	return 0
}
