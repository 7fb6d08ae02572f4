// Package link is the way of a cell's output from the process that runs the cell's program, or a shell line's command, to the
// relay: a Unix socket in the kernel's private folder, one connection per process.
//
// The relay first writes Options. The other side answers by introducing itself, then writes frames and, last, one of kind End, which
// the relay answers with a byte once everything before has been handed to the clients. So a process that ends after this answer has lost nothing.
// The relay reads only as fast as the clients do, and that is what slows down a program that prints without end.
//
// Package net is not imported: it would cost each process of a cell 0.6 ms at its start, because the C library comes along.
package link

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// A Kind says what a frame holds.
type Kind byte

// The kinds of frames.
const (
	Stdout  Kind = 'o' // bytes, never part of a character
	Stderr  Kind = 'e' // the same
	Display Kind = 'd' // JSON, the content of a display_data message
	Asked   Kind = 'q' // nothing: GoNB has put a question of the program's, and has noted who gets the answer
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

// A Stream is a connected socket: a *net.UnixConn or an *os.File.
type Stream interface {
	io.ReadWriteCloser
	syscall.Conn
}

// A Conn is one side of a connection.
type Conn struct {
	Stream
	reader *bufio.Reader
}

// New wraps a connection.
func New(s Stream) *Conn { return &Conn{s, bufio.NewReaderSize(s, 64<<10)} }

// refused words that the relay doesn't answer.
func refused(err error) error {
	return fmt.Errorf("the kernel does not take the output of this cell: %w", err)
}

// Dial connects to the relay.
func Dial(folder string) (*Conn, error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, refused(os.NewSyscallError("socket", err))
	}
	path := Path(folder)
	socket := os.NewFile(uintptr(fd), path)
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		socket.Close()
		return nil, refused(&os.PathError{Op: "connect", Path: path, Err: err})
	}
	return &Conn{socket, bufio.NewReader(socket)}, nil
}

// Options reads what Greet wrote.
func (c *Conn) Options() (o Options, err error) {
	line, err := c.reader.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &o)
	}
	if err != nil {
		return o, refused(err)
	}
	return o, nil
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

// Introduce tells, before the first frame, whether this process runs the cell's Go or a shell command, and gives the other side a
// file descriptor, or none if it is negative. The relay keeps it until this process has ended: to close an inotify descriptor
// for good takes the system 5 to 20 ms, which nobody should wait for.
func (c *Conn) Introduce(program bool, fd int) error {
	what := []byte{0}
	if program {
		what[0] = 1
	}
	var rights []byte
	if fd >= 0 {
		rights = unix.UnixRights(fd)
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var sent error
	err = raw.Write(func(socket uintptr) bool {
		sent = unix.Sendmsg(int(socket), what, rights, nil, 0)
		return sent != unix.EAGAIN
	})
	return errors.Join(err, os.NewSyscallError("sendmsg", sent))
}

// Introduction takes both; -1 stands for no file.
func (c *Conn) Introduction() (program bool, fd int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return false, -1, err
	}
	what := make([]byte, 1)
	rights := make([]byte, unix.CmsgSpace(4))
	var n, size int
	var got error
	err = raw.Read(func(socket uintptr) bool {
		n, size, _, _, got = unix.Recvmsg(int(socket), what, rights, unix.MSG_CMSG_CLOEXEC)
		return got != unix.EAGAIN
	})
	switch {
	case err != nil:
		return false, -1, err
	case got != nil:
		return false, -1, os.NewSyscallError("recvmsg", got)
	case n == 0:
		return false, -1, io.EOF
	}
	program = what[0] == 1
	messages, err := unix.ParseSocketControlMessage(rights[:size])
	if err != nil || len(messages) == 0 {
		return program, -1, err
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) == 0 {
		return program, -1, err
	}
	return program, fds[0], nil
}

// Send writes a frame: kind, length, payload.
func (c *Conn) Send(kind Kind, payload []byte) error {
	frame := binary.BigEndian.AppendUint32([]byte{byte(kind)}, uint32(len(payload)))
	_, err := c.Write(append(frame, payload...))
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

// End tells how the process ended.
func (c *Conn) End(e Ended) error {
	payload, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return c.Send(End, payload)
}

// Wait waits, after End, until the relay has everything.
func (c *Conn) Wait() error {
	_, err := c.reader.ReadByte()
	return err
}

// Confirm answers the other side's Wait.
func (c *Conn) Confirm() error {
	_, err := c.Write([]byte{1})
	return err
}
