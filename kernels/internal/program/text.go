package program

import (
	"fmt"
	"os"
	"strconv"
	"unicode/utf8"

	"ipd/kernels/internal/link"
)

// LimitVariable is the environment variable with the size in MB of the output that a program or a shell line may show.
const LimitVariable = "IPD_OUTPUT_LIMIT"

const (
	defaultLimit = 10 << 20 // bytes; ten million characters make a notebook that a browser still opens
	keptTail     = 32 << 10 // bytes that are kept of each stream's end, beyond the limit
)

// limit is the number of bytes that a command may print.
func limit() int {
	if mb, err := strconv.ParseFloat(os.Getenv(LimitVariable), 64); err == nil && mb > 0 {
		return int(mb * (1 << 20))
	}
	return defaultLimit
}

// text cuts a command's output into frames that hold whole characters, and shortens what is too long: of output beyond the
// limit only the end is shown, behind a line that says so.
type text struct {
	send    func(kind link.Kind, data []byte) error
	left    int // bytes until the limit
	size    int // the limit
	streams map[link.Kind]*stream
	told    bool
}

// stream is one of stdout and stderr.
type stream struct {
	rest    []byte // the first bytes of a character whose last ones have not come
	tail    []byte // the end of what is beyond the limit
	dropped int    // bytes beyond the limit, tail included
}

func newText(size int, send func(link.Kind, []byte) error) *text {
	return &text{send: send, left: size, size: size, streams: map[link.Kind]*stream{link.Stdout: {}, link.Stderr: {}}}
}

// add takes a piece of output.
func (t *text) add(kind link.Kind, data []byte) error {
	s := t.streams[kind]
	if t.left == 0 {
		return t.drop(s, data)
	}
	if len(s.rest) > 0 {
		data = append(s.rest, data...)
		s.rest = nil
	}
	whole, rest := split(data)
	if len(whole) > t.left {
		whole, _ = split(data[:t.left])
		beyond := data[len(whole):]
		t.left = 0
		if err := t.emit(kind, whole); err != nil {
			return err
		}
		return t.drop(s, beyond)
	}
	t.left -= len(whole)
	s.rest = append(s.rest, rest...)
	return t.emit(kind, whole)
}

func (t *text) emit(kind link.Kind, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	return t.send(kind, data)
}

// drop keeps the end of what is beyond the limit.
func (t *text) drop(s *stream, data []byte) error {
	s.dropped += len(data)
	s.tail = append(s.tail, data...)
	if len(s.tail) > 2*keptTail {
		s.tail = append(s.tail[:0], s.tail[len(s.tail)-keptTail:]...)
	}
	if t.told {
		return nil
	}
	t.told = true
	return t.send(link.Stderr, []byte(fmt.Sprintf("\n[the output is longer than %s and is left out from here on, but for its end; %s sets the limit in MB]\n",
		megabytes(t.size), LimitVariable)))
}

// end sends what is left: half a character, and the ends of what is beyond the limit.
func (t *text) end() error {
	for _, kind := range []link.Kind{link.Stdout, link.Stderr} {
		s := t.streams[kind]
		if err := t.emit(kind, s.rest); err != nil {
			return err
		}
		if s.dropped == 0 {
			continue
		}
		tail := s.tail[max(0, len(s.tail)-keptTail):]
		for i := 0; i < utf8.UTFMax && i < len(tail) && !utf8.RuneStart(tail[0]); i++ {
			tail = tail[1:]
		}
		note := fmt.Sprintf("[%s of output left out here]\n", megabytes(s.dropped-len(tail)))
		if err := t.send(link.Stderr, []byte(note)); err != nil {
			return err
		}
		if err := t.emit(kind, tail); err != nil {
			return err
		}
	}
	return nil
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// split cuts data before a character at its end that is not whole.
func split(data []byte) (whole, rest []byte) {
	for back := 1; back < utf8.UTFMax && back <= len(data); back++ {
		at := len(data) - back
		if !utf8.RuneStart(data[at]) {
			continue
		}
		if !utf8.FullRune(data[at:]) {
			return data[:at], data[at:]
		}
		break
	}
	return data, nil
}
