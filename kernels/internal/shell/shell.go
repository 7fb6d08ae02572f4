// Package shell runs what a cell hands to a shell: the command of a `!` line, or the interpreter of %%bash, %%sh and %%script.
//
// GoNB forgets how such a command ended, goes on with the cell's Go after a failure, and signals only the shell when the user
// interrupts, not what the shell runs. So GoNB is made to start this program instead, which starts the command in a process
// group of its own, hands on the interrupt to all of it, leaves a note if the command failed, and makes GoNB skip the rest.
//
// How GoNB comes to start it: for `!` lines through BASH_ENV (see Startup), for the others because the relay rewrites the
// cell's first line.
package shell

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ipd/kernels/internal/program"
)

// Name is what this program is called when it is to be the shell.
const Name = "ipd-shell"

// Environment variables between relay, GoNB and shell.
const (
	FolderVariable  = program.FolderVariable
	GonbVariable    = "IPD_GONB_PID" // GoNB's process id, set by ../../gonb
	BashEnvVariable = "IPD_BASH_ENV" // the user's own BASH_ENV, which brings the command `module` on many clusters
)

// Startup is what bash reads before it runs a `!` line's command (BASH_ENV). Only a bash that GoNB itself started for such a
// line turns into this program; a bash further below, or one that a cell's Go started, goes on as always.
const Startup = `unset BASH_ENV
[ -z "${` + BashEnvVariable + `-}" ] || export BASH_ENV="$` + BashEnvVariable + `"
if [ "$PPID" = "${` + GonbVariable + `-}" ] && [ -n "${BASH_EXECUTION_STRING+set}" ]; then
	exec "$` + FolderVariable + `/bin/` + Name + `" "$BASH" -c "$BASH_EXECUTION_STRING"
fi
[ -z "${BASH_ENV-}" ] || . "$BASH_ENV"
`

const (
	// killAfter an interrupt, whatever of the command is left is killed. GoNB kills its own child after 5 s.
	killAfter = 2 * time.Second
	// handshake is how long GoNB may take to answer its SIGINT. It needs a millisecond.
	handshake = 2 * time.Second
)

// Main runs the command and returns the status to exit with.
func Main(args []string) int {
	if len(args) == 0 {
		fmt.Fprintf(os.Stderr, "%s: no command\n", Name)
		return 2
	}
	folder := os.Getenv(FolderVariable)
	if HasFailed(folder) {
		return 0 // an earlier line of this cell failed, or the cell was interrupted: this line is not to run
	}
	program.EndWithGonb() // if somebody else has started this, it ends as any command
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, syscall.SIGINT)
	status, cut := run(folder, args, interrupts)
	if cut && status == 0 {
		status = 128 + int(syscall.SIGINT)
	}
	if status != 0 {
		if err := Note(folder, Failure{Status: status, Command: display(args)}); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", Name, err)
		}
		if !cut {
			stopCell(interrupts)
		}
	}
	return status
}

// run runs the command in a process group of its own. cut tells whether it was interrupted.
func run(folder string, args []string, interrupts <-chan os.Signal) (status int, cut bool) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	state, cut, err := program.Execute(folder, program.Job{
		Cmd: cmd, KillAfter: killAfter,
		Interrupt: func(pid int) { syscall.Kill(-pid, syscall.SIGINT) },
		Kill:      func(pid int) { syscall.Kill(-pid, syscall.SIGKILL) },
	}, interrupts)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 127, false // as a shell says "not found"
	case state.Signaled():
		return 128 + int(state.Signal()), cut
	}
	return state.ExitStatus(), cut
}

// stopCell makes GoNB skip the cell's Go: a SIGINT sets its flag "interrupted", which it asks for after each command. GoNB
// then signals its children, this process among them, and that proves that the flag is set.
func stopCell(interrupts <-chan os.Signal) {
	gonb := os.Getppid()
	if strconv.Itoa(gonb) != os.Getenv(GonbVariable) || syscall.Kill(gonb, syscall.SIGINT) != nil {
		return
	}
	select {
	case <-interrupts:
	case <-time.After(handshake):
	}
}

// display is the command as its author wrote it.
func display(args []string) string {
	if len(args) == 3 && args[1] == "-c" {
		return args[2]
	}
	return strings.Join(args, " ")
}
