package relay

import (
	"fmt"
	"os"
	"time"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/keep"
	"ipd/kernels/internal/link"
	"ipd/kernels/internal/shell"
	"ipd/kernels/internal/wire"
)

// abortWindow is how long a failure is kept back, so that requests that the client sent before it could know of the failure
// have arrived and are aborted, too. A request that arrives after the client has read the reply is not.
const abortWindow = 20 * time.Millisecond

// An execution is one execute_request on its way through GoNB.
type execution struct {
	request *wire.Message
	content executeContent
	shown   string // the code as the client sent it

	said    string             // what commands of the relay's own have to say
	warning string             // about names that are not what the newest cell wanted
	refusal error              // why GoNB was given an empty cell in place of this one
	noInput bool               // the cell asked for input, and the client gives none
	told    map[step]time.Time // when each step was first told of an interrupt, nil without one

	links     int             // processes whose output still comes
	program   bool            // the last of them runs the cell's Go
	ended     link.Ended      // how the last of them ended
	questions []*wire.Message // the program's, that wait until GoNB is ready for the answer
	asked     int             // how many of them, or of those to come, GoNB is ready for
	streams   streams
	count     int           // GoNB's number for the cell, 0 if it has none
	reply     *wire.Message // GoNB's execute_reply, once it has come
	finished  *wire.Message // GoNB's idle, once it has come
	finishing bool          // the outcome is decided
}

func (e *execution) interrupted() bool { return e.told != nil }

// executeContent is the content of an execute_request, with the protocol's defaults.
type executeContent struct {
	Code         string `json:"code"`
	Silent       bool   `json:"silent"`
	StoreHistory bool   `json:"store_history"`
	AllowStdin   bool   `json:"allow_stdin"`
	StopOnError  bool   `json:"stop_on_error"`
}

// execute hands a cell to GoNB: as it is if GoNB can take it, with the shell commands led through ipd-shell, or else empty, so
// that GoNB counts it.
func (r *relay) execute(m *wire.Message) {
	e := &execution{request: m, content: executeContent{StoreHistory: true, AllowStdin: true, StopOnError: true}}
	err := m.Decode(&e.content)
	e.shown = e.content.Code
	e.content.Code = cell.Clean(e.content.Code)
	if err == nil {
		err = cell.Check(e.content.Code)
	}
	code := cell.ThroughShell(e.content.Code, shell.Name)
	if err == nil {
		code, e.said, err = keep.Prepare(r.folder, code)
	}
	if err != nil {
		e.refusal, code = err, ""
	} else {
		e.warning = r.names.warning(e.content.Code)
	}
	e.content.StoreHistory = e.content.StoreHistory && !e.content.Silent
	sent := *m
	err = sent.SetContent(map[string]any{"code": code, "silent": e.content.Silent, "store_history": e.content.StoreHistory,
		"allow_stdin": e.content.AllowStdin, "user_expressions": map[string]any{}})
	if err != nil { // not even an object
		r.answer(r.shell, m, "execute_reply", failure{"ProtocolError", err.Error(), nil}.content())
		return
	}
	if err := shell.TakeFailure(r.folder); err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel: left over:", err) // of a command that outlived its cell
	}
	r.running = e
	e.streams.send = func(name, text string) {
		r.publish(m.Answer("stream", map[string]any{"name": name, "text": text}))
	}
	r.gonb.send(r.gonb.shell, &sent, r.key)
}

// onReply takes a message from GoNB's shell socket.
func (r *relay) onReply(m *wire.Message) {
	if len(m.Route) == 0 { // an answer to the relay itself
		if m.Head.Type == "kernel_info_reply" {
			r.info = m.Content
			r.next()
		}
		return
	}
	if e := r.running; e != nil && m.Head.Type == "execute_reply" && m.ParentID() == e.request.Head.ID {
		e.reply = m
		r.finish()
		return
	}
	r.mend(m)
	r.shell.Send(r.frames(m))
}

// promptDelay is how long a shell line's question waits on its way to the client: GoNB first asks and then notes who gets the
// answer, and an answer that comes in between is lost, with the cell waiting for ever. A program can answer that fast, a person
// can't. Of questions of the cell's Go, GoNB tells when it is ready (see ../program).
const promptDelay = 50 * time.Millisecond

// onInputRequest takes GoNB's question for a line of input.
func (r *relay) onInputRequest(m *wire.Message) {
	e := r.running
	if e != nil && m.ParentID() != e.request.Head.ID {
		e = nil // a question of a cell that has ended
	}
	switch {
	case e != nil && !e.content.AllowStdin:
		e.noInput = true
		r.interrupt()
	case e != nil && e.program:
		e.questions = append(e.questions, m)
		r.putQuestions(e)
	default:
		r.after(promptDelay, func() { r.put(m) })
	}
}

