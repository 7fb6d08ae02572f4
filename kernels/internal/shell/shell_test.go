package shell

import (
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipd/kernels/internal/link"
	"ipd/kernels/internal/process"
)

// TestMain: called by the shell's name, the test is the shell.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == Name {
		os.Exit(Main(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// kernelFolder is a folder as the relay makes it.
func kernelFolder(t *testing.T) string {
	folder := t.TempDir()
	self, err := os.Executable()
	if err == nil {
		err = os.Mkdir(filepath.Join(folder, "bin"), 0o700)
	}
	if err == nil {
		err = os.Symlink(self, filepath.Join(folder, "bin", Name))
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "bash_env"), []byte(Startup), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	serve(t, folder)
	return folder
}

// serve plays the relay, and has the shells copy the commands' output to their own.
func serve(t *testing.T, folder string) {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: link.Path(folder), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			raw, err := listener.AcceptUnix()
			if err != nil {
				return
			}
			conn := link.New(raw)
			conn.Greet(link.Options{Tee: true, Input: true})
			go func() {
				_, file, err := conn.Introduction()
				if err != nil {
					return
				}
				defer os.NewFile(uintptr(file), "notices").Close()
				for {
					switch kind, _, err := conn.Receive(); {
					case err != nil:
						return
					case kind == link.End:
						conn.Confirm()
					}
				}
			}()
		}
	}()
}

// bash is the shell that GoNB starts for a `!` line, with parent as GoNB's process.
func bash(folder, parent string, args ...string) *exec.Cmd {
	cmd := exec.Command("/bin/bash", args...)
	cmd.Env = append(os.Environ(), "BASH_ENV="+filepath.Join(folder, "bash_env"), FolderVariable+"="+folder, GonbVariable+"="+parent)
	return cmd
}

// me is this process, which plays GoNB: on SIGINT it signals its children.
func me(t *testing.T) string {
	signals := make(chan os.Signal, 9)
	signal.Notify(signals, syscall.SIGINT)
	done := make(chan struct{})
	t.Cleanup(func() { signal.Stop(signals); close(done) })
	go func() {
		for {
			select {
			case <-signals:
				for _, child := range process.Snapshot().Children(os.Getpid()) {
					syscall.Kill(child.PID, syscall.SIGINT)
				}
			case <-done:
				return
			}
		}
	}()
	return strconv.Itoa(os.Getpid())
}

func TestBashOfGonbBecomesTheShell(t *testing.T) {
	folder, gonb := kernelFolder(t), me(t)
	for _, c := range []struct{ command, out, failure string }{
		{`echo "a  b" 'c'`, "a  b c\n", ""},
		{"true", "", ""},
		{"echo one; exit 3", "one\n", "echo one; exit 3: exit status 3"},
		{"kill -KILL $$", "", "kill -KILL $$: ended by killed"},
		{"if", "", "if: exit status 2"},
		{"exec false", "", "exec false: exit status 1"},
		{"false || true", "", ""},
		{"bash -c 'exit 4'; true", "", ""},      // a bash below is a bash
		{"echo ${BASH_ENV-none}", "none\n", ""}, // and learns nothing of this
		{"nosuch", "", "nosuch: exit status 127"},
	} {
		out, err := bash(folder, gonb, "-c", c.command).Output()
		failure := TakeFailure(folder)
		switch {
		case string(out) != c.out:
			t.Errorf("%s: wrote %q, want %q", c.command, out, c.out)
		case c.failure == "" && (failure != nil || err != nil):
			t.Errorf("%s: failure %v, error %v", c.command, failure, err)
		case c.failure != "" && (failure == nil || failure.Error() != c.failure || err == nil):
			t.Errorf("%s: failure %v, error %v; want %s", c.command, failure, err, c.failure)
		}
	}
}

func TestOtherBashesStayBash(t *testing.T) {
	folder, gonb := kernelFolder(t), me(t)
	bash(folder, "1", "-c", "exit 3").Run() // not started by GoNB
	script := bash(folder, gonb)            // not a `!` line
	script.Stdin = strings.NewReader("exit 3")
	script.Run()
	if err := TakeFailure(folder); err != nil {
		t.Error(err)
	}
}

func TestUsersOwnStartupIsRead(t *testing.T) {
	folder, gonb := kernelFolder(t), me(t)
	startup := filepath.Join(folder, "the user's")
	if err := os.WriteFile(startup, []byte("module() { echo loaded $1; }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, parent := range []string{gonb, "1"} { // a `!` line, and a bash of somebody else
		cmd := bash(folder, parent, "-c", "module a; bash -c 'module b'")
		cmd.Env = append(cmd.Env, BashEnvVariable+"="+startup)
		if out, err := cmd.Output(); string(out) != "loaded a\nloaded b\n" || err != nil {
			t.Errorf("below %s: %q, error %v", parent, out, err)
		}
	}
}

func TestLinesAfterAFailureAreSkipped(t *testing.T) {
	folder, gonb := kernelFolder(t), me(t)
	bash(folder, gonb, "-c", "exit 3").Run()
	out, err := bash(folder, gonb, "-c", "echo second").Output()
	if len(out) > 0 || err != nil {
		t.Errorf("after a failure: wrote %q, error %v", out, err)
	}
	TakeFailure(folder)
	if out, _ := bash(folder, gonb, "-c", "echo third").Output(); string(out) != "third\n" {
		t.Errorf("in the next cell: %q", out)
	}
}

func TestInterruptReachesAllOfTheCommand(t *testing.T) {
	folder, gonb := kernelFolder(t), me(t)
	for _, command := range []string{"sleep 60", "sleep 60 | cat; echo no", "sleep 60 & wait; echo no", "trap '' INT; sleep 60; echo no"} {
		cmd := bash(folder, gonb, "-c", command)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond) // until the command runs; earlier it would be just as good, but test less
		begin := time.Now()
		cmd.Process.Signal(syscall.SIGINT)
		buffer := make([]byte, 16)
		n, _ := out.Read(buffer) // ends when all that hold the pipe have ended
		err = cmd.Wait()
		if took := time.Since(begin); n > 0 || err == nil || took > killAfter+5*time.Second {
			t.Errorf("%s: wrote %q, error %v, after %v", command, buffer[:n], err, took)
		}
		if TakeFailure(folder) == nil {
			t.Errorf("%s: no failure", command)
		}
	}
}
