package program

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ipd/kernels/internal/link"
)

// shown collects what text sends.
type shown struct {
	frames []string
	text   map[link.Kind]string
}

func (s *shown) send(kind link.Kind, data []byte) error {
	if s.text == nil {
		s.text = map[link.Kind]string{}
	}
	s.frames = append(s.frames, string(data))
	s.text[kind] += string(data)
	return nil
}

func TestCharactersStayWhole(t *testing.T) {
	all := "aé°日本🎉" + strings.Repeat("🎉é", 40)
	for step := 1; step < 9; step++ {
		s := &shown{}
		text := newText(1<<20, s.send)
		for i := 0; i < len(all); i += step {
			if err := text.add(link.Stdout, []byte(all[i:min(i+step, len(all))])); err != nil {
				t.Fatal(err)
			}
		}
		text.end()
		for _, frame := range s.frames {
			if !utf8.ValidString(frame) {
				t.Errorf("steps of %d: frame %q", step, frame)
			}
		}
		if s.text[link.Stdout] != all {
			t.Errorf("steps of %d: %q", step, s.text[link.Stdout])
		}
	}
}

func TestBytesThatAreNoTextPass(t *testing.T) {
	s := &shown{}
	text := newText(1<<20, s.send)
	text.add(link.Stdout, []byte("a\xff\xfe\xe6"))
	text.add(link.Stdout, []byte("\xe6b"))
	text.end()
	if got := s.text[link.Stdout]; got != "a\xff\xfe\xe6\xe6b" {
		t.Errorf("%q", got)
	}
}

func TestTooMuchIsCut(t *testing.T) {
	s := &shown{}
	text := newText(1000, s.send)
	text.add(link.Stderr, []byte("begin\n"))
	for range 100000 {
		text.add(link.Stdout, []byte("ééééééé\n"))
	}
	text.add(link.Stdout, []byte("end"))
	text.end()
	out, notes := s.text[link.Stdout], s.text[link.Stderr]
	if !utf8.ValidString(out) || !strings.HasSuffix(out, "é\nend") || len(out) > 1000+keptTail || len(out) < keptTail {
		t.Errorf("%d bytes, end %q", len(out), out[len(out)-20:])
	}
	if !strings.HasPrefix(notes, "begin\n\n[the output is longer than 0.0 MB") || !strings.Contains(notes, "MB of output left out here]") || strings.Count(notes, "[") != 2 {
		t.Errorf("notes %q", notes)
	}
}