// putQuestions puts to the client what GoNB is ready for.
func (r *relay) putQuestions(e *execution) {
	for ; e.asked > 0 && len(e.questions) > 0; e.asked-- {
		r.put(e.questions[0])
		e.questions = e.questions[1:]
	}
}

func (r *relay) put(question *wire.Message) {
	r.flush()
	r.stdin.Send(r.frames(question))
}

// onPublished takes a message from GoNB's iopub socket.
func (r *relay) onPublished(m *wire.Message) {
	if len(m.Route) < 2 { // the relay's own identity, then the client's
		r.heard = r.heard || m.Head.Type == "status"
		r.next()
		return
	}
	e := r.running
	if e == nil || m.ParentID() != e.request.Head.ID {
		r.comms.follow(m)
		r.publish(m)
		return
	}
	if m.Head.Type == "stream" {
		r.onStream(e, m)
		return
	}
	e.streams.flush()
	switch m.Head.Type {
	case "status":
		r.onStatus(e, m)
	case "execute_input":
		r.onInput(e, m)
	case "error": // finish words it
	default:
		r.comms.follow(m)
		r.publish(m)
	}
}

func (r *relay) onStatus(e *execution, m *wire.Message) {
	var content struct {
		State string `json:"execution_state"`
	}
	m.Decode(&content) // GoNB's statuses have one
	if content.State == "idle" {
		e.finished = m
		r.finish()
		return
	}
	r.publishNow(m)
}

// onInput shows the cell as the client sent it, and keeps it.
func (r *relay) onInput(e *execution, m *wire.Message) {
	var content struct {
		Count int `json:"execution_count"`
	}
	m.Decode(&content) // GoNB's execute_inputs have one
	if e.content.StoreHistory {
		e.count, r.count = content.Count, content.Count
		r.history = append(r.history, cell.Cell{Number: e.count, Code: e.content.Code})
	}
	if m.SetContent(map[string]any{"code": e.shown}) == nil {
		r.publishNow(m)
	}
	if e.warning != "" {
		e.streams.send("stderr", e.warning)
	}
	if e.said != "" {
		e.streams.send("stdout", e.said)
	}
}

// publishNow publishes a message with the time to the microsecond: front ends measure cells by these.
func (r *relay) publishNow(m *wire.Message) {
	if err := m.Restamp(); err == nil {
		r.publish(m)
	}
}

// finish ends the running cell when GoNB's reply and GoNB's idle have come and no process of the cell has output left: all
// output comes before the idle.
func (r *relay) finish() {
	e := r.running
	if e == nil || e.reply == nil || e.finished == nil || e.links > 0 || e.finishing {
		return
	}
	e.finishing = true
	failed := r.judge(e)
	r.names.follow(e.count, e.content.Code, failed)
	if failed == nil {
		r.conclude(e, map[string]any{})
		return
	}
	r.publish(e.request.Answer("error", failed.published()))
	r.after(abortWindow, func() {
		aborted := r.takeExecutes(e.content.StopOnError)
		r.conclude(e, failed.content())
		for _, m := range aborted {
			// No execution_count: JupyterLab would show the number of another cell.
			r.answer(r.shell, m, "execute_reply", map[string]any{"status": "aborted"})
		}
	})
}

// conclude sends the reply and the idle, and goes on with the queue.
func (r *relay) conclude(e *execution, fields map[string]any) {
	fields["execution_count"] = r.count
	if e.reply.SetContent(fields) == nil && e.reply.Restamp() == nil {
		r.shell.Send(r.frames(e.reply))
	}
	r.publishNow(e.finished)
	r.running = nil
	r.next()
}

// takeExecutes removes all cells from the queue, whoever sent them; everything else is answered in its turn.
func (r *relay) takeExecutes(all bool) (taken []*wire.Message) {
	if !all {
		return nil
	}
	var kept []*wire.Message
	for _, m := range r.queue {
		if m.Head.Type == "execute_request" {
			taken = append(taken, m)
		} else {
			kept = append(kept, m)
		}
	}
	r.queue = kept
	return taken
}

// died tells the clients that GoNB ended while a cell ran. Whether a new kernel starts by itself is the client's choice, so
// nothing is said of that: JupyterLab starts one, `ipd run` and nbconvert end.
func (r *relay) died(status int) {
	e := r.running
	if e == nil {
		return
	}
	e.streams.end(false)
	failed := failure{"KernelDied", fmt.Sprintf("GoNB ended (status %d) while this cell ran: all definitions are lost; run the notebook again from its first cell", status), nil}
	r.publish(e.request.Answer("error", failed.published()))
	r.answer(r.shell, e.request, "execute_reply", failed.content())
}
