// Package program runs what a cell starts, its Go program or a shell command, in a process between that and GoNB, and brings
// the output to the relay.
//
// GoNB alone loses what is displayed shortly before a program ends, cuts characters where a read ends, forgets the order of
// standard output, standard error and displays, and keeps in memory whatever the clients have not read yet.
//
//	gonb ── gonb_0123abcd: this ── gonb_0123abcd.program: the cell's Go
//	                │ link: output, displays, how it ended
//	              relay
package program

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"ipd/kernels/internal/link"
	"ipd/kernels/internal/process"
)

// A Job is a command to be run.
type Job struct {
	Cmd       *exec.Cmd
	Program   bool          // the cell's Go, which may display and ask
	Interrupt func(pid int) // hands a SIGINT on
	Kill      func(pid int) // ends what has not ended KillAfter after the interrupt
	KillAfter time.Duration
}

// patience is how long a command that was interrupted and has ended may keep its output open through processes that it left.
const patience = 200 * time.Millisecond

// OneInterrupt is how long after an interrupt more of them are the same: GoNB and the relay both send what the user asked for
// once, the relay several times.
const OneInterrupt = 500 * time.Millisecond

// A run is a job under way.
type run struct {
	pipes    *pipes
	text     *text
	displays *displays // nil for a shell command
	tee      bool

	from   *pipe // where joined comes from
	joined []byte
}

