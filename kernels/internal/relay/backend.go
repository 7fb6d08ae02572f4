package relay

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/go-zeromq/zmq4"

	"ipd/kernels/internal/shell"
	"ipd/kernels/internal/wire"
)

// A backend is GoNB with what leads to it: the supervisor's process and the sockets.
type backend struct {
	supervisor *exec.Cmd
	life       io.Closer // the pipe whose end ends the supervisor
	ended      chan int  // the supervisor's status, once

	shell, stdin, iopub zmq4.Socket
	cancel              context.CancelFunc
}

// ports that GoNB's connection file names. Over ipc they are no more than the ends of file names.
var ports = wire.Connection{Shell: 1, Control: 2, Stdin: 3, IOPub: 4, Heartbeat: 5}

// startBackend starts argv below the supervisor. In argv, {connection_file} stands for GoNB's own connection file.
func (r *relay) startBackend(connectionFile, self string, argv []string) (*backend, error) {
	for _, name := range []string{"bin", "tmp"} {
		if err := os.Mkdir(filepath.Join(r.folder, name), 0o700); err != nil {
			return nil, err
		}
	}
	// GoNB's widgets find their way back by the kernel's id, which GoNB takes from the file's name.
	file := filepath.Join(r.folder, filepath.Base(connectionFile))
	c := ports
	c.Transport, c.IP, c.Scheme, c.Secret = "ipc", filepath.Join(r.folder, "gonb"), wire.Scheme, string(r.key)
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	startup := filepath.Join(r.folder, "bash_env")
	for name, text := range map[string][]byte{file: text, startup: []byte(shell.Startup)} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			return nil, err
		}
	}
	bin := filepath.Join(r.folder, "bin")
	for name, target := range map[string]string{shell.Name: self, "goimports": besides(self, "goimports"), "gopls": besides(self, "gopls")} {
		if err := os.Symlink(target, filepath.Join(bin, name)); err != nil {
			return nil, err
		}
	}
	args := append([]string{"supervise", r.folder}, argv...)
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "{connection_file}", file)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(),
		"TMPDIR="+filepath.Join(r.folder, "tmp"), "PATH="+bin+":"+os.Getenv("PATH"),
		"BASH_ENV="+startup, shell.FolderVariable+"="+r.folder)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // so that a SIGKILL to the kernel's process group spares it
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("supervisor: %w", err)
	}
	b := &backend{supervisor: cmd, life: life, ended: make(chan int, 1)}
	go func() {
		defer close(b.ended)
		cmd.Wait()
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if status.Signaled() {
			b.ended <- 128 + int(status.Signal())
			return
		}
		b.ended <- status.ExitStatus()
	}()
	b.makeSockets()
	go r.connect(b, c)
	return b, nil
}

// besides is the path of a tool installed in the folder of this program.
func besides(self, tool string) string { return filepath.Join(filepath.Dir(self), tool) }

func (b *backend) makeSockets() {
	var ctx context.Context
	ctx, b.cancel = context.WithCancel(context.Background())
	options := []zmq4.Option{
		zmq4.WithID(zmq4.SocketIdentity("relay")), // the same on shell and stdin: GoNB asks for input at the identity of the cell's request
		zmq4.WithDialerRetry(5 * time.Millisecond), zmq4.WithDialerMaxRetries(-1),
		zmq4.WithLogger(log.New(io.Discard, "", 0)),
	}
	b.shell, b.stdin, b.iopub = zmq4.NewDealer(ctx, options...), zmq4.NewDealer(ctx, options...), zmq4.NewSub(ctx, options...)
}

// connect dials until GoNB listens, and then asks for its kernel_info until an answer has come on the shell socket and one on
// iopub: from then on no message of GoNB's is lost.
func (r *relay) connect(b *backend, c wire.Connection) {
	for _, s := range []struct {
		socket zmq4.Socket
		port   int
		handle func(*wire.Message)
	}{
		{b.shell, c.Shell, r.onReply}, {b.stdin, c.Stdin, r.onInputRequest}, {b.iopub, c.IOPub, r.onPublished},
	} {
		_, address := c.Address(s.port)
		if s.socket.Dial("ipc://"+address) != nil {
			return // the relay leaves
		}
		go r.listenToGonb(s.socket, s.handle)
	}
	if b.iopub.SetOption(zmq4.OptionSubscribe, "") != nil {
		return
	}
	for up := make(chan bool); ; time.Sleep(10 * time.Millisecond) {
		r.do(func() {
			if !r.up() {
				b.send(b.shell, wire.Request(r.session, "kernel_info_request", map[string]any{}), r.key)
			}
			up <- r.up()
		})
		if <-up {
			return
		}
	}
}

func (r *relay) listenToGonb(s zmq4.Socket, handle func(*wire.Message)) {
	for {
		message, err := s.Recv()
		if err != nil {
			return
		}
		m, err := wire.Parse(message.Frames, r.key)
		if err != nil {
			fmt.Fprintln(os.Stderr, "ipd-kernel: from GoNB:", err)
			continue
		}
		r.do(func() { handle(m) })
	}
}

// send passes a message on to GoNB.
func (b *backend) send(s zmq4.Socket, m *wire.Message, key wire.Key) {
	if err := s.SendMulti(zmq4.NewMsgFrom(m.Frames(m.Route, key)...)); err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel: to GoNB:", err)
	}
}

// stop ends GoNB and all below it, and waits until nothing is left.
func (b *backend) stop() {
	b.cancel()
	b.life.Close()
	select {
	case <-b.ended:
	case <-time.After(5 * time.Second): // Jupyter's own patience
		b.supervisor.Process.Kill()
	}
}
