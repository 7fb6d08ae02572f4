//go:build linux && cgo && amd64 && !noxla

package device_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

// TestFewThreads lets an ordinary user open the default device where few threads are allowed: XLA would end the process with a
// dump of registers.
func TestFewThreads(t *testing.T) {
	const inside = "IPD_TEST_FEW_THREADS"
	if os.Getenv(inside) != "" {
		d, err := device.Open(context.Background(), device.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		t.Log(d)
		return
	}
	if os.Getuid() != 0 {
		t.Skip("only root can become a user who runs nothing else")
	}
	program := devicetest.ProgramForAll(t)
	cmd := exec.Command("bash", "-c", `ulimit -u 24 && exec "$0" -test.run "^TestFewThreads$" -test.v`, program)
	cmd.Dir = filepath.Dir(program)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, inside + "=1"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 54321, Gid: 54321}}
	said, err := cmd.CombinedOutput()
	for _, want := range []string{"fused (", "XLA starts about ", "this user's limit of 24 threads (ulimit -u)"} {
		if err != nil || !strings.Contains(string(said), want) {
			t.Fatalf("%v, want %q in:\n%s", err, want, said)
		}
	}
}
