// Package relay stands between Jupyter's clients and GoNB, and keeps Jupyter's protocol where GoNB alone doesn't.
//
//	Jupyter ──ROUTER shell, control, stdin, heartbeat; PUB iopub──► relay ──DEALER, SUB over ipc──► GoNB
//
// What nobody needs to change passes byte for byte. All decisions are taken by one goroutine, the loop: sockets, timers and
// processes hand it functions to call, so that nothing here needs a lock.
package relay

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/go-zeromq/zmq4"

	"ipd/kernels/internal/process"
	"ipd/kernels/internal/socket"
	"ipd/kernels/internal/wire"
)

const (
	// startTimeout is how long GoNB may take to answer its first request: 0.3 s on two idle cores.
	startTimeout = 60 * time.Second
	// farewell is how long clients may take to read the last messages.
	farewell = time.Second
)

// A relay is one kernel.
type relay struct {
	key     wire.Key
	session string // of the requests that the relay itself sends
	folder  string // the kernel's own, made by the supervisor: sockets, GoNB's files, notes
	loop    chan func()
	exit    chan int      // the status to exit with
	gone    chan struct{} // closed when the loop has ended

	shell, control, stdin, heartbeat, iopub *socket.Server
	gonb                                    *backend

	broken  error           // why cells can't be run
	info    []byte          // content of GoNB's kernel_info_reply, nil until it came
	heard   bool            // GoNB's answers arrive on iopub, too
	queue   []*wire.Message // requests on the shell channel that wait for their turn
	running *execution      // the execute_request that GoNB is at
	count   int             // GoNB's number of the last cell
	history history
	names   names
	comms   comms

	displayed map[string]bool // display_ids that the clients know
	asked     map[string]bool // complete and inspect requests that GoNB is at, by id: whether the cursor is on a line of Go
}

// Main is a kernel's life: it listens where the connection file says, starts argv, GoNB, below self, this program as
// supervisor, and returns the status to exit with.
func Main(connectionFile, self string, argv []string) int {
	status, err := run(connectionFile, self, argv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
	}
	return status
}

func run(connectionFile, self string, argv []string) (status int, err error) {
	connection, err := wire.ReadConnection(connectionFile)
	if err != nil {
		return 1, err
	}
	if err := process.BecomeSubreaper(); err != nil {
		return 1, err
	}
	r := &relay{key: connection.Key(), session: wire.NewID(), loop: make(chan func(), 64), exit: make(chan int, 1), gone: make(chan struct{}),
		comms: comms{}, names: names{}, displayed: map[string]bool{}, asked: map[string]bool{}}
	parent := os.Getppid()
	if err := r.listen(connection); err != nil {
		return 1, err
	}
	defer r.close()
	defer func() { os.RemoveAll(r.folder) }() // this and the next find something only if the supervisor was killed
	defer process.EndBelow()
	if err := r.startBackend(connectionFile, self, argv); err != nil {
		r.breakDown(err)
	} else {
		defer r.gonb.stop()
	}
	go r.watchParent(parent)
	go r.watchSignals()
	return r.serve()
}

// serve is the loop.
func (r *relay) serve() (status int, err error) {
	defer close(r.gone)
	late := time.After(startTimeout)
	var ended chan int // nil, which never gives anything, if GoNB didn't start
	if r.gonb != nil {
		ended = r.gonb.ended
	}
	for {
		select {
		case f := <-r.loop:
			f()
		case status := <-ended:
			if ended = nil; !r.up() {
				r.gonb.wait()
				r.breakDown(fmt.Errorf("GoNB ended by itself (status %d)", status))
				continue
			}
			r.died(status)
			return max(status, 1), fmt.Errorf("GoNB ended by itself (status %d)", status)
		case status := <-r.exit:
			return status, nil
		case <-late:
			if !r.up() && r.broken == nil {
				r.breakDown(errors.New("GoNB did not answer within " + startTimeout.String()))
			}
		}
	}
}

// do has the loop call f.
func (r *relay) do(f func()) {
	select {
	case r.loop <- f:
	case <-r.gone:
	}
}

// after has the loop call f some time later.
func (r *relay) after(d time.Duration, f func()) { time.AfterFunc(d, func() { r.do(f) }) }

// up tells whether GoNB answers on all sockets.
func (r *relay) up() bool { return r.info != nil && r.heard }

// leave ends the kernel, once.
func (r *relay) leave(status int) {
	select {
	case r.exit <- status:
	default:
	}
}

// listen binds the five sockets of the connection.
func (r *relay) listen(c wire.Connection) (err error) {
	for _, s := range []struct {
		server  **socket.Server
		port    int
		kind    zmq4.SocketType
		receive func(*socket.Server, [][]byte)
	}{
		{&r.shell, c.Shell, zmq4.Router, r.receive(r.onShell)},
		{&r.control, c.Control, zmq4.Router, r.receive(r.onControl)},
		{&r.stdin, c.Stdin, zmq4.Router, r.receive(r.onStdin)},
		{&r.iopub, c.IOPub, zmq4.Pub, nil},
		{&r.heartbeat, c.Heartbeat, zmq4.Router, (*socket.Server).Send},
	} {
		network, address := c.Address(s.port)
		if *s.server, err = socket.Listen(network, address, s.kind, s.receive); err != nil {
			r.close()
			return err
		}
	}
	return nil
}

func (r *relay) close() {
	for _, s := range []*socket.Server{r.shell, r.control, r.stdin, r.iopub, r.heartbeat} {
		if s != nil {
			s.Close(farewell)
		}
	}
}

// receive parses what came from a client, on the client's goroutine, and hands it to the loop. A message that doesn't carry
// the key's signature is dropped: GoNB would end on it.
func (r *relay) receive(handle func(*wire.Message)) func(*socket.Server, [][]byte) {
	return func(_ *socket.Server, frames [][]byte) {
		m, err := wire.Parse(frames, r.key)
		if err != nil {
			fmt.Fprintln(os.Stderr, "ipd-kernel: dropped a message:", err)
			return
		}
		r.do(func() { handle(m) })
	}
}

// watchParent ends the kernel when its client has ended. It asks, because a signal on the parent's death (PR_SET_PDEATHSIG)
// would come as soon as the thread ends that started the kernel, and clients start kernels from short-lived threads.
func (r *relay) watchParent(parent int) {
	for range time.Tick(500 * time.Millisecond) {
		if os.Getppid() != parent {
			r.leave(0)
			return
		}
	}
}

// watchSignals: SIGINT interrupts, as for every kernel; SIGTERM and SIGHUP end the kernel.
func (r *relay) watchSignals() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	for s := range signals {
		if s == syscall.SIGINT {
			r.do(r.interrupt)
		} else {
			r.leave(0)
		}
	}
}
