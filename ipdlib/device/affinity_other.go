//go:build !linux

package device

// allowed are no cores: threads can't be pinned here, and workers run unpinned.
var allowed []int

func pinTo(int) error { return nil }

func watch(int, <-chan struct{}) {}
