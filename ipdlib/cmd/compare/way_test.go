package main

import (
	"runtime"
	"slices"
	"testing"
)

func TestWaysOf(t *testing.T) {
	var got []string
	for _, w := range waysOf("jax", 2) {
		got = append(got, w.String())
	}
	want := []string{"1 × 2 threads", "2 × 1 thread", "2 × 1 thread, pinned", "2 × 1 thread, pinned, drawing its own data"}
	if runtime.GOOS != "linux" {
		want = []string{"1 × 2 threads", "2 × 1 thread", "2 × 1 thread, drawing its own data"}
	}
	if !slices.Equal(got, want) {
		t.Errorf("ways of jax on two cores: %q, want %q", got, want)
	}
	if got := waysOf("pytorch", 1); len(got) != 1 || got[0].String() != "1 × 1 thread" {
		t.Errorf("ways of pytorch on one core: %v, want the only one", got)
	}
}

func TestWayArguments(t *testing.T) {
	got := way{processes: 2, threads: 1, pinned: true, stimulus: "numpy"}.arguments(1)
	if want := []string{"--threads", "1", "--stimulus", "numpy", "--core", "1"}; !slices.Equal(got, want) {
		t.Errorf("arguments %q, want %q", got, want)
	}
}
