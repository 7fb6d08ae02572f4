package main

import (
	"context"
	"sync"
)

// A meeting lets workers wait for one another, any number of times.
type meeting struct {
	mu      sync.Mutex
	size    int
	arrived int
	open    chan struct{}
}

func newMeeting(size int) *meeting { return &meeting{size: size, open: make(chan struct{})} }

// wait returns when all have come. The last one to come calls all, before anybody goes on.
func (m *meeting) wait(ctx context.Context, all func()) error {
	m.mu.Lock()
	open := m.open
	if m.arrived++; m.arrived == m.size {
		all()
		m.arrived, m.open = 0, make(chan struct{})
		close(open)
	}
	m.mu.Unlock()
	select {
	case <-open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
