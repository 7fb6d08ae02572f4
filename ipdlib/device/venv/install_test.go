//go:build unix

package venv

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestInstall goes through the life of an installation with one real .venv and a small wheel: parallel installers, no
// work when all is there, each kind of damage, and a new pin.
func TestInstall(t *testing.T) {
	root := fakeProject(t)
	ctx := t.Context()

	var installers sync.WaitGroup
	outs := make([]bytes.Buffer, 3)
	for i := range outs {
		installers.Go(func() {
			if err := list.Install(ctx, root, &outs[i]); err != nil {
				t.Error(err)
			}
		})
	}
	installers.Wait()
	installed, waited := 0, 0
	for i := range outs {
		installed += strings.Count(outs[i].String(), "Installing the test plugin (test-plugin 1.0")
		waited += strings.Count(outs[i].String(), "waiting for it")
	}
	if installed != 1 || waited != 2 {
		t.Errorf("%d installed and %d waited, want 1 and 2", installed, waited)
	}
	path, err := list.Find(root, true)
	if err != nil {
		t.Fatal(err)
	}

	for _, damage := range []struct {
		name string
		do   func() error
		want error // what find says of it
	}{
		{"killed half way", func() error { return os.Remove(filepath.Join(Dir(root), list.Stamp)) }, ErrNotInstalled},
		{"library gone", func() error { return os.Remove(path) }, ErrNotInstalled},
		{"truncated", func() error { return os.Truncate(path, 100) }, ErrCorrupt},
		{"other content", func() error { return os.WriteFile(path, bytes.ToUpper(library), 0o644) }, ErrCorrupt},
		{"stamp is no JSON", func() error { return os.WriteFile(filepath.Join(Dir(root), list.Stamp), []byte("{"), 0o644) }, ErrCorrupt},
		{"stamp leads outside", func() error {
			return os.WriteFile(filepath.Join(Dir(root), list.Stamp), []byte(`{"library": "../../etc/passwd"}`), 0o644)
		}, ErrCorrupt},
		{"no pip", func() error {
			return errors.Join(os.RemoveAll(Dir(root)), os.MkdirAll(filepath.Join(Dir(root), "bin"), 0o755))
		}, ErrNotInstalled},
	} {
		t.Run(damage.name, func(t *testing.T) {
			if err := damage.do(); err != nil {
				t.Fatal(err)
			}
			if _, err := list.Find(root, false); !errors.Is(err, damage.want) {
				t.Errorf("find: %v, want %v", err, damage.want)
			}
			if err := list.Install(ctx, root, nil); err != nil {
				t.Fatal(err)
			}
			if got, err := list.Find(root, true); err != nil || got != path {
				t.Errorf("after another installation: %q, %v", got, err)
			}
		})
	}

	t.Run("whole and offline", func(t *testing.T) {
		t.Setenv("PATH", "") // neither Python nor network is asked
		var out bytes.Buffer
		if err := list.Install(ctx, root, &out); err != nil || out.Len() > 0 {
			t.Errorf("%v, said %q", err, out.String())
		}
	})
	t.Run("copied with new times", func(t *testing.T) {
		now := time.Now()
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
		if _, err := list.Find(root, false); err != nil {
			t.Error(err)
		}
	})
	t.Run("same size and time", func(t *testing.T) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(path, bytes.ToUpper(library), 0o644), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
			t.Fatal(err)
		}
		if _, err := list.Find(root, true); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%v, want %v", err, ErrCorrupt)
		}
		if err := os.WriteFile(path, library, 0o644); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("new pin, wrong hash", func(t *testing.T) {
		pinWheel(t, root, strings.Repeat("0", 64))
		err := list.Install(ctx, root, nil)
		expect(t, err, ErrInstall, "wrong hash")
		if _, err := list.Find(root, false); !errors.Is(err, ErrNotInstalled) {
			t.Errorf("the refused package counts as installed: %v", err)
		}
	})
	t.Run("no network", func(t *testing.T) {
		t.Setenv("PIP_NO_INDEX", "0")
		t.Setenv("PIP_FIND_LINKS", "")
		t.Setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple") // the discard port: nobody listens
		expect(t, list.Install(ctx, root, nil), ErrInstall, "can't be reached")
	})
}

