package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo-terminal of so many columns. What is written to it can be read when the returned function is called,
// which closes it.
func terminal(t *testing.T, columns int) (*os.File, func() string) {
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
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(slave.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
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
