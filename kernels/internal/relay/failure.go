package relay

import (
	"fmt"

	"ipd/kernels/internal/link"
	"ipd/kernels/internal/shell"
)

// A failure is what the one error message of a failed cell says.
type failure struct {
	name, value string
	traceback   []string
}

// published is the content of the error message.
func (f failure) published() map[string]any {
	traceback := f.traceback
	if len(traceback) == 0 {
		traceback = []string{f.name + ": " + f.value}
	}
	return map[string]any{"ename": f.name, "evalue": f.value, "traceback": traceback}
}

// content is the content of the execute_reply.
func (f failure) content() map[string]any {
	content := f.published()
	content["status"] = "error"
	return content
}

// judge says how the cell failed, nil if it didn't. All its output has been sent then, but for the text of a crash.
func (r *relay) judge(e *execution) *failure {
	var reply struct {
		Status    string   `json:"status"`
		Value     string   `json:"evalue"`
		Traceback []string `json:"traceback"`
	}
	e.reply.Decode(&reply) // a reply of another shape says nothing of an error
	command := shell.TakeFailure(r.folder)
	failed := reply.Status == "error"
	switch {
	case e.refusal != nil:
		e.streams.end(true)
		return &failure{name: "CellError", value: e.refusal.Error()}
	case !failed && (command == nil || e.ended.Program): // a program that was interrupted may come to a good end all the same
		e.streams.end(false)
		return nil
	}
	crash := e.streams.end(true)
	switch {
	case e.noInput:
		return &failure{name: "InputError", value: "the cell asks for input, and this client gives none"}
	case e.interrupted():
		return &failure{name: "Interrupted", value: "the cell was interrupted"}
	case command != nil && !failed:
		return &failure{name: "ShellError", value: command.Error()}
	case crash != "":
		return r.crashed(crash)
	case e.ended.Program:
		return ended(e.ended)
	case exitNote().MatchString(reply.Value + "\n"):
		return &failure{name: "ExitError", value: "the cell's program ended with " + reply.Value}
	}
	if f := r.notCompiled(e, reply.Value); f != nil {
		return f
	}
	return &failure{"Error", reply.Value, append(reply.Traceback, "Error: "+reply.Value)}
}

// raceExit is the status with which the race detector ends a program that it has found races in.
const raceExit = 66

// ended words how a program ended that didn't say so itself.
func ended(e link.Ended) *failure {
	switch {
	case e.Signal == "killed":
		return &failure{name: "ExitError", value: "the cell's program was killed (signal: killed); if nobody did that, the machine had no memory left"}
	case e.Signal != "":
		return &failure{name: "ExitError", value: "the cell's program was ended by signal: " + e.Signal}
	case e.Code == raceExit:
		return &failure{name: "DataRace", value: "the race detector has found data races, see its report"}
	}
	return &failure{name: "ExitError", value: fmt.Sprintf("the cell's program ended with exit status %d", e.Code)}
}

// annotation is what GoNB puts before such a place, if it sees it in one piece.
var annotation = lazily(` \x1b\[7m\[\[ Cell (\[\d+\] )?Line \d+ \]\]\x1b\[0m `)
