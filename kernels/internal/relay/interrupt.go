package relay

import (
	"syscall"
	"time"

	"ipd/kernels/internal/process"
)

// again is how often an interrupt looks for what started meanwhile, until the cell has ended.
const again = 20 * time.Millisecond

// A step is a process that GoNB started for the cell: goimports, go get, go build, the cell's program, a shell command.
type step struct {
	pid     int
	started uint64 // tells a process from a later one with the same number
}

// interrupt stops the running cell, whatever step GoNB is at.
//
// SIGINT to GoNB makes GoNB signal the program or shell command it waits for, once, and skip what follows in the cell. It does
// not reach the go command, whose end would only be the start of the next step. So the relay signals those itself, and
// whatever step GoNB starts after the interrupt.
func (r *relay) interrupt() {
	e := r.running
	if e == nil || e.finishing {
		return
	}
	first := !e.interrupted
	e.interrupted = true
	table := process.Snapshot()
	gonb := r.gonb.pid(table)
	if gonb == 0 {
		return // it has ended, and the loop will hear of it
	}
	told := map[step]bool{}
	for _, p := range table.Children(gonb) {
		if name := process.Name(p.PID); name != "go" && name != "goimports" {
			told[step{p.PID, p.Started}] = true // by GoNB
		}
	}
	syscall.Kill(gonb, syscall.SIGINT)
	if first {
		r.interruptSteps(e, told)
	}
}

// interruptSteps signals GoNB's steps that were not told yet, and comes back until the cell has ended.
func (r *relay) interruptSteps(e *execution, told map[step]bool) {
	if r.running != e || e.finishing {
		return
	}
	table := process.Snapshot()
	gonb := r.gonb.pid(table)
	for _, p := range table.Children(gonb) {
		if p.Zombie || process.Name(p.PID) == "gopls" {
			continue
		}
		if key := (step{p.PID, p.Started}); !told[key] {
			told[key] = true
			syscall.Kill(p.PID, syscall.SIGINT)
		}
	}
	r.after(again, func() { r.interruptSteps(e, told) })
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
