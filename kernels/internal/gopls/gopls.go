// Package gopls stands between GoNB and gopls, Go's language server. It notes what GoNB drops of gopls' answers: what each
// completion is, and its type. And it sets what GoNB leaves at its default: see options.
//
//	gonb ── unix socket ── this ── unix socket ── gopls
//	                        └ notes, a file in the kernel's folder, which the relay reads
package gopls

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"ipd/kernels/internal/program"
)

// Main is gopls for GoNB, which starts it as gopls -listen unix;PATH. It ends with GoNB: whoever else would end it may be killed
// with that. gopls lies beside this program.
func Main(args []string) error {
	if err := program.EndWithGonb(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	path := filepath.Join(filepath.Dir(self), "gopls")
	var address string
	if len(args) == 2 && args[0] == "-listen" {
		address, _ = strings.CutPrefix(args[1], "unix;")
	}
	folder := os.Getenv(program.FolderVariable)
	if address == "" || folder == "" { // not as GoNB starts it here
		return syscall.Exec(path, append([]string{"gopls"}, args...), os.Environ())
	}
	runtime.GOMAXPROCS(1) // copying needs no more, and with one a completion comes 1.5 ms sooner, since nothing waits in a loop
	behind := filepath.Join(folder, "lsp")
	os.Remove(behind)      // of a gopls that was killed
	runtime.LockOSThread() // Pdeathsig follows the thread, not the process
	cmd := exec.Command(path, "-listen", "unix;"+behind)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	go serve(folder, address, behind)
	return cmd.Wait()
}

// serve listens once gopls does: GoNB asks until somebody answers, and then wants its answer at once.
func serve(folder, address, behind string) {
	for {
		if c, err := net.Dial("unix", behind); err == nil {
			c.Close()
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	os.Remove(address)
	listener, err := net.Listen("unix", address)
	if err != nil {
		return // GoNB gives up, and says so
	}
	for {
		front, err := listener.Accept()
		if err != nil {
			return
		}
		back, err := net.Dial("unix", behind)
		if err != nil {
			front.Close()
			continue
		}
		go func() {
			configure(back, front)
			back.Close()
		}()
		go func() {
			relay(folder, front, back)
			front.Close()
		}()
	}
}
