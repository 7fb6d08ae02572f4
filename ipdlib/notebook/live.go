package notebook

import (
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
)

// live is an output that is replaced again and again while a cell runs, and once more at its end. Outside a notebook only
// its end is shown.
type live struct {
	id   string
	stop chan struct{} // closed at the end
	soon *time.Timer   // draws if nothing else has been until then; nil: nothing does
	tick sync.WaitGroup

	mu    sync.Mutex // guards all below, and the state that draw reads
	draw  func(at time.Time) content
	begun bool      // something was shown
	shown time.Time // when, the last time
	over  bool
}

const (
	// drawEvery is the least time between two drawings: more are not seen, and each is a message to the browser.
	drawEvery = 200 * time.Millisecond
	// tickEvery draws where nothing happens, so that the time left goes on.
	tickEvery = time.Second
	// soonTime is how long work may begin in silence: what is found again at once needs no bar.
	soonTime = time.Second
)

var (
	openMu sync.Mutex
	open   = map[*live]func(){} // what closes each live output that is not closed yet
)

// newLive begins an output; close is what closes it, should the cell end early. Nothing is shown before the first change.
func newLive(draw func(at time.Time) content, close func()) *live {
	l := &live{id: "live_" + gonbui.UniqueId(), draw: draw, stop: make(chan struct{})}
	openMu.Lock()
	defer openMu.Unlock()
	open[l] = close
	return l
}

// begin has the output shown soon, even if nothing changes: programs are compiled for seconds before the first step.
func (l *live) begin() {
	l.soon = time.AfterFunc(soonTime, func() { l.change(func() {}) })
}

// change changes the state that draw reads, and draws if it is time.
func (l *live) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
	if l.over || !gonbui.IsNotebook || time.Since(l.shown) < drawEvery {
		return
	}
	if !l.begun {
		l.begun = true
		l.tick.Go(l.keepTicking)
	}
	l.shown = time.Now()
	c := l.draw(l.shown)
	c.id = l.id
	send(c)
}

func (l *live) keepTicking() {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-ticker.C:
			l.change(func() {})
		}
	}
}

// end shows the last content for good. It reports false if the output was at its end already.
func (l *live) end(last func(at time.Time) (c content, worthShowing bool)) {
	openMu.Lock()
	delete(open, l)
	openMu.Unlock()

	l.mu.Lock()
	over := l.over
	l.over = true
	c, worth := last(time.Now())
	l.mu.Unlock()
	if over {
		return
	}
	if l.soon != nil {
		l.soon.Stop()
	}
	close(l.stop)
	l.tick.Wait()
	if worth || l.begun {
		c.id = l.id
		show(c)
	}
}

// endAll ends what is still live, before the cell ends early.
func endAll() {
	openMu.Lock()
	var all []func()
	for _, end := range open {
		all = append(all, end)
	}
	openMu.Unlock()
	for _, end := range all {
		end()
	}
}
