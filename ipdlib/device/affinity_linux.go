package device

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// allowed are the cores that this process may use, read before any thread is pinned: a pinned thread sees only its own.
var allowed = readAffinity()

func readAffinity() []int {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil {
		return nil
	}
	var cores []int
	for core := 0; len(cores) < set.Count(); core++ {
		if set.IsSet(core) {
			cores = append(cores, core)
		}
	}
	return cores
}

// pinTo puts the calling thread, to which its goroutine must be locked, and all threads that it starts from now on, on
// one core. There is no way back: the goroutine must end without runtime.UnlockOSThread, so that the thread ends with
// it and isn't lent to others.
func pinTo(core int) error {
	var set unix.CPUSet
	set.Set(core)
	return unix.SchedSetaffinity(0, &set) // 0 is the calling thread
}

// pinned returns this process's threads on just one core, by their numbers, and what the kernel has counted for each.
func pinned(core int) map[int]waited {
	var only unix.CPUSet
	only.Set(core)
	found := map[int]waited{}
	tasks, _ := filepath.Glob("/proc/self/task/[0-9]*") // the pattern is right
	for _, task := range tasks {
		id, err := strconv.Atoi(filepath.Base(task))
		var set unix.CPUSet
		if err != nil || unix.SchedGetaffinity(id, &set) != nil || set != only {
			continue
		}
		text, err := os.ReadFile(filepath.Join(task, "schedstat")) // not there in every kernel
		var w waited
		if err != nil {
			continue
		}
		if _, err := fmt.Sscan(string(text), &w.ran, &w.waited); err == nil {
			found[id] = w
		}
	}
	return found
}

// unpin lets this process's threads on just one core go to all that are allowed.
func unpin(core int) {
	var all unix.CPUSet
	for _, c := range allowed {
		all.Set(c)
	}
	for id := range pinned(core) {
		_ = unix.SchedSetaffinity(id, &all) // it may have ended
	}
}

// watch unpins the threads on a core when it is crowded for long, until done is closed.
func watch(core int, done <-chan struct{}) {
	before := pinned(core)
	for times := 0; times < crowdedTimes; {
		select {
		case <-done:
			return
		case <-time.After(watchEvery):
		}
		now := pinned(core)
		if times++; !crowded(before, now, watchEvery) {
			times = 0
		}
		before = now
	}
	unpin(core)
}
