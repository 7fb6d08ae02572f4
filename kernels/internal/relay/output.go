package relay

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/link"
	"ipd/kernels/internal/wire"
)

// congested is how often is asked whether the clients have caught up.
const congested = time.Millisecond

// keepFile is how long a process may take to end after its output has: then it no longer holds the file that it gave, and
// the relay closes it for good, which takes the system a while.
const keepFile = 200 * time.Millisecond

// listenForOutput takes what the cells' processes print and display.
func (r *relay) listenForOutput() error {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: link.Path(r.folder), Net: "unix"})
	if err != nil {
		return err
	}
	go func() {
		for {
			raw, err := listener.AcceptUnix()
			if err != nil {
				return
			}
			r.do(func() { r.attach(link.New(raw)) })
		}
	}()
	return nil
}

// attach connects a process with the running cell.
func (r *relay) attach(c *link.Conn) {
	e := r.running
	if e == nil || e.finishing || c.Greet(link.Options{Input: r.asksForInput(e.content.Code), Tee: captures(e.content.Code)}) != nil {
		c.Close() // a process that outlived its cell
		return
	}
	e.links++
	go func() {
		program, file, err := c.Introduction()
		r.do(func() { e.program = program })
		for more := err == nil; more; {
			more = r.takeFrame(e, c)
		}
		r.do(func() {
			e.links--
			r.finish()
		})
		c.Close()
		time.Sleep(keepFile)
		unix.Close(file)
	}()
}

// takeFrame hands on one frame, once the clients have room for it, and tells whether another one may follow.
func (r *relay) takeFrame(e *execution, c *link.Conn) bool {
	kind, payload, err := c.Receive()
	if err != nil {
		return false // killed
	}
	for kind != link.End && r.iopub.Congested() {
		time.Sleep(congested)
	}
	for !r.handle(e, kind, payload) {
		time.Sleep(congested)
	}
	if kind == link.End {
		c.Confirm()
		return false
	}
	return true
}

// handle has the loop handle a frame, and tells whether it did: displays that come too fast are to wait.
func (r *relay) handle(e *execution, kind link.Kind, payload []byte) bool {
	handled := make(chan bool, 1)
	r.do(func() {
		if kind == link.Display && !e.interrupted() && !e.streams.pace.take(time.Now()) {
			handled <- false
			return
		}
		defer func() { handled <- true }()
		switch kind {
		case link.Stdout:
			r.onText(e, "stdout", string(payload))
		case link.Stderr:
			r.onText(e, "stderr", string(payload))
		case link.Display:
			e.streams.flush()
			r.display(e, payload)
		case link.Asked:
			e.asked++
			r.putQuestions(e)
		case link.End:
			var ended link.Ended
			if json.Unmarshal(payload, &ended) == nil {
				e.ended = ended
			}
		}
	})
	select {
	case ok := <-handled:
		return ok
	case <-r.gone:
		return true
	}
}

// display publishes what the cell displays: the first time under a display_id as display_data, then as an update of that.
func (r *relay) display(e *execution, content []byte) {
	var head struct {
		Transient struct {
			ID string `json:"display_id"`
		} `json:"transient"`
	}
	if err := json.Unmarshal(content, &head); err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel: display:", err)
		return
	}
	kind := "display_data"
	if id := head.Transient.ID; id != "" {
		if r.displayed[id] {
			kind = "update_display_data"
		}
		r.displayed[id] = true
	}
	r.publish(e.request.Answer(kind, json.RawMessage(content)))
}

// forInput finds what lets a cell ask its user: gonbui.RequestInput, and GoNB's commands for shell lines.
var forInput = lazily(`\bRequestInput\b|(?m)^(//gonb:)?%with_(inputs|password)\b`)

// asksForInput tells whether the cell, or a function of an earlier cell, may ask the user for input. Other cells find their
// standard input at its end: nobody could type there.
func (r *relay) asksForInput(code string) bool {
	if cell.IsMagic(code) {
		return true // GoNB writes the script there
	}
	return forInput().MatchString(code) || slices.ContainsFunc(r.history, func(c cell.Cell) bool { return forInput().MatchString(c.Code) })
}

// capture finds GoNB's command that writes a cell's output to a file.
var capture = lazily(`(?m)^(//gonb:)?%capture\b`)

func captures(code string) bool { return capture().MatchString(code) }

// onText joins a piece of the running cell's output.
func (r *relay) onText(e *execution, name, text string) {
	e.streams.add(name, text, time.Now())
	if !e.streams.ticking {
		e.streams.ticking = true
		r.tickLater(e)
	}
}

// onStream takes output that GoNB itself has read or written.
func (r *relay) onStream(e *execution, m *wire.Message) {
	var piece struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	if m.Decode(&piece) != nil {
		r.publish(m)
		return
	}
	if captures(e.content.Code) && !exitNote().MatchString(piece.Text) {
		return // a copy, for GoNB to capture
	}
	r.onText(e, piece.Name, piece.Text)
}
