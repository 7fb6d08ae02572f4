package relay

import (
	"fmt"
	"os"
	"time"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/socket"
	"ipd/kernels/internal/wire"
)

// onShell takes a client's message on the shell channel. Comms pass at once, because a running cell waits for its widgets;
// everything else waits for its turn.
func (r *relay) onShell(m *wire.Message) {
	switch m.Head.Type {
	case "comm_open", "comm_msg", "comm_close":
		if r.broken == nil {
			r.comms.follow(m)
			r.gonb.send(r.gonb.shell, m, r.key)
		}
	case "comm_info_request":
		r.answer(r.shell, m, "comm_info_reply", r.comms.info(m))
	case "kernel_info_request":
		r.inform(r.shell, m)
	case "shutdown_request", "interrupt_request": // older clients send them here
		r.manage(r.shell, m)
	default:
		r.queue = append(r.queue, m)
		r.next()
	}
}

// inform answers a kernel_info_request, by which a front end that comes back learns what the kernel is doing: at once, also
// while a cell runs. The last status it hears is then that cell's.
func (r *relay) inform(to *socket.Server, m *wire.Message) {
	if !r.up() && r.broken == nil {
		r.after(10*time.Millisecond, func() { r.inform(to, m) })
		return
	}
	r.answer(to, m, "kernel_info_reply", r.kernelInfo())
	if r.running != nil {
		r.status(r.running.request, "busy")
	}
}

// onControl takes a client's message on the control channel, which never waits for a cell.
func (r *relay) onControl(m *wire.Message) { r.manage(r.control, m) }

func (r *relay) manage(from *socket.Server, m *wire.Message) {
	switch m.Head.Type {
	case "interrupt_request":
		r.interrupt()
		from.Send(r.reply(m, "interrupt_reply", map[string]any{"status": "ok"}))
	case "shutdown_request":
		var request struct {
			Restart bool `json:"restart"`
		}
		m.Decode(&request) // a request without the field is no restart
		from.Send(r.reply(m, "shutdown_reply", map[string]any{"status": "ok", "restart": request.Restart}))
		r.leave(0)
	case "kernel_info_request":
		r.inform(from, m)
	default:
		fmt.Fprintf(os.Stderr, "ipd-kernel: no answer to %q\n", m.Head.Type)
	}
}

// onStdin takes what the user typed.
func (r *relay) onStdin(m *wire.Message) {
	if r.up() {
		r.gonb.send(r.gonb.stdin, m, r.key)
	}
}

// next works through the queue until a cell runs.
func (r *relay) next() {
	for (r.up() || r.broken != nil) && r.running == nil && len(r.queue) > 0 {
		m := r.queue[0]
		r.queue = r.queue[1:]
		switch m.Head.Type {
		case "execute_request":
			if r.broken != nil {
				r.refuse(m)
				continue
			}
			r.execute(m)
		case "is_complete_request":
			r.answer(r.shell, m, "is_complete_reply", isComplete(m))
		case "history_request":
			r.answer(r.shell, m, "history_reply", r.history.reply(m))
		case "complete_request", "inspect_request":
			if r.broken != nil {
				r.refuse(m)
				continue
			}
			r.ask(m)
		default:
			fmt.Fprintf(os.Stderr, "ipd-kernel: no answer to %q\n", m.Head.Type)
		}
	}
}

// answer replies in GoNB's stead: busy, the reply, idle.
func (r *relay) answer(to *socket.Server, request *wire.Message, msgType string, content any) {
	r.status(request, "busy")
	to.Send(r.reply(request, msgType, content))
	r.status(request, "idle")
}

func (r *relay) reply(request *wire.Message, msgType string, content any) [][]byte {
	return r.frames(request.Answer(msgType, content))
}

func (r *relay) frames(m *wire.Message) [][]byte { return m.Frames(m.Route, r.key) }

func (r *relay) status(request *wire.Message, state string) {
	r.publish(request.Answer("status", map[string]any{"execution_state": state}))
}

// publish sends a message to all clients, the type as topic.
func (r *relay) publish(m *wire.Message) {
	r.iopub.Publish(m.Frames([][]byte{[]byte(m.Head.Type)}, r.key), isOutput(m.Head.Type))
}

// isOutput: what a client that reads too slowly may lose without losing track of the kernel.
func isOutput(msgType string) bool {
	switch msgType {
	case "stream", "display_data", "update_display_data", "execute_result":
		return true
	}
	return false
}

func isComplete(m *wire.Message) map[string]any {
	var request struct {
		Code string `json:"code"`
	}
	if m.Decode(&request) != nil {
		return map[string]any{"status": "unknown"}
	}
	status, indent := cell.IsComplete(cell.Clean(request.Code))
	if status == cell.Incomplete {
		return map[string]any{"status": status, "indent": indent}
	}
	return map[string]any{"status": status}
}
