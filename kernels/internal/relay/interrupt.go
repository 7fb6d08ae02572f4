package relay

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"ipd/kernels/internal/process"
	"ipd/kernels/internal/program"
	"ipd/kernels/internal/shell"
)

// again is how often an interrupt looks for steps, until the cell has ended.
const again = 20 * time.Millisecond

// A step is a process that GoNB started for the cell: goimports, go get, go build, the cell's program, a shell command.
type step struct {
	pid     int
	started uint64 // tells a process from a later one with the same number
}

// interrupt stops the running cell, whatever step GoNB is at.
//
// SIGINT makes GoNB skip what follows in the cell. GoNB passes it on to the program or shell command that it waits for, but not
// to the go command, whose end would only be the start of the next step, nor to a command that it has just started; and a bash
// that is about to become ipd-shell forgets it. So the relay signals every step of the cell itself, those that start later,
// too, and each for a while. Shell lines that start later find the note and do nothing.
func (r *relay) interrupt() {
	e := r.running
	if e == nil || e.finishing {
		return
	}
	table := process.Snapshot()
	gonb := r.gonb.pid(table)
	if gonb == 0 {
		return // it has ended, and the loop will hear of it
	}
	if err := shell.Note(r.folder, shell.Failure{Status: 128 + int(syscall.SIGINT), Command: "interrupt"}); err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
	}
	syscall.Kill(gonb, syscall.SIGINT)
	first := !e.interrupted()
	e.told = map[step]time.Time{}
	if first {
		r.interruptSteps(e, table)
	}
}

// interruptSteps signals GoNB's steps in the table, and comes back with a new one until the cell has ended.
func (r *relay) interruptSteps(e *execution, table process.Table) {
	now := time.Now()
	for _, p := range table.Children(r.gonb.pid(table)) {
		if p.Zombie || process.Name(p.PID) == "gopls" {
			continue
		}
		key := step{p.PID, p.Started}
		if _, is := e.told[key]; !is {
			e.told[key] = now
		}
		if now.Sub(e.told[key]) < program.OneInterrupt/2 {
			syscall.Kill(p.PID, syscall.SIGINT)
		}
	}
	r.after(again, func() {
		if r.running == e && !e.finishing {
			r.interruptSteps(e, process.Snapshot())
		}
	})
}

// pid is GoNB's process, the supervisor's child that runs a program called gonb; 0 if there is none.
func (b *backend) pid(t process.Table) int {
	for _, p := range t.Children(b.supervisor.Process.Pid) {
		if process.Name(p.PID) == "gonb" {
			return p.PID
		}
	}
	return 0
}
