package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// openTerminal opens both sides of a pseudo-terminal of so many columns.
func openTerminal(t *testing.T, columns int) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no pseudo-terminals here: ", err)
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(slave.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	return master, slave
}

// terminal opens a pseudo-terminal of so many columns. What is written to it can be read when the returned function is called,
// which closes it.
func terminal(t *testing.T, columns int) (*os.File, func() string) {
	t.Helper()
	master, slave := openTerminal(t, columns)
	text := make(chan string)
	go func() {
		all, _ := io.ReadAll(master) // ends with an error when the other side is closed
		text <- string(all)
	}()
	return slave, func() string {
		slave.Close()
		defer master.Close()
		return <-text
	}
}

// TestCompletionInShells types into a bash and a zsh, both without any set-up of their own.
func TestCompletionInShells(t *testing.T) {
	bin := t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(bin, "ipd")); err != nil {
		t.Fatal(err)
	}
	for _, shell := range []struct {
		argv  []string
		begin string
	}{
		{[]string{"bash", "--norc", "--noprofile", "-i"}, "source <(ipd completion bash)"},
		{[]string{"zsh", "-f", "-i"}, "autoload -U compinit; compinit -u -D; source <(ipd completion zsh)"},
	} {
		if _, err := exec.LookPath(shell.argv[0]); err != nil {
			t.Logf("no %s here", shell.argv[0])
			continue
		}
		for typed, want := range map[string]string{
			"ipd swe\t-dry":                  "ipd sweep -dry",
			"ipd sweep -set learning_r\t0.5": "learning_rate=0.5", // without a blank between
			"ipd sweep --dry\t.":             "--dry-run .",
		} {
			t.Run(shell.argv[0]+" "+want, func(t *testing.T) {
				master, slave := openTerminal(t, 200)
				defer master.Close()
				cmd := exec.Command(shell.argv[0], shell.argv[1:]...)
				cmd.Env = append(command().Env, "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+bin, "TERM=dumb")
				cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
				cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				slave.Close()
				defer func() { cmd.Process.Kill(); cmd.Wait() }()
				var said strings.Builder
				await := func(what string) {
					t.Helper()
					pieces := make(chan string)
					go func() {
						defer close(pieces)
						for b := make([]byte, 4096); !strings.Contains(strings.ReplaceAll(said.String(), "\b ", ""), what); { // zsh writes its blank twice
							n, err := master.Read(b)
							if err != nil {
								return
							}
							said.Write(b[:n])
						}
						pieces <- what
					}()
					select {
					case _, ok := <-pieces:
						if !ok {
							t.Fatalf("%s ended; it said %q", shell.argv[0], said.String())
						}
					case <-time.After(time.Minute):
						t.Fatalf("no %q within a minute", what)
					}
				}
				io.WriteString(master, shell.begin+"; echo BE''GIN\n")
				await("BEGIN")
				said.Reset()
				io.WriteString(master, typed)
				await(want)
			})
		}
	}
}

// TestCompletionInFish asks a fish what it offers.
func TestCompletionInFish(t *testing.T) {
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("no fish here")
	}
	bin := t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(bin, "ipd")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(bin, "results"), 0o755); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"ipd swe":                   "sweep\t",
		"ipd sweep -dry":            "--dry-run\t",
		"ipd sweep -set learning_r": "learning_rate=\t",
		"ipd summary res":           "results/",
	} {
		cmd := command()
		env := append(cmd.Env, "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+bin)
		cmd = exec.Command(fish, "--no-config", "-c", "ipd completion fish | source; complete -C '"+typed+"'")
		cmd.Env, cmd.Dir = env, bin
		offered, err := cmd.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(offered), want) {
			t.Errorf("%q: fish offers %q (%v), want %q", typed, offered, err, want)
		}
	}
}

// TestTerminals shows bars where they can be drawn, and plain lines elsewhere.
func TestTerminals(t *testing.T) {
	settings := tiny(t, 2)
	for _, c := range []struct {
		columns int
		kind    string
		bars    bool
	}{{80, "xterm", true}, {20, "xterm", true}, {200, "xterm", true}, {0, "xterm", false}, {80, "dumb", false}, {80, "", false}} {
		slave, text := terminal(t, c.columns)
		cmd := command("sweep", "-settings", settings, "-out", filepath.Join(t.TempDir(), "results"))
		cmd.Env = append(cmd.Env, "TERM="+c.kind)
		cmd.Stderr = slave
		err := cmd.Run()
		said := text()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		if escapes := strings.Contains(said, "\x1b["); escapes != c.bars {
			t.Errorf("%d columns, TERM=%q: escapes %v, want %v: %q", c.columns, c.kind, escapes, c.bars, said)
		}
		if !c.bars && (strings.Count(said, "\n") != 4 || !strings.Contains(said, "4 of 4: run 2, ")) {
			t.Errorf("%d columns, TERM=%q: %q", c.columns, c.kind, said)
		}
	}
}
