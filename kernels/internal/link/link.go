// Package link is the way of a cell's output from the process that runs the cell's program, or a shell line's command, to the
// relay: a Unix socket in the kernel's private folder, one connection per process.
//
// The relay first writes Options. The other side answers with a file descriptor (see SendFile), then writes frames and, last, one of kind End, which the relay answers with
// a byte once everything before has been handed to the clients. So a process that ends after this answer has lost nothing.
// The relay reads only as fast as the clients do, and that is what slows down a program that prints without end.
package link

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A Kind says what a frame holds.
type Kind byte

// The kinds of frames.
const (
	Stdout  Kind = 'o' // bytes, never part of a character
	Stderr  Kind = 'e' // the same
	Display Kind = 'd' // JSON, the content of a display_data message
	End     Kind = 'x' // JSON, an Ended
)

// Options are what the relay knows of the cell and a process needs to know.
type Options struct {
	Input bool `json:"input"` // somebody may type for the cell; else its standard input is at its end
	Tee   bool `json:"tee"`   // GoNB captures the cell's output (%capture), so it needs it, too
}

// Ended is how the process ended.
type Ended struct {
	Code    int    `json:"code"`              // exit code, -1 if a signal ended it
	Signal  string `json:"signal,omitempty"`  // the signal's name, as "segmentation fault"
	Program bool   `json:"program,omitempty"` // it was the cell's Go, not a shell line
}

// longest frame that is taken: a display of this size no front end survives.
const longest = 1 << 30

// Path is where the relay of the kernel with the given private folder listens.
func Path(folder string) string { return filepath.Join(folder, "output") }

// A Conn is one side of a connection.
type Conn struct {
	net.Conn
	reader *bufio.Reader
}

// New wraps a connection.
func New(c net.Conn) *Conn { return &Conn{c, bufio.NewReaderSize(c, 64<<10)} }

// Dial connects to the relay and reads the options.
func Dial(folder string) (*Conn, Options, error) {
	var options Options
	raw, err := net.Dial("unix", Path(folder))
	if err != nil {
		return nil, options, fmt.Errorf("the kernel does not take the output of this cell: %w", err)
	}
	c := New(raw)
	line, err := c.reader.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &options)
	}
	if err != nil {
		raw.Close()
		return nil, options, fmt.Errorf("the kernel does not take the output of this cell: %w", err)
	}
	return c, options, nil
}

// Greet writes the options.
func (c *Conn) Greet(o Options) error {
	line, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = c.Write(append(line, '\n'))
	return err
}

// SendFile gives the other side a file descriptor, or none if it is negative, before the first frame. The relay keeps it until
// this process has ended: to close an inotify descriptor for good takes the system 5 to 20 ms, which nobody should wait for.
func (c *Conn) SendFile(fd int) error {
	unixConn, is := c.Conn.(*net.UnixConn)
	if !is {
		return fmt.Errorf("file descriptors don't pass through a %T", c.Conn)
	}
	var rights []byte
	if fd >= 0 {
		rights = unix.UnixRights(fd)
	}
	_, _, err := unixConn.WriteMsgUnix([]byte{0}, rights, nil)
	return err
}

// ReceiveFile takes it; -1 stands for none.
func (c *Conn) ReceiveFile() (fd int, err error) {
	unixConn, is := c.Conn.(*net.UnixConn)
	if !is {
		return -1, fmt.Errorf("file descriptors don't pass through a %T", c.Conn)
	}
	var one [1]byte
	rights := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := unixConn.ReadMsgUnix(one[:], rights)
	if err != nil || n == 0 {
		return -1, err
	}
	messages, err := unix.ParseSocketControlMessage(rights[:n])
	if err != nil || len(messages) == 0 {
		return -1, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) == 0 {
		return -1, err
	}
	return fds[0], nil
}

// Send writes a frame: kind, length, payload.
func (c *Conn) Send(kind Kind, payload []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{byte(kind)}, uint32(len(payload)))
	frame := net.Buffers{head, payload}
	_, err := frame.WriteTo(c.Conn)
	return err
}

// Receive reads a frame.
func (c *Conn) Receive() (Kind, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(c.reader, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > longest {
		return 0, nil, fmt.Errorf("frame of %d bytes", size)
	}
	payload := make([]byte, size)
	_, err := io.ReadFull(c.reader, payload)
	return Kind(head[0]), payload, err
}

// Finish tells how the process ended and waits until the relay has everything.
func (c *Conn) Finish(e Ended) error {
	payload, err := json.Marshal(e)
	if err == nil {
		err = c.Send(End, payload)
	}
	if err == nil {
		_, err = c.reader.ReadByte()
	}
	return err
}

// Confirm answers the other side's Finish.
func (c *Conn) Confirm() error {
	_, err := c.Write([]byte{1})
	return err
}
