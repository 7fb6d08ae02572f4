// Package socket is the side of ZeroMQ that Jupyter's clients connect to: ROUTER and PUB sockets that never wait for a client.
//
// zmq4 does the handshake and reads the frames; its own ROUTER and PUB sockets write to all clients under one lock and keep
// an endless queue, so that one stopped client would stall the others or eat the memory. Here every client has a bounded
// queue of its own.
package socket

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// handshakeTimeout is how long a client may take for ZMTP's greeting: a few hundred bytes on one machine.
const handshakeTimeout = 10 * time.Second

// A Server is one bound socket.
type Server struct {
	listener net.Listener
	kind     zmq4.SocketType
	receive  func(s *Server, frames [][]byte)

	mu     sync.Mutex
	peers  map[*peer]bool
	closed bool
}

// Listen binds a ROUTER or a PUB socket. A ROUTER hands each message to receive, the sender's identity in front, in the
// order in which that sender wrote; receive may be called by several goroutines at once.
func Listen(network, address string, kind zmq4.SocketType, receive func(s *Server, frames [][]byte)) (*Server, error) {
	listener, err := net.Listen(network, address)
	if err != nil {
		return nil, fmt.Errorf("%s socket: %w", kind, err)
	}
	s := &Server{listener: listener, kind: kind, receive: receive, peers: map[*peer]bool{}}
	go s.accept()
	return s, nil
}

func (s *Server) accept() {
	for {
		raw, err := s.listener.Accept()
		if err != nil {
			if s.isClosed() {
				return
			}
			time.Sleep(10 * time.Millisecond) // out of file descriptors, say: let some go
			continue
		}
		go s.serve(raw)
	}
}

// serve is a client's life.
func (s *Server) serve(raw net.Conn) {
	defer raw.Close()
	defer func() { recover() }() // zmq4 indexes what a peer sent without looking: such a peer is no client of ours
	raw.SetDeadline(time.Now().Add(handshakeTimeout))
	conn, err := zmq4.Open(newGate(raw), null.Security(), s.kind, nil, true, nil)
	if err != nil {
		return // not a ZeroMQ client, or the wrong kind of socket
	}
	raw.SetDeadline(time.Time{})
	identity := []byte(conn.Peer.Meta["Identity"])
	if len(identity) == 0 {
		identity = anonymous()
	}
	p := newPeer(raw, identity)
	defer p.close()
	if !s.add(p) {
		return
	}
	defer s.remove(p)
	for {
		message, err := conn.RecvMsg()
		if err != nil {
			return
		}
		switch {
		case message.Type == zmq4.CmdMsg: // a heartbeat of ZMTP's own
		case s.kind == zmq4.Pub:
			if len(message.Frames) == 1 {
				p.subscribe(message.Frames[0])
			}
		default:
			s.receive(s, append([][]byte{p.identity}, message.Frames...))
		}
	}
}

// Send writes a message to the client whose identity is the first frame; it is lost if there is none, as with every ROUTER.
// All connections of that identity get it: two clients made from one jupyter_client session share it.
func (s *Server) Send(frames [][]byte) {
	message := appendFrames(nil, frames[1:])
	for _, p := range s.all() {
		if bytes.Equal(p.identity, frames[0]) {
			p.send(message, false)
		}
	}
}

// Publish writes a message to every client that subscribed to its first frame. Bulk is what a client that reads too slowly
// can do without.
func (s *Server) Publish(frames [][]byte, bulk bool) {
	message := appendFrames(nil, frames)
	for _, p := range s.all() {
		if p.subscribed(frames[0]) {
			p.send(message, bulk)
		}
	}
}

// Congested tells whether whoever produces output should wait for a client. One that has stopped reading doesn't count.
func (s *Server) Congested() bool { return slices.ContainsFunc(s.all(), (*peer).congested) }

// Close stops listening, lets the clients read what was written to them for at most the given time, and disconnects them.
func (s *Server) Close(grace time.Duration) {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.listener.Close()
	deadline := time.Now().Add(grace)
	for _, p := range s.all() {
		p.drain(deadline)
		p.close()
	}
}

func (s *Server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (s *Server) add(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.peers[p] = true
	return true
}

func (s *Server) remove(p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.peers, p)
}

func (s *Server) all() []*peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*peer, 0, len(s.peers))
	for p := range s.peers {
		list = append(list, p)
	}
	return list
}

// anonymous is an identity for a client that brought none.
func anonymous() []byte {
	id := make([]byte, 9) // the first byte stays 0, which no client may choose (RFC 28)
	rand.Read(id[1:])
	return id
}
