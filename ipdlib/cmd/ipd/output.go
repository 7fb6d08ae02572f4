package main

import (
	"fmt"
	"io"
	"sync"
)

// checked is standard output that remembers the first error of writing, so that no command has to look after each line.
type checked struct {
	mu  sync.Mutex
	out io.Writer
	err error
}

func (c *checked) Write(text []byte) (int, error) {
	n, err := c.out.Write(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// failed says that output was lost, if it was.
func (c *checked) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		return nil
	}
	return fmt.Errorf("some of the output is lost: %w", c.err)
}
