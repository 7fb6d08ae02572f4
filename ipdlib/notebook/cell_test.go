package notebook_test

import (
	"bytes"
	"image/png"
	"syscall"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func TestFigure(t *testing.T) {
	c := run(t, "figure")
	picture, ok := c.shown[0].Data[protocol.MIMEImagePNG].([]byte)
	if len(c.shown) != 1 || !ok {
		t.Fatalf("shown: %v", c.shown)
	}
	config, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil || config.Width != 640 || config.Height != 480 { // 6.4 x 4.8 in at 100 dpi
		t.Errorf("%d x %d pixels, %v", config.Width, config.Height, err)
	}
	if alt := c.shown[0].Metadata["alt"]; alt != "A falling loss." {
		t.Errorf("alt %q", alt)
	}
	contains(t, c.text(t, 0, protocol.MIMETextPlain), "[figure: A falling loss.]")
}

func TestFigureWithoutWords(t *testing.T) {
	contains(t, run(t, "wordless figure").text(t, 0, protocol.MIMETextPlain), "[figure, 6.4 x 4.8 in]")
}

func TestImpossibleFigureEndsTheCell(t *testing.T) {
	c := run(t, "impossible figure")
	if c.cmd.ProcessState.ExitCode() != 1 || len(c.shown) != 0 {
		t.Errorf("exit status %d, shown %v", c.cmd.ProcessState.ExitCode(), c.shown)
	}
	contains(t, c.stderr.String(), "fatal error: figure: loss:", `/main.go:`, `: notebook.Show(figure.Loss(figure.LossData{}))`)
}

func TestMarkdown(t *testing.T) {
	if got := run(t, "markdown").text(t, 0, protocol.MIMETextMarkdown); got != "half is $0.5$" {
		t.Errorf("%q", got)
	}
}

func TestTable(t *testing.T) {
	c := run(t, "table")
	contains(t, c.text(t, 0, protocol.MIMETextHTML),
		`<th style="text-align:left">name</th><th style="text-align:right">a&lt;b</th>`,
		`<td style="text-align:left">x &amp; y</td><td style="text-align:right">1.23</td>`, `-2.0 ± 0.5`)
	if got, want := c.text(t, 0, protocol.MIMETextPlain), "name   a<b\nx & y  1.23\nz      -2.0 ± 0.5"; got != want {
		t.Errorf("plain table\n%s\nwant\n%s", got, want)
	}
}

// The bar is replaced in place: all drawings have one id, and a sentence comes last.
func TestProgress(t *testing.T) {
	c := run(t, "progress")
	if len(c.shown) < 3 {
		t.Fatalf("shown %d times", len(c.shown))
	}
	for i, shown := range c.shown {
		if shown.DisplayID == "" || shown.DisplayID != c.shown[0].DisplayID {
			t.Errorf("drawing %d has the id %q, the first %q", i, shown.DisplayID, c.shown[0].DisplayID)
		}
	}
	contains(t, c.text(t, 0, protocol.MIMETextHTML), "width:33.3%", "1 of 3 epochs", "about 0.0 s left", "loss &lt;1&gt;")
	last := c.text(t, len(c.shown)-1, protocol.MIMETextPlain)
	contains(t, last, "3 of 3 epochs in 0.", "; loss <1>.")
}

// What comes before the first step is said once it takes time, and of work that was found again nothing is.
func TestBeginning(t *testing.T) {
	c := run(t, "slow beginning")
	if first := c.text(t, 0, protocol.MIMETextPlain); first != "0 of 3 epochs in 1 s; compiling" {
		t.Errorf("%q", first)
	}
	contains(t, c.text(t, len(c.shown)-1, protocol.MIMETextPlain), "1 of 3 epochs in 1 s; loss 1.")
	if c := run(t, "quick beginning"); len(c.shown) != 0 {
		t.Errorf("shown: %v", c.shown)
	}
}

func TestProgressOfNothingSaysNothing(t *testing.T) {
	if c := run(t, "no progress"); len(c.shown) != 0 {
		t.Errorf("shown: %v", c.shown)
	}
}

// An error in a cell is one sentence with the lines that led to it, and progress comes to its end.
func TestMust(t *testing.T) {
	c := run(t, "must")
	if c.cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("exit status %d", c.cmd.ProcessState.ExitCode())
	}
	contains(t, c.stderr.String(), "fatal error: no such sound\n\n",
		`main.go:80: func failing() int { return notebook.Must(0, errors.New("no such sound")) }`, `main.go:65: fmt.Println(failing())`)
	contains(t, c.text(t, len(c.shown)-1, protocol.MIMETextPlain), "1 of 3 epochs in")
}

func TestStop(t *testing.T) {
	c := start(t, "stop")
	interruptWhenWaiting(t, c)
	c.wait()
	if c.cmd.ProcessState.ExitCode() != 130 || c.stderr.Len() > 0 {
		t.Errorf("exit status %d, stderr %q", c.cmd.ProcessState.ExitCode(), &c.stderr)
	}
	contains(t, c.stdout.String(), "Stopped. What was finished is kept")
}

// A cell that ignores its context is ended by the second press.
func TestSecondStop(t *testing.T) {
	c := start(t, "stubborn")
	interruptWhenWaiting(t, c)
	done := make(chan struct{})
	go func() { c.wait(); close(done) }()
	for {
		select {
		case <-done:
			if status := c.cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
				t.Errorf("ended with %v", c.cmd.ProcessState)
			}
			return
		case <-time.After(50 * time.Millisecond):
			_ = c.cmd.Process.Signal(syscall.SIGINT) // an error means that it has ended
		}
	}
}

func interruptWhenWaiting(t *testing.T, c *cell) {
	t.Helper()
	select {
	case <-c.waiting:
	case <-time.After(time.Minute):
		t.Fatal("the cell never waited")
	}
	if err := c.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
}
