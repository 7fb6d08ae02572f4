package relay

import (
	"strings"
	"time"
)

const (
	// joinFor is how long output is kept back to be joined with what follows. GoNB sends every write of a program as a message
	// of its own: a panic takes about nine.
	joinFor = 40 * time.Millisecond
	// joinUpTo is the size at which output is sent without waiting, in bytes.
	joinUpTo = 256 << 10
	// crashFor is how long after its last piece the text of a crash is kept back for the error message. A program that
	// writes such a text and goes on gets it back as output.
	crashFor = 5 * time.Second
)

// exitNote is what GoNB adds to stderr when a process has failed, in one write. The error says it.
var exitNote = lazily(`^(\^C\n)?(exit status \d+|signal: [a-z ]+( \(core dumped\))?)\n$`)

// streams joins a cell's output.
type streams struct {
	send func(name, text string)

	name    string // of the output in text
	text    strings.Builder
	midLine bool // what went to stderr before text does not end a line
	pace    pace
	later   [2]strings.Builder // stdout and stderr that came too fast to be kept in order

	crash   strings.Builder // from where stderr tells of a crash
	crashAt time.Time       // when its last piece came
	note    string          // GoNB's exit notes, unless something else followed
	ticking bool            // a flush is due
}

// add takes a piece of output.
func (s *streams) add(name, text string, at time.Time) {
	if name == "stderr" && exitNote().MatchString(text) {
		s.note += text // GoNB goes on to the cell's next `!` line
		return
	}
	if s.note != "" { // no note, then
		note := s.note
		s.note = ""
		s.put("stderr", note, at)
	}
	s.put(name, text, at)
}

func (s *streams) put(name, text string, at time.Time) {
	if name == "stderr" && s.crash.Len() > 0 {
		s.crash.WriteString(text)
		s.crashAt = at
		return
	}
	stdout, stderr := &s.later[0], &s.later[1]
	if name != s.name && (stdout.Len()+stderr.Len() > 0 || s.text.Len() > 0 && !s.pace.take(at)) {
		if name == "stdout" {
			stdout.WriteString(text)
		} else {
			stderr.WriteString(text)
		}
	} else {
		s.start(name, text, at)
	}
	if s.text.Len()+stdout.Len()+stderr.Len() >= joinUpTo {
		s.flush()
	}
}

// start puts a piece of output behind what waits of the same stream; what waits of the other is sent before.
func (s *streams) start(name, text string, at time.Time) {
	if name != s.name {
		s.sendText()
		s.name = name
	}
	s.text.WriteString(text)
	if name == "stderr" {
		s.splitCrash(at)
	}
}

// splitCrash moves the text of a crash from text to crash.
func (s *streams) splitCrash(at time.Time) {
	text := s.text.String()
	for _, span := range crashBegins().FindAllStringIndex(text, -1) {
		if span[0] == 0 && s.midLine {
			continue
		}
		s.text.Reset()
		s.text.WriteString(text[:span[0]])
		s.crash.WriteString(text[span[0]:])
		s.crashAt = at
		return
	}
}

// flush sends what waits, but for a crash and an exit note.
func (s *streams) flush() {
	s.sendText()
	for i, name := range []string{"stdout", "stderr"} {
		if text := s.later[i].String(); text != "" {
			s.later[i].Reset()
			s.start(name, text, time.Now())
			s.sendText()
		}
	}
}

func (s *streams) sendText() {
	if s.text.Len() == 0 {
		return
	}
	text := s.text.String()
	s.text.Reset()
	if s.name == "stderr" {
		s.midLine = !strings.HasSuffix(text, "\n")
	}
	s.send(s.name, text)
}

// tick flushes, and gives up a crash that nothing came of. It tells whether to tick again.
func (s *streams) tick(at time.Time) (again bool) {
	s.flush()
	if s.crash.Len() > 0 && at.Sub(s.crashAt) > crashFor {
		s.release()
	}
	return s.crash.Len() > 0
}

// release sends the text of a crash as output.
func (s *streams) release() {
	text := s.crash.String()
	s.crash.Reset()
	s.flush()
	s.name = "stderr"
	s.text.WriteString(text)
	s.flush()
}

// end sends everything. If the cell failed, the text of a crash is returned instead, and GoNB's exit note is dropped.
func (s *streams) end(failed bool) (crash string) {
	if failed {
		crash = s.crash.String()
		s.crash.Reset()
		s.note = ""
	}
	if s.crash.Len() > 0 {
		s.release()
	}
	if s.note != "" {
		s.put("stderr", s.note, time.Time{})
		s.note = ""
	}
	s.flush()
	return crash
}

func (r *relay) tickLater(e *execution) {
	r.after(joinFor, func() {
		if e.streams.ticking = e.streams.tick(time.Now()); e.streams.ticking {
			r.tickLater(e)
		}
	})
}

// flush sends the running cell's output so far.
func (r *relay) flush() {
	if r.running != nil {
		r.running.streams.flush()
	}
}
