package program

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// pipes are the ways by which a command's output comes: standard output, standard error and, for the cell's program, GoNB's
// pipe for displays. They are named pipes, so that the system tells in which order they were written to (inotify), and the
// first two are in packet mode, where each read gives what one write wrote, up to a page of it. The pipe for displays, which the program opens by its name, is
// not, but what is written to it tells its own size.
//
// With both, output is put in order as far as it can be: exactly, if the command writes to the pipes in turn, one write each.
// What isn't: where several writes to one pipe come in a row between writes to another, and all of this within the time it
// takes to wake the reader (some 50 µs), the system merges the notices of the row, and a write of the row may end up on the
// wrong side of the other pipe's write.
type pipes struct {
	prefix string // of all paths
	list   []*pipe
	made   []string // paths to be removed
	notice int      // inotify, -1 if the system gives none: then what is ready at the same time comes in the order of list
}

// A pipe is one of them.
type pipe struct {
	name  string
	fd    int      // the end to read from
	write *os.File // the end for the command, closed here once that has started
	watch int32    // inotify's number
	open  bool
	// need is nil for a pipe in packet mode. For the others it is how many bytes are to be read to complete what one write
	// wrote; whole tells whether it is complete.
	need func() (bytes int, whole bool)
	full bool // the last packet was as long as one can be, so that what one write wrote may go on in the next
}

// pipeSize is how much a program may be ahead of its reader, in bytes: 1 MB is what a user may ask the system for.
const pipeSize = 1 << 20

// newPipes makes the given pipes in folder.
func newPipes(folder string, names ...string) (p *pipes, err error) {
	p = &pipes{prefix: filepath.Join(folder, fmt.Sprintf("run%d-", os.Getpid())), notice: -1}
	if fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK); err == nil {
		p.notice = fd
	}
	for _, name := range names {
		one, err := p.newPipe(name)
		if err != nil {
			p.close()
			return nil, fmt.Errorf("pipe for %s: %w", name, err)
		}
		p.list = append(p.list, one)
	}
	return p, nil
}

// path is where the pipe lies that has the given name.
func (p *pipes) path(name string) string { return p.prefix + name }

// mkfifo makes a named pipe.
func (p *pipes) mkfifo(name string) (path string, err error) {
	path = p.path(name)
	unix.Unlink(path) // of a process with the same number that was killed
	err = unix.Mkfifo(path, 0o600)
	if err == nil {
		p.made = append(p.made, path)
	}
	return path, err
}

// openBack makes the pipe from here to the program. This side opens both its ends, so that the program never waits for it.
func (p *pipes) openBack() (*os.File, error) {
	path, err := p.mkfifo("back")
	if err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_RDWR, 0)
}

