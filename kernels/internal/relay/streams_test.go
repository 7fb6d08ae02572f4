package relay

import (
	"strings"
	"testing"
	"time"
)

// collect makes streams that write what they send into a list, as name:text.
func collect() (s *streams, sent *[]string) {
	sent = new([]string)
	return &streams{send: func(name, text string) { *sent = append(*sent, name+":"+text) }}, sent
}

// crashPieces is how GoNB passes on a panic: every write of Go's runtime by itself.
var crashPieces = []string{"panic: ", "runtime error: index out of range [2] with length 1", "\n", "\n", "goroutine ", "1",
	" [running]:\nmain.main()\n\t/tmp/gonb_6b84088e/main.go:", "12 +0x52\n", "exit status 2\n"}

func TestStreams(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name   string
		act    func(s *streams) (crash string)
		sent   []string
		crash  string
		failed bool
	}{
		{name: "joined until the name changes", act: func(s *streams) string {
			s.add("stdout", "a", now)
			s.add("stdout", "b\n", now)
			s.add("stderr", "c", now)
			s.add("stdout", "d", now)
			return s.end(false)
		}, sent: []string{"stdout:ab\n", "stderr:c", "stdout:d"}},
		{name: "a panic is no output", act: func(s *streams) string {
			s.add("stdout", "before\n", now)
			s.add("stderr", "log\n", now)
			for _, piece := range crashPieces {
				s.add("stderr", piece, now)
			}
			return s.end(true)
		}, sent: []string{"stdout:before\n", "stderr:log\n"}, crash: strings.Join(crashPieces[:8], "")},
		{name: "in one piece, after a line", act: func(s *streams) string {
			s.add("stderr", "log\npanic: x\n\ngoroutine 1", now)
			return s.end(true)
		}, sent: []string{"stderr:log\n"}, crash: "panic: x\n\ngoroutine 1"},
		{name: "not at the start of a line", act: func(s *streams) string {
			s.add("stderr", "no ", now)
			s.tick(now)
			s.add("stderr", "panic: x\n", now)
			return s.end(true)
		}, sent: []string{"stderr:no ", "stderr:panic: x\n"}},
		{name: "a program that only says so", act: func(s *streams) string {
			s.add("stderr", "panic: not really\n", now)
			return s.end(false)
		}, sent: []string{"stderr:panic: not really\n"}},
		{name: "a program that says so and goes on for long", act: func(s *streams) string {
			s.add("stderr", "panic: not really\n", now)
			if !s.tick(now.Add(crashFor / 2)) {
				t.Error("nobody will come back to a crash that is kept")
			}
			if s.tick(now.Add(crashFor + 1)) {
				t.Error("the crash was not given up")
			}
			return s.end(true)
		}, sent: []string{"stderr:panic: not really\n"}},
		{name: "GoNB's note is dropped with a failure", act: func(s *streams) string {
			s.add("stderr", "why\n", now)
			s.add("stderr", "^C\nsignal: interrupt\n", now)
			return s.end(true)
		}, sent: []string{"stderr:why\n"}},
		{name: "so are the notes of several lines", act: func(s *streams) string {
			s.add("stderr", "^C\nexit status 130\n", now)
			s.add("stderr", "^C\nsignal: interrupt\n", now)
			return s.end(true)
		}},
		{name: "and kept without", act: func(s *streams) string {
			s.add("stderr", "exit status 1\n", now)
			return s.end(false)
		}, sent: []string{"stderr:exit status 1\n"}},
		{name: "and no note if output follows", act: func(s *streams) string {
			s.add("stderr", "exit status 1\n", now)
			s.add("stdout", "more\n", now)
			return s.end(true)
		}, sent: []string{"stderr:exit status 1\n", "stdout:more\n"}},
		{name: "nothing waits beyond its size", act: func(s *streams) string {
			s.add("stdout", strings.Repeat("x", joinUpTo), now)
			return ""
		}, sent: []string{"stdout:" + strings.Repeat("x", joinUpTo)}},
	} {
		s, sent := collect()
		if crash := c.act(s); crash != c.crash {
			t.Errorf("%s: crash %q, want %q", c.name, crash, c.crash)
		}
		if strings.Join(*sent, "|") != strings.Join(c.sent, "|") {
			t.Errorf("%s: sent %q, want %q", c.name, *sent, c.sent)
		}
	}
}

// FuzzStreams: whatever the pieces, no byte is lost, none is added and each stream keeps its order.
func FuzzStreams(f *testing.F) {
	f.Add("a\x00panic: b\x01c\x00exit status 1\n\x01", true)
	f.Fuzz(func(t *testing.T, script string, tick bool) {
		s, sent := collect()
		want := map[string]string{}
		now := time.Now()
		for i, piece := range strings.FieldsFunc(script, func(r rune) bool { return r < 2 }) {
			name := []string{"stdout", "stderr"}[(i+len(piece))%2]
			want[name] += piece
			s.add(name, piece, now)
			if now = now.Add(crashFor); tick {
				s.tick(now)
			}
		}
		s.end(false)
		got := map[string]string{}
		for _, message := range *sent {
			name, text, _ := strings.Cut(message, ":")
			got[name] += text
		}
		if got["stdout"] != want["stdout"] || got["stderr"] != want["stderr"] {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
