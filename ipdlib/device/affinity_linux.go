package device

import "golang.org/x/sys/unix"

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
