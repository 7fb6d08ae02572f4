package program

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// Name is what this program is called in the kernel's folder when it is to run the cell's program.
	Name = "ipd-program"
	// Prefix begins the name of GoNB's folder, and of the program in it that GoNB runs: a link to this program.
	Prefix = "gonb_"
	// suffix is what the cell's own program has behind that.
	suffix = ".program"
	// FolderVariable names the kernel's private folder.
	FolderVariable = "IPD_KERNEL_DIR"
	// GonbVariable is GoNB's process id, set by ../../gonb.
	GonbVariable = "IPD_GONB_PID"
	// GoVariable is the path of the go command.
	GoVariable = "IPD_GO"
)

// killAfter an interrupt: never, because GoNB itself kills after 5 s, and this program with all it runs.
const killAfter = time.Minute

// Main runs the cell's program in GoNB's stead: args are those that GoNB gave. It returns the status to exit with.
func Main(args []string) int {
	if err := EndWithGonb(); err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
		return 1
	}
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, syscall.SIGINT)
	cmd := exec.Command(args[0]+suffix, args[1:]...)
	cmd.Args[0] = args[0]
	state, _, err := Execute(os.Getenv(FolderVariable), Job{
		Cmd: cmd, Program: true, KillAfter: killAfter,
		Interrupt: func(pid int) { syscall.Kill(pid, syscall.SIGINT) },
		Kill:      func(pid int) { syscall.Kill(pid, syscall.SIGKILL) },
	}, interrupts)
	if err != nil {
		fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
		return 1
	}
	if state.Signaled() {
		return 128 + int(state.Signal())
	}
	return state.ExitStatus()
}

// EndWithGonb has the system kill this process when GoNB, its parent, ends. GoNB's threads last as long as GoNB. It is an
// error if GoNB is not the parent, or no longer.
func EndWithGonb() error {
	gonb := os.Getenv(GonbVariable)
	if strconv.Itoa(os.Getppid()) == gonb {
		if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0, 0, 0); err != nil {
			return os.NewSyscallError("prctl", err)
		}
	}
	if parent := os.Getppid(); strconv.Itoa(parent) != gonb {
		return fmt.Errorf("process %d started this, and not GoNB, %s", parent, gonb)
	}
	return nil
}

// GoScript is the go command as GoNB finds it on PATH, with two differences. What GoNB builds gets another name, so that GoNB
// runs Main. And where the command runs no program of the user's, it and the compiler and linker below it collect no garbage
// before one of them has a gigabyte, unless the user has set something else: a trivial cell is built in 124 ms instead of 150,
// one with the library in 652 instead of 684, with 301 MB of memory instead of 276. (Package ssa of the compiler itself, which
// takes 1.1 GB to compile as a rule, then takes 1.0 GB and as long as ever.) It is a script because sh starts in a third of the time.
const GoScript = `#!/bin/sh
built=$GONB_TMP_DIR/${GONB_TMP_DIR##*/}
case "$1 $2 $3" in
"build -o $built")
	shift 3
	set -- build -o "$built` + suffix + `" "$@"
	;;
"test -c -o")
	if [ "$4" = "$built" ]; then
		shift 4
		set -- test -c -o "$built` + suffix + `" "$@"
	fi
	;;
esac
case "$1 $2" in
build* | "test -c" | list* | env* | mod* | work*)
	[ -n "${GOGC+set}${GOMEMLIMIT+set}" ] || export GOGC=off GOMEMLIMIT=1GiB
	;;
esac
exec "$` + GoVariable + `" "$@"
`