func TestInstallFailures(t *testing.T) {
	for _, test := range []struct{ name, python, want string }{
		{"old Python", "echo 3 9", "Python is too old ("},
		{"Python 2", "echo 2 7", "is Python 2.7"},
		{"no Python", "", "no Python on the PATH"},
		{"no ensurepip", `[ "$1" = -c ] && echo 3 12 || { echo "ensurepip is not available."; exit 1; }`, "apt-get install python3-venv"},
		{"disk full", `[ "$1" = -c ] && echo 3 12 || { echo "OSError: [Errno 28] No space left on device"; exit 1; }`, "the disk is full"},
		{"unknown failure", `[ "$1" = -c ] && echo 3 12 || { echo "the moon is in the way"; exit 3; }`, "exit status 3: the moon is in the way"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := fakeProject(t)
			if test.python == "" {
				t.Setenv("PATH", t.TempDir())
			} else {
				fakePython(t, test.python)
			}
			expect(t, list.Install(t.Context(), root, nil), ErrInstall, test.want)
		})
	}
	t.Run("unwritable folder", func(t *testing.T) {
		root := fakeProject(t)
		write(t, filepath.Join(root, ".cache"), "a file where a folder should be stops even root")
		expect(t, list.Install(t.Context(), root, nil), ErrInstall, "make the folder writable")
	})
	t.Run("no requirements", func(t *testing.T) {
		root := fakeProject(t)
		write(t, filepath.Join(root, "requirements.txt"), "# nothing==1\n")
		expect(t, list.Install(t.Context(), root, nil), nil, "has no package")
	})
}

// TestInstallStops has a Python that starts a child and hangs, as pip does in a slow download.
func TestInstallStops(t *testing.T) {
	root := fakeProject(t)
	pidFile := filepath.Join(t.TempDir(), "pid")
	fakePython(t, `[ "$1" = -c ] && { echo 3 12; exit; }
/bin/sleep 600 &
echo $! > `+pidFile+`.new
/bin/mv `+pidFile+`.new `+pidFile+`
wait
`)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- list.Install(ctx, root, nil) }()
	pid := awaitPID(t, pidFile)
	cancel()
	select {
	case err := <-done:
		expect(t, err, context.Canceled, "was stopped")
	case <-time.After(10 * time.Second):
		t.Fatal("Install goes on after its context has ended")
	}
	await(t, "the child to end", func() bool { return ended(pid) })
}

// TestKilledInstaller kills a process that installs with SIGKILL. What it has started goes on, and keeps others waiting
// until it ends.
func TestKilledInstaller(t *testing.T) {
	if root := os.Getenv("IPD_TEST_ROOT"); root != "" {
		t.Fatalf("installed with a Python that hangs: %v", list.Install(t.Context(), root, nil))
	}
	root := fakeProject(t)
	pidFile := filepath.Join(t.TempDir(), "pid")
	fakePython(t, `[ "$1" = -c ] && { echo 3 12; exit; }
echo $$ > `+pidFile+`.new
/bin/mv `+pidFile+`.new `+pidFile+`
exec /bin/sleep 600
`)
	installer := exec.Command(os.Args[0], "-test.run=^TestKilledInstaller$")
	installer.Env = append(os.Environ(), "IPD_TEST_ROOT="+root)
	if err := installer.Start(); err != nil {
		t.Fatal(err)
	}
	child := awaitPID(t, pidFile)
	if err := installer.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := installer.Wait(); err == nil {
		t.Error("the installer ended well")
	}
	if held, err := tryLock(filepath.Join(root, ".cache", "venv.lock")); held != nil || err != nil {
		t.Errorf("the lock is free (%v) though a child still writes", err)
	}
	if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	held, err := lock(t.Context(), root, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	held.Close()
}

// awaitPID waits for a script to write its process's number.
func awaitPID(t *testing.T, path string) int {
	t.Helper()
	var text []byte
	await(t, "the child to start", func() bool {
		var err error
		text, err = os.ReadFile(path)
		return err == nil
	})
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// ended reports whether a process has ended, which one that nobody has waited for yet has too.
func ended(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func TestInstallWaitsOnlyAsLongAsItMay(t *testing.T) {
	root := fakeProject(t)
	held, err := lock(t.Context(), root, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var out bytes.Buffer
	expect(t, list.Install(ctx, root, &out), context.DeadlineExceeded, "waiting for another process")
	if !strings.Contains(out.String(), "Another process is installing") {
		t.Errorf("said %q", out.String())
	}
}

// expect checks an error's kind and a part of its sentence.
func expect(t *testing.T, err, kind error, part string) {
	t.Helper()
	if err == nil || kind != nil && !errors.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("error %v\nwant %v with %q", err, kind, part)
	}
}

// await polls for up to ten seconds, far more than any of the things awaited takes.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 1000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited too long for %s", what)
}