func (p *pipes) newPipe(name string) (*pipe, error) {
	path, err := p.mkfifo(name)
	if err != nil {
		return nil, err
	}
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	one := &pipe{name: name, fd: fd, watch: -1, open: true}
	writer, err := unix.Open(path, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	unix.FcntlInt(uintptr(writer), unix.F_SETFL, unix.O_DIRECT) // packet mode; without it, order is lost sooner
	one.write = os.NewFile(uintptr(writer), path)
	if name != "display" { // what is in the pipe still comes after an interrupt
		unix.FcntlInt(uintptr(fd), unix.F_SETPIPE_SZ, pipeSize) // what it has is enough, too
	}
	if p.notice >= 0 {
		if watch, err := unix.InotifyAddWatch(p.notice, path, unix.IN_MODIFY); err == nil {
			one.watch = int32(watch)
		}
	}
	return one, nil
}

// close closes and removes the pipes. A second time, it does nothing.
func (p *pipes) close() {
	for _, one := range p.list {
		one.write.Close()
		unix.Close(one.fd)
	}
	if p.notice >= 0 {
		unix.Close(p.notice)
	}
	for _, path := range p.made {
		unix.Unlink(path)
	}
	p.list, p.made, p.notice = nil, nil, -1
}

// closeWriters leaves the pipes' other ends to the command alone, but for that of the display pipe: whoever writes displays
// opens and closes it by its name.
func (p *pipes) closeWriters() {
	for _, one := range p.list[:2] {
		one.write.Close()
	}
}

// await waits until something can be read from a pipe or from wake, at most until the timeout.
func (p *pipes) await(wake int, timeout time.Duration) error {
	fds := []unix.PollFd{{Fd: int32(wake), Events: unix.POLLIN}}
	for _, one := range p.list {
		if one.open {
			fds = append(fds, unix.PollFd{Fd: int32(one.fd), Events: unix.POLLIN})
		}
	}
	_, err := unix.Poll(fds, int(timeout.Milliseconds()))
	if err == unix.EINTR {
		return nil
	}
	return err
}

// patienceForNotices is how often is looked again for the notice of bytes that are there. It follows within a microsecond,
// but for a write that is longer than the pipe and waits in the middle.
const patienceForNotices = 5

// take hands on what is there, in order, and tells whether there was anything.
//
// How many bytes are there is asked before the notices are read. So all of these bytes have their notice among those. Equal notices in a row are merged by the system: so each stands for one write, and a pipe's
// last for all that are left of what was there, or for one write that came since.
func (p *pipes) take(buffer []byte, emit func(from *pipe, data []byte) error) (some bool, err error) {
	there := map[*pipe]int{}
	for _, one := range p.list {
		there[one], _ = unix.IoctlGetInt(one.fd, unix.TIOCINQ)
	}
	order := p.notices()
	for range patienceForNotices {
		if slices.ContainsFunc(p.list, func(one *pipe) bool { return there[one] > 0 && !slices.Contains(order, one) }) {
			time.Sleep(20 * time.Microsecond)
			order = append(order, p.notices()...)
		}
	}
	last := map[*pipe]int{}
	for i, one := range order {
		last[one] = i
	}
	read := func(one *pipe) (bool, error) {
		n, err := one.read(buffer)
		if n == 0 {
			return false, err
		}
		there[one] -= n
		some = true
		return true, emit(one, buffer[:n])
	}
	for i, one := range order {
		known := last[one] == i && there[one] > 0
		for more := true; more; more = more && (known && there[one] > 0 || !known && !one.whole()) {
			if more, err = read(one); err != nil {
				return some, err
			}
		}
	}
	for _, one := range p.list {
		for more := one.open && (there[one] > 0 || !some); more; more = more && there[one] > 0 {
			if more, err = read(one); err != nil {
				return some, err
			}
		}
	}
	return some, nil
}

func (one *pipe) whole() bool {
	if one.need == nil {
		return !one.full
	}
	_, whole := one.need()
	return whole
}

// read reads one packet, or nothing. It closes a pipe to which nobody can write any more.
func (one *pipe) read(buffer []byte) (int, error) {
	if one.need != nil {
		bytes, _ := one.need()
		buffer = buffer[:min(bytes, len(buffer))]
	}
	for one.open {
		n, err := unix.Read(one.fd, buffer)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			return 0, nil
		case n > 0:
			one.full = n == unix.Getpagesize()
			return n, nil
		default:
			one.open = false
			return 0, err
		}
	}
	return 0, nil
}

// notices reads in which order the pipes were written to.
func (p *pipes) notices() (order []*pipe) {
	var buffer [4096]byte
	for p.notice >= 0 {
		n, err := unix.Read(p.notice, buffer[:])
		if err != nil || n < unix.SizeofInotifyEvent {
			break
		}
		for at := 0; at+unix.SizeofInotifyEvent <= n; {
			event := (*unix.InotifyEvent)(unsafe.Pointer(&buffer[at]))
			at += unix.SizeofInotifyEvent + int(event.Len)
			for _, one := range p.list {
				if one.watch == event.Wd && event.Mask&unix.IN_MODIFY != 0 {
					order = append(order, one)
				}
			}
		}
	}
	return order
}
