package socket

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
)

// announce is a frame's header: flags and size.
func announce(flags byte, size uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{flags | flagLong}, size)
}

func TestGateStopsBeforeRoomIsMade(t *testing.T) {
	greeting := make([]byte, greetingSize)
	piece := append(announce(flagMore, messageLimit/2), make([]byte, messageLimit/2)...)
	for _, c := range []struct {
		name string
		sent []byte
		want string // in the error; none if empty
	}{
		{"largest frame", announce(0, messageLimit), ""},
		{"too large", announce(0, messageLimit+1), "more than"},
		{"as large as can be", announce(0, 1<<64-1), "more than"},
		{"command too large", announce(flagCommand, 1<<62), "more than"},
		{"many frames", append(append(append([]byte{}, piece...), piece...), announce(flagMore, 1)...), "more than"},
		{"flags", []byte{0x80, 0}, "unknown flags"},
		{"short frames", []byte("\x01\x02ab\x00\x00\x00\x01c"), ""},
	} {
		err := newGate(nil).watch(append(greeting, c.sent...))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestGateGivesNoByteOfWhatItRefuses(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	go func() {
		there.Write(make([]byte, greetingSize))
		there.Write(announce(0, 1<<40))
	}()
	g := newGate(here)
	if _, err := io.ReadFull(g, make([]byte, greetingSize)); err != nil {
		t.Fatal(err)
	}
	// zmq4 reads a header with ReadFull, which forgets an error that comes with the last byte
	if n, err := io.ReadFull(g, make([]byte, 9)); err == nil {
		t.Errorf("read %d bytes of a frame of %d without an error", n, 1<<40)
	}
}

// FuzzGate: it doesn't matter in which pieces the bytes come, and what a kernel would send passes.
func FuzzGate(f *testing.F) {
	f.Add([]byte("\x01\x02ab\x00\x00"), 3, []byte("code"))
	f.Add(announce(0, 1<<63), 1, []byte{})
	f.Fuzz(func(t *testing.T, b []byte, at int, body []byte) {
		b = append(make([]byte, greetingSize), b...)
		at = max(0, min(at, len(b)))
		whole, parts := newGate(nil), newGate(nil)
		want := whole.watch(b)
		got := parts.watch(b[:at])
		if got == nil {
			got = parts.watch(b[at:])
		}
		if (got == nil) != (want == nil) || want == nil && *whole != *parts {
			t.Fatalf("in one piece %v %+v, cut at %d %v %+v", want, whole, at, got, parts)
		}
		g := newGate(nil)
		if err := g.watch(append(make([]byte, greetingSize), appendFrames(nil, [][]byte{body, {}, bytes.Repeat(body, 300)})...)); err != nil {
			t.Fatal(err)
		}
		if g.skip != 0 || g.digits != 0 || g.message != 0 {
			t.Fatalf("after a whole message: %+v", g)
		}
	})
}
