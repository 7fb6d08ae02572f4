package device

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// coresDir holds the lock files. It is not in os.TempDir(), which each notebook's kernel has for itself: then two kernels
// would take the same core.
var coresDir = filepath.Join("/tmp", fmt.Sprintf("ipd-cores-%d", os.Getuid()))

// pin puts the calling goroutine on a thread of its own, and that thread on a core that no other worker has. The
// goroutine has to end on that thread: see pinTo. Where no core is free it keeps its thread unpinned, which shares the
// cores more fairly than two threads on one. Cores are marked as taken by locked files, so that several programs (the
// packages of go test, two shards of a sweep) don't meet on core 0; the system takes a lock away when its process dies.
// Other users, containers and jobs with a /tmp of their own don't see these files. So each worker watches its core, and leaves
// it to the system to find better ones if somebody else computes there, too.
func pin() (release func(), err error) {
	runtime.LockOSThread()
	if err := os.MkdirAll(coresDir, 0o700); err != nil {
		return func() {}, nil // without the files nobody knows which core is free
	}
	for _, core := range coresInOrder() {
		file := flock.New(filepath.Join(coresDir, strconv.Itoa(core)))
		if ok, err := file.TryLock(); err != nil || !ok {
			file.Close()
			continue
		}
		if err := pinTo(core); err != nil {
			file.Close()
			return nil, fmt.Errorf("pinning a worker to core %d: %w", core, err)
		}
		done := make(chan struct{})
		go watch(core, done)
		return func() { close(done); file.Close() }, nil
	}
	return func() {}, nil
}

// waited is what the kernel has counted for a thread (/proc/PID/task/TID/schedstat): the time that it ran, and the time that
// it could have run while others did. Both in ns.
type waited struct{ ran, waited int64 }

// A core is left when it was crowded crowdedTimes in a row, each time for watchEvery: longer than XLA takes to compile, which it
// does on all cores.
const (
	watchEvery   = 2 * time.Second
	crowdedTimes = 3
)

// crowded tells whether others computed on a core between two looks at this process's threads there: these waited for more
// than a fifth of the time, and did not get three quarters of it. (Threads that wait for each other use up the core.)
func crowded(before, now map[int]waited, between time.Duration) bool {
	var ran, idle int64
	for id, n := range now {
		if b, was := before[id]; was {
			ran, idle = ran+n.ran-b.ran, idle+n.waited-b.waited
		}
	}
	return idle > int64(between)/5 && ran < int64(between)*3/4
}

// coresInOrder returns the allowed cores, those first that share no physical core with one before them.
func coresInOrder() []int {
	cores := slices.Clone(allowed)
	rank := map[int]int{}
	for _, core := range cores {
		text, err := os.ReadFile(fmt.Sprintf("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", core))
		if err != nil {
			continue // every core counts as a physical one
		}
		for _, sibling := range parseCPUList(string(text)) {
			if sibling < core && slices.Contains(allowed, sibling) {
				rank[core]++
			}
		}
	}
	slices.SortStableFunc(cores, func(a, b int) int { return rank[a] - rank[b] })
	return cores
}

// parseCPUList reads the kernel's lists of cores, such as "0-3,8". What it can't read it leaves out.
func parseCPUList(text string) []int {
	var cores []int
	for part := range strings.SplitSeq(strings.TrimSpace(text), ",") {
		low, high, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(low)
		last := first
		if err == nil && isRange {
			last, err = strconv.Atoi(high)
		}
		if err != nil || first < 0 || last >= maxCores {
			continue
		}
		for core := first; core <= last; core++ {
			cores = append(cores, core)
		}
	}
	return cores
}

// maxCores is how many cores the kernel's affinity masks of 1024 bits can name.
const maxCores = 1024
