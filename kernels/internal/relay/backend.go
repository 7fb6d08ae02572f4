package relay

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/go-zeromq/zmq4"

	"ipd/kernels/internal/program"
	"ipd/kernels/internal/shell"
	"ipd/kernels/internal/supervise"
	"ipd/kernels/internal/wire"
)

// A backend is GoNB with what leads to it: the supervisor's process and the sockets.
type backend struct {
	supervisor *exec.Cmd
	life       io.Closer // the pipe whose end ends the supervisor
	ended      chan int  // the supervisor's status, once
	said       tail      // what supervisor and GoNB wrote to standard error
	saidAll    chan struct{}

	shell, stdin, iopub zmq4.Socket
	cancel              context.CancelFunc
}

// startBackend starts argv below a supervisor, self. In argv, the argument {connection_file} stands for GoNB's own connection
// file.
func (r *relay) startBackend(connectionFile, self string, argv []string) error {
	b := &backend{ended: make(chan int, 1)}
	r.gonb = b
	err := r.tryBackend(connectionFile, self, argv)
	if err != nil {
		if b.supervisor != nil {
			b.stop()
			b.wait()
		}
		err = r.withReason(err)
		r.gonb = nil
	}
	return err
}

func (r *relay) tryBackend(connectionFile, self string, argv []string) error {
	b := r.gonb
	cmd := exec.Command(self, "supervise")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // so that a SIGKILL to the kernel's process group spares it
	orders, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	answer, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	said, all, err := b.said.follow()
	if err != nil {
		return err
	}
	cmd.Stderr = said
	err = cmd.Start()
	said.Close()
	if err != nil {
		return fmt.Errorf("supervisor: %w", err)
	}
	b.supervisor, b.life, b.saidAll = cmd, orders, all
	folder, err := bufio.NewReader(answer).ReadString('\n')
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
	if err != nil {
		return errors.New("the supervisor did not start")
	}
	r.folder = strings.TrimSuffix(folder, "\n")
	if err := obstacle(self, r.folder); err != nil {
		return err
	}
	goCommand, err := goCommand()
	if err != nil {
		return err
	}
	c := wire.Connection{Transport: "ipc", IP: filepath.Join(r.folder, "gonb"), Scheme: wire.Scheme, Secret: string(r.key),
		Shell: 1, Control: 2, Stdin: 3, IOPub: 4, Heartbeat: 5} // over ipc, ports are the ends of file names
	// GoNB's widgets find their way back by the kernel's id, which GoNB takes from the file's name.
	file := filepath.Join(r.folder, filepath.Base(connectionFile))
	if err := r.furnish(self, file, c); err != nil {
		return err
	}
	if err := json.NewEncoder(orders).Encode(r.command(file, goCommand, argv)); err != nil {
		return err
	}
	go r.connect(b, c)
	return nil
}

// wait waits until all is read that the supervisor and GoNB said, but not for long: something else may hold the pipe.
func (b *backend) wait() {
	select {
	case <-b.saidAll:
	case <-time.After(500 * time.Millisecond):
	}
}

// furnish fills the kernel's folder.
func (r *relay) furnish(self, connectionFile string, c wire.Connection) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	bin := filepath.Join(r.folder, "bin")
	errs := []error{
		os.Mkdir(filepath.Join(r.folder, "tmp"), 0o700),
		os.Mkdir(bin, 0o700),
		os.WriteFile(connectionFile, text, 0o600),
		os.WriteFile(filepath.Join(r.folder, "bash_env"), []byte(shell.Startup), 0o600),
		os.WriteFile(filepath.Join(bin, "go"), []byte(program.GoScript), 0o700),
		r.listenForOutput(),
	}
	for name, tool := range map[string]string{shell.Name: "ipd-step", program.Name: "ipd-step", "gopls": filepath.Base(self), "goimports": "goimports"} {
		errs = append(errs, os.Symlink(filepath.Join(filepath.Dir(self), tool), filepath.Join(bin, name)))
	}
	return errors.Join(errs...)
}

// command is how GoNB is started.
func (r *relay) command(connectionFile, goCommand string, argv []string) supervise.Command {
	argv = slices.Clone(argv)
	for i := range argv {
		if argv[i] == "{connection_file}" {
			argv[i] = connectionFile
		}
	}
	env := exec.Cmd{Env: append(os.Environ(),
		"TMPDIR="+filepath.Join(r.folder, "tmp"),
		"PATH="+filepath.Join(r.folder, "bin")+":"+os.Getenv("PATH"),
		shell.BashEnvVariable+"="+os.Getenv("BASH_ENV"),
		"BASH_ENV="+filepath.Join(r.folder, "bash_env"),
		program.FolderVariable+"="+r.folder,
		program.GoVariable+"="+goCommand)}
	if os.Getenv("HOME") == "" { // libraries complain on standard error when they miss it
		env.Env = append(env.Env, "HOME="+home())
	}
	return supervise.Command{Argv: argv, Env: env.Environ()} // of each variable the last
}

// home is the user's home as a login would set it, or else a folder that is there.
func home() string {
	if u, err := user.Current(); err == nil && u.HomeDir != "" {
		return u.HomeDir
	}
	return os.TempDir()
}

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
		m, err := wire.Parse(message.Frames, nil) // GoNB's signatures are the clients' business
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
