package socket

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// bind listens on a free port of loopback.
func bind(t testing.TB, kind zmq4.SocketType, receive func(*Server, [][]byte)) (*Server, string) {
	s, err := Listen("tcp", "127.0.0.1:0", kind, receive)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(0) })
	return s, "tcp://" + s.listener.Addr().String()
}

// dial connects a client of zmq4's.
func dial(t testing.TB, s zmq4.Socket, address string) zmq4.Socket {
	if err := s.Dial(address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// within fails the test if f isn't done soon.
func within(t testing.TB, what string, f func()) {
	done := make(chan bool)
	go func() { f(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: not done within 20 s", what)
	}
}

func TestRouterAnswersWhoAsked(t *testing.T) {
	_, address := bind(t, zmq4.Router, (*Server).Send)
	long := bytes.Repeat([]byte("x"), 300) // ZMTP's long form
	for i := range 3 {
		name := fmt.Sprint("client", i)
		c := dial(t, zmq4.NewDealer(context.Background(), zmq4.WithID(zmq4.SocketIdentity(name))), address)
		want := [][]byte{[]byte(name), {}, long}
		if err := c.SendMulti(zmq4.NewMsgFrom(want...)); err != nil {
			t.Fatal(err)
		}
		within(t, "answer", func() {
			if got, err := c.Recv(); err != nil || fmt.Sprint(got.Frames) != fmt.Sprint(want) {
				t.Errorf("%s got %q, error %v", name, got.Frames, err)
			}
		})
	}
}

func TestHeartbeatOfARequester(t *testing.T) {
	_, address := bind(t, zmq4.Router, (*Server).Send)
	c := dial(t, zmq4.NewReq(context.Background()), address)
	if err := c.Send(zmq4.NewMsgString("ping")); err != nil {
		t.Fatal(err)
	}
	within(t, "pong", func() {
		if got, err := c.Recv(); err != nil || string(got.Bytes()) != "ping" {
			t.Errorf("%q, error %v", got.Frames, err)
		}
	})
}

// subscribers connects n clients that want every message, and waits until the server knows.
func subscribers(t testing.TB, s *Server, address string, n int) (list []zmq4.Socket) {
	for range n {
		c := dial(t, zmq4.NewSub(context.Background()), address)
		if err := c.SetOption(zmq4.OptionSubscribe, ""); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	within(t, "subscriptions", func() {
		for ready := 0; ready < n; time.Sleep(time.Millisecond) {
			ready = 0
			for _, p := range s.all() {
				if p.subscribed([]byte("any")) {
					ready++
				}
			}
		}
	})
	return list
}

func TestPublishReachesAllSubscribersInOrder(t *testing.T) {
	s, address := bind(t, zmq4.Pub, nil)
	clients := subscribers(t, s, address, 3)
	for i := range 100 {
		s.Publish([][]byte{[]byte("stream"), []byte(fmt.Sprint(i))}, true)
	}
	for _, c := range clients {
		within(t, "messages", func() {
			for i := range 100 {
				if got, err := c.Recv(); err != nil || string(got.Frames[1]) != fmt.Sprint(i) {
					t.Errorf("message %d is %q, error %v", i, got.Frames, err)
					return
				}
			}
		})
	}
}

// TestStoppedClient: a client that reads nothing costs bounded memory, keeps nobody else waiting, and loses output before it
// loses the kernel's state.
func TestStoppedClient(t *testing.T) {
	s, address := bind(t, zmq4.Pub, nil)
	lively := subscribers(t, s, address, 1)[0]
	stopped := handshake(t, s)
	megabyte := make([]byte, 1<<20)
	const sent = 3 * softLimit >> 20
	within(t, "publishing to a stopped and a lively client", func() {
		for range sent {
			s.Publish([][]byte{[]byte("stream"), megabyte}, true)
			if _, err := lively.Recv(); err != nil {
				t.Error(err)
			}
		}
		s.Publish([][]byte{[]byte("status"), []byte("idle")}, false)
		if got, err := lively.Recv(); err != nil || string(got.Frames[1]) != "idle" {
			t.Errorf("the lively client got %q, error %v", got.Frames, err)
		}
	})
	var slow *peer
	for _, p := range s.all() {
		p.mu.Lock()
		if p.dropped > 0 {
			slow = p
		}
		if p.waiting > softLimit+1<<20 {
			t.Errorf("%d bytes wait for one client, limit %d", p.waiting, softLimit)
		}
		p.mu.Unlock()
	}
	if slow == nil {
		t.Fatal("nothing was dropped for the stopped client")
	}
	within(t, "the stopped client's own reading", func() { // it wakes up: the state is there
		all, tail := io.Reader(stopped), make([]byte, 0, 64)
		for buffer := make([]byte, 1<<20); !bytes.HasSuffix(tail, []byte("\x04idle")); {
			n, err := all.Read(buffer)
			if err != nil {
				t.Error(err)
				return
			}
			tail = append(tail, buffer[max(0, n-16):n]...)
			tail = tail[max(0, len(tail)-32):]
		}
	})
	for range 3 * hardLimit >> 20 { // state alone beyond all measure: the client is let go (the system's buffers take some, too)
		s.Publish([][]byte{[]byte("status"), megabyte}, false)
	}
	within(t, "the end of a client that never reads", func() {
		for s.has(slow) {
			time.Sleep(time.Millisecond)
		}
	})
}

func (s *Server) has(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peers[p]
}

// handshake connects a subscriber by hand that reads nothing afterwards.
func handshake(t testing.TB, s *Server) net.Conn {
	before := len(s.all())
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	greeting := append([]byte("\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL"), make([]byte, 48)...)
	c.Write(greeting)
	c.Write([]byte("\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"))
	c.Write([]byte("\x00\x01\x01"))
	within(t, "handshake", func() {
		for subscribed := false; !subscribed || len(s.all()) == before; time.Sleep(time.Millisecond) {
			subscribed = true
			for _, p := range s.all() {
				subscribed = subscribed && p.subscribed([]byte("any"))
			}
		}
	})
	return c
}

// FuzzClient: whatever bytes a client sends after its greeting, the server goes on serving others.
func FuzzClient(f *testing.F) {
	s, address := bind(f, zmq4.Router, func(*Server, [][]byte) {})
	ready := "\x04\x26\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x00"
	for _, sent := range []string{"", ready, ready + "\x01\x01a\x00\x00", "\x04\x05\x05READ", "\x06\xff\xff\xff\xff\xff\xff\xff\xff", ready + "\x02\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		f.Add([]byte(sent))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c.Write(append([]byte("\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL"), make([]byte, 48)...))
		c.Write(b)
		c.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, c) // until the server is through with it
		c.Close()
		dial(t, zmq4.NewDealer(context.Background()), address).Close()
	})
}
