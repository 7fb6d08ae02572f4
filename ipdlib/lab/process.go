package lab

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// orphanTime is how long kernels live whose parent was killed: they look for it every half second, give their cells
// 0.4 s to end, and then end too.
const orphanTime = time.Second

// grace is how long what a program has started may hold its output after the program was killed.
const grace = 3 * orphanTime

// command prepares a program that ends together with its context, and with this process however that ends. What it has
// started in its own group ends with it.
func command(ctx context.Context, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = env
	cmd.WaitDelay = grace
	together(cmd)
	return cmd
}

// start starts a program and says on the channel how it ended. It keeps one thread for that: the system's promise to end
// the program with this process is bound to the thread that started it.
func start(cmd *exec.Cmd) (ended <-chan error, err error) {
	began, over := make(chan error), make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		began <- err
		if err == nil {
			over <- cmd.Wait()
		}
	}()
	return over, <-began
}

// run starts a program and waits for it.
func run(cmd *exec.Cmd) error {
	ended, err := start(cmd)
	if err != nil {
		return err
	}
	return <-ended
}

// output runs a program and returns what it wrote. Its error says the program's own last lines.
func output(ctx context.Context, env []string, dir, name string, args ...string) (string, error) {
	var text bytes.Buffer
	cmd := command(ctx, env, name, args...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = &text, &text
	err := run(cmd)
	if err == nil {
		return text.String(), nil
	}
	what := strings.Join(append([]string{name}, args...), " ")
	if ctx.Err() != nil {
		return text.String(), fmt.Errorf("%s was stopped: %w", what, ctx.Err())
	}
	return text.String(), fmt.Errorf("%s: %w: %s", what, err, tail(text.String(), 12))
}

// tail returns the last lines of a text.
func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// sayLater says a sentence unless the returned function is called within the time: what is done at once needs no
// announcement.
func sayLater(out io.Writer, after time.Duration, sentence string) (done func()) {
	timer := time.AfterFunc(after, func() { fmt.Fprintln(out, sentence) })
	return func() { timer.Stop() }
}
