package program

import (
	"bytes"
	"encoding/gob"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"golang.org/x/sys/unix"

	"ipd/kernels/internal/link"
)

// taken is what take hands on until nothing is left.
func taken(t *testing.T, p *pipes) (got []string) {
	for {
		some, err := p.take(make([]byte, 1<<16), func(_ *pipe, data []byte) error {
			got = append(got, string(data))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !some {
			return got
		}
	}
}

func TestOutputIsPutInOrder(t *testing.T) {
	long := strings.Repeat("x", 10000) // three packets
	for _, c := range []struct{ name, writes string }{
		{"in turn", "a1 b1 a2 b2 a3 b3 a4 b4"},
		{"one, then the other", "a1 a2 a3 b1 b2 b3"},
		{"a row at the end", "a1 b1 a2 b2 b3 b4"},
		{"one alone", "b1 b2 b3"},
		{"long ones", "a1 b" + long + " a2 b3"},
	} {
		p, err := newPipes(t.TempDir(), "stdout", "stderr")
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		writes := strings.Fields(c.writes)
		for _, text := range writes {
			if _, err := p.list[text[0]-'a'].write.WriteString(text); err != nil {
				t.Fatal(err)
			}
		}
		if got := taken(t, p); strings.Join(got, "") != strings.Join(writes, "") {
			t.Errorf("%s: %.80q", c.name, got)
		}
	}
}

func TestAClosedPipeIsOver(t *testing.T) {
	p, err := newPipes(t.TempDir(), "stdout", "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	p.list[0].write.WriteString("last words")
	p.closeWriters()
	if got := taken(t, p); !slices.Equal(got, []string{"last words"}) || p.list[0].open || p.list[1].open {
		t.Errorf("%q, open %v %v", got, p.list[0].open, p.list[1].open)
	}
}

// TestDisplaysComeWhole: displays between lines stay between them, whatever their size, and are what GoNB would have made.
func TestDisplaysComeWhole(t *testing.T) {
	p, err := newPipes(t.TempDir(), "stdout", "stderr", "display")
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	writer, err := os.OpenFile(p.path("display"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	back, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	var sent []string
	d := newDisplays(func(_ link.Kind, data []byte) error { sent = append(sent, string(data)); return nil }, back)
	p.list[2].need = d.need
	encoder := gob.NewEncoder(writer)
	long := strings.Repeat("é", 9000)
	for _, html := range []string{"one", long, ""} {
		p.list[0].write.WriteString("before " + html[:min(3, len(html))])
		if err := encoder.Encode(&protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextHTML: html}}); err != nil {
			t.Fatal(err)
		}
	}
	for some := true; some; {
		some, err = p.take(make([]byte, 1<<16), func(from *pipe, data []byte) error {
			if from == p.list[2] {
				return d.add(bytes.Clone(data))
			}
			sent = append(sent, string(data))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	display := func(html string) string { return `{"data":{"text/html":"` + html + `"},"metadata":{},"transient":{}}` }
	if want := []string{"before one", display("one"), "before " + long[:3], display(long), "before ", display("")}; !slices.Equal(sent, want) {
		t.Errorf("%.300q", sent)
	}
}

func TestMessageSize(t *testing.T) {
	for size, text := range map[int]string{1: "\x00", 4: "\x03abc", 2 + 128: "\xff\x80", 3 + 0x1234: "\xfe\x12\x34rest"} {
		if got, ok := messageSize([]byte(text)); got != size || !ok {
			t.Errorf("%q: %d, %v; want %d", text, got, ok, size)
		}
	}
	for _, text := range []string{"", "\xff", "\xfe\x12"} {
		if got, ok := messageSize([]byte(text)); ok {
			t.Errorf("%q: %d", text, got)
		}
	}
}

func TestWakePipe(t *testing.T) {
	read, write, err := wakePipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(read)
	defer unix.Close(write)
	unix.Write(write, make([]byte, 200))
	drain(read)
	if _, err := unix.Read(read, make([]byte, 1)); err != unix.EAGAIN {
		t.Errorf("not drained: %v", err)
	}
}
