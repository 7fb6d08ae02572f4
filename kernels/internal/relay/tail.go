package relay

import (
	"io"
	"os"
	"strings"
	"sync"
)

// A tail keeps the last bytes that were written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 2 << 10 // bytes

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-tailSize):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}

// follow returns a file that somebody else writes to; what is written goes to standard error, too. done is closed when all
// of it has been read.
func (t *tail) follow() (file *os.File, done chan struct{}, err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	done = make(chan struct{})
	go func() {
		defer close(done)
		defer read.Close()
		io.Copy(io.MultiWriter(os.Stderr, t), read)
	}()
	return write, done, nil
}
