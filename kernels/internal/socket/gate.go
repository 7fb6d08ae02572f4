package socket

import (
	"fmt"
	"net"
)

// messageLimit is the size of the largest message that a client may send, in bytes: a cell's code, a widget's value or a
// typed line. What the kernel sends has no such limit.
const messageLimit = 64 << 20

// greetingSize is what either side sends before its first frame (ZMTP 3.0, RFC 23, "Greeting").
const greetingSize = 64

// A gate is a connection that refuses frames that are too long, before anybody makes room for them: zmq4 allocates whatever
// size the first nine bytes of a frame announce, and any user of this machine can connect to a port on loopback.
//
// A frame is a byte of flags, the size in one byte or eight, and the body (RFC 23, "Framing").
type gate struct {
	net.Conn
	skip    uint64 // bytes of the greeting or of a body still to come
	digits  int    // bytes of the size still to come
	size    uint64 // the size as far as it came
	message uint64 // size of the message's frames so far
	more    bool   // the frame is not the message's last
}

func newGate(c net.Conn) *gate { return &gate{Conn: c, skip: greetingSize} }

func (g *gate) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	if wrong := g.watch(p[:n]); wrong != nil {
		return 0, wrong
	}
	return n, err
}

const (
	flagMore = 1 << iota
	flagLong
	flagCommand
)

// watch follows the frames in b, which may begin and end anywhere.
func (g *gate) watch(b []byte) error {
	for len(b) > 0 {
		switch {
		case g.skip > 0:
			n := min(g.skip, uint64(len(b)))
			g.skip -= n
			b = b[n:]
		case g.digits == 0:
			flags := b[0]
			b = b[1:]
			if flags&^(flagMore|flagLong|flagCommand) != 0 {
				return fmt.Errorf("frame with the unknown flags %#x", flags)
			}
			g.more = flags&flagMore != 0
			g.size, g.digits = 0, 1
			if flags&flagLong != 0 {
				g.digits = 8
			}
		default:
			g.size = g.size<<8 | uint64(b[0])
			b = b[1:]
			if g.digits--; g.digits > 0 {
				continue
			}
			if g.size > messageLimit || g.message+g.size > messageLimit {
				return fmt.Errorf("message of more than %d bytes", messageLimit)
			}
			g.message += g.size + 1 // so that empty frames count, too
			if !g.more {
				g.message = 0
			}
			g.skip = g.size
		}
	}
	return nil
}
