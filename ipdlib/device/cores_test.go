//go:build linux && cgo && amd64 && !noxla

package device_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

// TestEachPinsAllThreads looks into /proc: every thread of XLA that a worker's device brings along is on one core, no
// two workers are on the same, and when the workers have ended no thread that Go lends to others is left pinned.
func TestEachPinsAllThreads(t *testing.T) {
	device.OwnCores(t)
	if devicetest.Open(t).IsGo() {
		t.Skip("XLA is left out by " + devicetest.BackendsEnv)
	}
	if len(device.Allowed) < 2 {
		t.Skip("one core: every thread is on it anyway")
	}
	before := threads(t)
	cores := make([]string, 2)
	ready := make(chan int, 2)
	checked := make(chan struct{})
	go func() {
		<-ready
		<-ready
		of := map[string]int{} // threads of XLA's pool by their cores
		for id, thread := range threads(t) {
			if _, old := before[id]; !old && strings.Contains(thread.name, "XLAEigen") {
				of[thread.cores]++
			}
		}
		if len(of) != 2 || of[cores[0]] != 1 || of[cores[1]] != 1 {
			t.Errorf("XLA's new threads by core: %v, want one on each of %v", of, cores)
		}
		close(checked)
	}()
	err := device.Each(t.Context(), 2, device.Options{Backend: "xla"}, func(_ context.Context, worker int, d *device.Device) error {
		cores[worker] = readThread(t, "/proc/thread-self").cores
		square(t, d)
		ready <- worker
		<-checked
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cores[0] == cores[1] || strings.ContainsAny(cores[0]+cores[1], ",-") {
		t.Errorf("the workers run on cores %q and %q, want one each", cores[0], cores[1])
	}
	for range 1000 { // the threads end a moment after their goroutines
		if len(pinned(t)) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("left pinned: %v", pinned(t))
}

// pinned returns the threads on a single core. The process's first thread is left out: Go never ends it, and where a
// worker happened to run on it, Go puts it to sleep for good.
func pinned(t *testing.T) (left []thread) {
	for id, thread := range threads(t) {
		if id != os.Getpid() && !strings.ContainsAny(thread.cores, ",-") {
			left = append(left, thread)
		}
	}
	return left
}

type thread struct{ name, cores string }

func threads(t *testing.T) map[int]thread {
	t.Helper()
	dirs, err := filepath.Glob("/proc/self/task/*")
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]thread{}
	for _, dir := range dirs {
		id, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(dir); err == nil { // it may have ended since
			all[id] = readThread(t, dir)
		}
	}
	return all
}

func readThread(t *testing.T, dir string) (th thread) {
	text, err := os.ReadFile(filepath.Join(dir, "status"))
	if err != nil {
		return thread{cores: "-"} // it has just ended
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "Name":
			th.name = strings.TrimSpace(value)
		case "Cpus_allowed_list":
			th.cores = strings.TrimSpace(value)
		}
	}
	return th
}

// TestCoresAreTakenOnce has more workers than cores: the rest run unpinned, and a core is free again when its worker
// has ended.
func TestCoresAreTakenOnce(t *testing.T) {
	device.OwnCores(t)
	for range 2 {
		releases := make([]func(), len(device.Allowed)+1)
		taken := make([]string, len(releases))
		for i := range releases {
			ended := make(chan struct{})
			go func() { // a goroutine of its own, for pinning can't be undone
				defer close(ended)
				release, err := device.Pin()
				if err != nil {
					t.Error(err)
					return
				}
				releases[i] = release
				taken[i] = readThread(t, "/proc/thread-self").cores
			}()
			<-ended
		}
		for i, core := range taken[:len(device.Allowed)] {
			if slices.Contains(taken[:i], core) {
				t.Errorf("core %s is taken twice: %v", core, taken)
			}
		}
		if last := taken[len(device.Allowed)]; len(device.Allowed) > 1 && !strings.ContainsAny(last, ",-") {
			t.Errorf("a worker too many is pinned to core %s", last)
		}
		for _, release := range releases {
			release()
		}
	}
}

// TestCrowdedCore lets somebody who doesn't know of the marks compute on a worker's core: the worker may then run anywhere.
func TestCrowdedCore(t *testing.T) {
	device.OwnCores(t)
	if len(device.Allowed) < 2 {
		t.Skip("one core: there is no other")
	}
	freed := make(chan error, 1)
	go func() {
		freed <- func() error {
			release, err := device.Pin()
			if err != nil {
				return err
			}
			defer release()
			core := readThread(t, "/proc/thread-self").cores
			for range 3 {
				other := exec.Command("taskset", "-c", core, "sh", "-c", "while :; do :; done")
				if err := other.Start(); err != nil {
					return err
				}
				defer func() { other.Process.Kill(); other.Wait() }()
			}
			for end := time.Now().Add(time.Minute); time.Now().Before(end); {
				if strings.ContainsAny(readThread(t, "/proc/thread-self").cores, ",-") {
					return nil
				}
			}
			return fmt.Errorf("after a minute the worker is still on core %s alone", core)
		}()
	}()
	if err := <-freed; err != nil {
		t.Error(err)
	}
}

func TestCrowded(t *testing.T) {
	second := int64(time.Second)
	for _, c := range []struct {
		what        string
		ran, waited int64
		want        bool
	}{
		{"alone", 2 * second, 0, false},
		{"idle", 0, 0, false},
		{"half of the core", second, second, true},
		{"two threads of its own that wait for each other", 2 * second, 2 * second, false},
		{"a moment", 19 * second / 10, second / 10, false},
	} {
		before := map[int]device.Waited{1: device.MakeWaited(5*second, second)}
		now := map[int]device.Waited{1: device.MakeWaited(5*second+c.ran, second+c.waited), 2: device.MakeWaited(0, 9*second)}
		if got := device.Crowded(before, now, 2*time.Second); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

func TestParseCPUList(t *testing.T) {
	for text, want := range map[string][]int{"0\n": {0}, "0-2,8": {0, 1, 2, 8}, "": nil, "x,3": {3}, "5-4": nil, "0-99999999": nil, "-1": nil} {
		if got := device.ParseCPUList(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
