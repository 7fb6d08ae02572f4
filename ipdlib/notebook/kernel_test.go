package notebook_test

import (
	"bytes"
	"encoding/gob"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// program is testdata/cell, built once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "notebook-cell-")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "cell")
	out, err := exec.Command("go", "build", "-o", path, "./testdata/cell").CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return path, err
})

var built string // the folder with the program, if there is one

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// cell is a program of GoNB's and what it told the kernel.
type cell struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer           // to be read after wait
	waiting        chan struct{}          // closed when the cell prints its first line
	shown          []protocol.DisplayData // in order, without requests to sync; to be read after wait
	wait           func()
}

// firstLine closes a channel when something is printed.
type firstLine struct {
	text    *bytes.Buffer
	once    sync.Once
	printed chan struct{}
}

func (w *firstLine) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.printed) })
	return w.text.Write(p)
}

// start runs testdata/cell behind the two pipes of a kernel, which answers as GoNB does.
func start(t *testing.T, what string) *cell {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	c := &cell{cmd: exec.Command(path, what), waiting: make(chan struct{})}
	toKernel, fromKernel := pipe(t, "to"), pipe(t, "from")
	c.cmd.Env = append(os.Environ(), protocol.GONB_PIPE_ENV+"="+toKernel.Name(), protocol.GONB_PIPE_BACK_ENV+"="+fromKernel.Name())
	c.cmd.Stdout, c.cmd.Stderr = &firstLine{text: &c.stdout, printed: c.waiting}, &c.stderr
	var kernel sync.WaitGroup
	kernel.Go(func() { c.answer(gob.NewDecoder(toKernel), gob.NewEncoder(fromKernel)) })
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.wait = func() {
		_ = c.cmd.Wait() // the tests look at the exit status
		toKernel.Close()
		kernel.Wait()
	}
	return c
}

// pipe makes a named pipe. It is opened for both directions, so that neither side waits for the other.
func pipe(t *testing.T, name string) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// answer keeps what is shown and acknowledges requests to sync, until the pipe is closed.
func (c *cell) answer(from *gob.Decoder, to *gob.Encoder) {
	for {
		var data protocol.DisplayData
		if from.Decode(&data) != nil {
			return
		}
		if request, ok := data.Data[protocol.MIMECommValue].(protocol.CommValue); ok {
			if to.Encode(&protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: request.Value}) != nil {
				return
			}
			continue
		}
		c.shown = append(c.shown, data)
	}
}

// run starts a cell and waits for its end.
func run(t *testing.T, what string) *cell {
	t.Helper()
	c := start(t, what)
	c.wait()
	return c
}

// text is one form of what was shown i-th.
func (c *cell) text(t *testing.T, i int, mime protocol.MIMEType) string {
	t.Helper()
	if i >= len(c.shown) {
		t.Fatalf("%d things were shown; stdout %q, stderr %q", len(c.shown), &c.stdout, &c.stderr)
	}
	text, ok := c.shown[i].Data[mime].(string)
	if !ok {
		t.Fatalf("no %s among %v", mime, c.shown[i].Data)
	}
	return text
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}
