package socket

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// Limits on what waits for one client that reads too slowly or has been stopped.
const (
	// softLimit is the number of bytes above which output (what Server.Publish calls bulk) is dropped. A 20 MB picture
	// passes, and a client that has stopped costs no more than this.
	softLimit = 64 << 20
	// hardLimit is the number of bytes above which the client is disconnected. ZeroMQ clients come back by themselves.
	hardLimit = softLimit + 16<<20
	// enough is the number of bytes from which on a client that reads has enough to do.
	enough = 1 << 20
	// stoppedAfter is how long a client may read nothing before nobody waits for it any more.
	stoppedAfter = 500 * time.Millisecond
)

// A peer is one connected client: what it subscribed to and what waits to be written to it.
type peer struct {
	raw      net.Conn
	identity []byte

	mu      sync.Mutex
	wake    *sync.Cond
	topics  [][]byte
	queue   [][]byte  // messages in ZMTP's framing
	waiting int       // bytes in queue and in the write under way
	read    time.Time // when it last read something, or had nothing to read
	dropped int       // messages of bulk that were not queued
	closed  bool
}

func newPeer(raw net.Conn, identity []byte) *peer {
	p := &peer{raw: raw, identity: identity}
	p.wake = sync.NewCond(&p.mu)
	go p.write()
	return p
}

// send queues a message and never waits for the client.
func (p *peer) send(message []byte, bulk bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return
	case p.waiting > 0 && bulk && p.waiting+len(message) > softLimit:
		p.dropped++
		return
	case p.waiting > 0 && p.waiting+len(message) > hardLimit:
		p.closeLocked()
		return
	}
	if p.waiting == 0 {
		p.read = time.Now()
	}
	p.queue = append(p.queue, message)
	p.waiting += len(message)
	p.wake.Signal()
}

// write is the goroutine that writes the queue to the client.
func (p *peer) write() {
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.closed {
			p.wake.Wait()
		}
		if p.closed {
			p.mu.Unlock()
			return
		}
		n, size := 0, 0
		for ; n < len(p.queue) && size < enough; n++ {
			size += len(p.queue[n])
		}
		batch := net.Buffers(p.queue[:n:n])
		p.queue = p.queue[n:]
		p.mu.Unlock()

		_, err := batch.WriteTo(p.raw)

		p.mu.Lock()
		p.waiting -= size
		p.read = time.Now()
		if err != nil {
			p.closeLocked()
		}
		p.wake.Broadcast()
		p.mu.Unlock()
	}
}

// congested tells whether the client reads, and has enough to read.
func (p *peer) congested() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.closed && p.waiting > enough && time.Since(p.read) < stoppedAfter
}

// drain waits until everything is written, at most until the deadline.
func (p *peer) drain(deadline time.Time) {
	p.raw.SetWriteDeadline(deadline) // ends the write that write is in
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.waiting > 0 && !p.closed {
		p.wake.Wait()
	}
}

func (p *peer) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closeLocked()
}

func (p *peer) closeLocked() {
	if p.closed {
		return
	}
	p.closed = true
	p.queue = nil
	p.raw.Close()
	p.wake.Broadcast()
}

// subscribe follows a SUB socket's message: 1 or 0, then the topic (RFC 29, "The SUB socket type").
func (p *peer) subscribe(frame []byte) {
	if len(frame) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch topic := frame[1:]; frame[0] {
	case 1:
		p.topics = append(p.topics, topic)
	case 0:
		for i, have := range p.topics {
			if bytes.Equal(have, topic) {
				p.topics = append(p.topics[:i], p.topics[i+1:]...)
				return
			}
		}
	}
}

func (p *peer) subscribed(topic []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, prefix := range p.topics {
		if bytes.HasPrefix(topic, prefix) {
			return true
		}
	}
	return false
}
