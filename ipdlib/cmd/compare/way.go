package main

import (
	"fmt"
	"runtime"
	"strconv"
)

// way is one way for a peer to use the cores.
type way struct {
	processes int    // that train at the same time
	threads   int    // of each process
	pinned    bool   // each process to a core of its own
	stimulus  string // who draws the data sets: "numpy" or "framework"
}

// waysOf lists what to try on that many cores.
func waysOf(framework string, cores int) []way {
	ways := []way{{1, cores, false, "numpy"}}
	if cores > 1 {
		ways = append(ways, way{cores, 1, false, "numpy"})
		if runtime.GOOS == "linux" { // elsewhere Python can't pin
			ways = append(ways, way{cores, 1, true, "numpy"})
		}
	}
	if framework == "jax" { // whether its own generator beats NumPy's depends on the processor
		last := ways[len(ways)-1]
		last.stimulus = "framework"
		ways = append(ways, last)
	}
	return ways
}

func (w way) String() string {
	text := fmt.Sprintf("%d × %d %s", w.processes, w.threads, plural(w.threads, "thread"))
	if w.pinned {
		text += ", pinned"
	}
	if w.stimulus == "framework" {
		return text + ", drawing its own data"
	}
	return text
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// arguments for the i-th process of this way.
func (w way) arguments(i int) []string {
	arguments := []string{"--threads", strconv.Itoa(w.threads), "--stimulus", w.stimulus}
	if w.pinned {
		arguments = append(arguments, "--core", strconv.Itoa(i))
	}
	return arguments
}