// Execute runs a job below the relay of the kernel with the given private folder, and returns when the command has ended and
// all of its output has been handed on. The caller's interrupts are the command's. cut tells whether there was one.
func Execute(folder string, job Job, interrupts <-chan os.Signal) (state syscall.WaitStatus, cut bool, err error) {
	runtime.LockOSThread() // Pdeathsig follows the thread, not the process
	defer runtime.UnlockOSThread()
	conn, err := link.Dial(folder)
	if err != nil {
		return 0, false, err
	}
	defer conn.Close()
	if err := process.BecomeSubreaper(); err != nil {
		return 0, false, err
	}
	names := []string{"stdout", "stderr", "display"}
	if !job.Program {
		names = names[:2]
	}
	pipes, err := newPipes(folder, names...)
	if err != nil {
		return 0, false, err
	}
	defer pipes.close()
	options, err := conn.Options() // which have come meanwhile
	if err != nil {
		return 0, false, err
	}
	if err := conn.Introduce(job.Program, pipes.notice); err != nil {
		return 0, false, err
	}
	cmd := job.Cmd
	r := &run{pipes: pipes, text: newText(limit(), conn.Send), tee: options.Tee}
	stdin, err := os.Open(os.DevNull)
	if err != nil {
		return 0, false, err
	}
	defer stdin.Close()
	if options.Input {
		stdin = os.Stdin
	}
	if job.Program {
		back, err := pipes.openBack()
		if err != nil {
			return 0, false, err
		}
		defer back.Close()
		r.displays = newDisplays(conn.Send, back)
		pipes.list[2].need = r.displays.need
		cmd.Env = append(cmd.Environ(), protocol.GONB_PIPE_ENV+"="+pipes.path("display"), protocol.GONB_PIPE_BACK_ENV+"="+pipes.path("back"))
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	if cmd.Err != nil {
		return 0, false, cmd.Err
	}
	// Not by cmd.Start, which first forks once to find out what the system can do.
	pid, err := syscall.ForkExec(cmd.Path, cmd.Args, &syscall.ProcAttr{Env: cmd.Environ(), Sys: cmd.SysProcAttr,
		Files: []uintptr{stdin.Fd(), pipes.list[0].write.Fd(), pipes.list[1].write.Fd()}})
	if err != nil {
		return 0, false, &os.PathError{Op: "exec", Path: cmd.Path, Err: err}
	}
	pipes.closeWriters()
	state, cut, err = r.follow(pid, job, interrupts)
	if err != nil {
		syscall.Kill(pid, syscall.SIGKILL) // the relay is gone
		return state, cut, err
	}
	ended := link.Ended{Code: state.ExitStatus(), Program: job.Program}
	if state.Signaled() {
		ended.Signal = state.Signal().String()
	}
	err = conn.End(ended)
	pipes.close() // while the relay reads
	if err == nil {
		err = conn.Wait()
	}
	return state, cut, err
}

// follow brings the output on until the command has ended and its pipes are empty.
func (r *run) follow(pid int, job Job, interrupts <-chan os.Signal) (state syscall.WaitStatus, cut bool, err error) {
	wake, waker, err := wakePipe()
	if err != nil {
		return 0, false, err
	}
	defer unix.Close(wake)
	// Whoever hears of the end or of an interrupt wakes the loop by a byte.
	events := make(chan bool, 16) // true: the command has ended
	var status syscall.WaitStatus // from then on
	go func() {
		for {
			if _, err := syscall.Wait4(pid, &status, 0, nil); err != syscall.EINTR {
				break
			}
		}
		events <- true
		unix.Write(waker, []byte{0})
	}()
	done, idle := make(chan struct{}), make(chan struct{})
	defer func() { close(done); <-idle }() // from here on the interrupts are the caller's
	go func() {
		defer close(idle)
		for {
			select {
			case <-interrupts:
				events <- false
				unix.Write(waker, []byte{0})
			case <-done:
				return
			}
		}
	}()
	var ended bool
	var interruptedAt, killAt, leaveAt time.Time
	buffer := make([]byte, 64<<10)
	for {
		if err := r.pipes.await(wake, untilNext(killAt, leaveAt)); err != nil {
			return state, cut, err
		}
		drain(wake)
		for more := true; more; {
			select {
			case end := <-events:
				if end {
					ended, state = true, status
					break
				}
				if now := time.Now(); now.Sub(interruptedAt) > OneInterrupt {
					interruptedAt = now
					job.Interrupt(pid)
				}
				if !cut {
					cut, killAt = true, time.Now().Add(job.KillAfter)
				}
			default:
				more = false
			}
		}
		if ended && cut && leaveAt.IsZero() && !r.closed() {
			leaveAt = time.Now().Add(patience)
			go process.EndBelow() // what the command left holds its pipes
		}
		if !killAt.IsZero() && !ended && time.Now().After(killAt) {
			killAt = time.Time{}
			job.Kill(pid)
		}
		for {
			some, err := r.pipes.take(buffer, r.deliver)
			if err != nil {
				return state, cut, err
			}
			if !some || len(events) > 0 {
				break
			}
		}
		if err := r.flush(); err != nil {
			return state, cut, err
		}
		if ended && len(events) == 0 && (r.closed() || !leaveAt.IsZero() && time.Now().After(leaveAt)) {
			return state, cut, r.text.end()
		}
	}
}

// closed tells whether nobody can write to standard output and standard error any more.
func (r *run) closed() bool { return !r.pipes.list[0].open && !r.pipes.list[1].open }

// deliver takes a piece of output. Pieces in a row that come from the same pipe are joined.
func (r *run) deliver(from *pipe, data []byte) error {
	if from == r.from && len(r.joined) < joinUpTo {
		r.joined = append(r.joined, data...)
		return nil
	}
	err := r.flush()
	r.from, r.joined = from, append(r.joined[:0], data...)
	if from.need != nil { // which looks at each piece
		return errors.Join(err, r.flush())
	}
	return err
}

// joinUpTo is how many bytes are joined.
const joinUpTo = 256 << 10

// flush sends what was joined on.
func (r *run) flush() error {
	from, data := r.from, r.joined
	if r.from = nil; from == nil {
		return nil
	}
	switch from.name {
	case "stdout":
		r.copy(os.Stdout, data)
		return r.text.add(link.Stdout, data)
	case "stderr":
		r.copy(os.Stderr, data)
		return r.text.add(link.Stderr, data)
	}
	if err := r.displays.add(data); err != nil {
		return r.text.add(link.Stderr, []byte("ipd-kernel: display: "+err.Error()+"\n"))
	}
	return nil
}

// copy lets GoNB capture the output, too; the relay shows none of this.
func (r *run) copy(to *os.File, data []byte) {
	if r.tee {
		to.Write(data)
	}
}

func wakePipe() (read, write int, err error) {
	var fds [2]int
	err = unix.Pipe2(fds[:], unix.O_CLOEXEC|unix.O_NONBLOCK)
	return fds[0], fds[1], err
}

func drain(fd int) {
	var b [64]byte
	for {
		if n, err := unix.Read(fd, b[:]); err != nil || n < len(b) {
			return
		}
	}
}

// untilNext is the time until the first of the given moments that are set, in steps of at least a millisecond; without any,
// a long time.
func untilNext(moments ...time.Time) time.Duration {
	next := time.Hour
	for _, m := range moments {
		if !m.IsZero() {
			next = min(next, max(time.Until(m), 0)+time.Millisecond)
		}
	}
	return next
}
