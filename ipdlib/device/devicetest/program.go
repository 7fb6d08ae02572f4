package devicetest

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// ProgramForAll copies the running test's program to where every user may run it: the tests may be root's, who may do anything,
// and what go test and t.TempDir make is root's alone. It returns the copy's path; its folder goes when the test ends.
func ProgramForAll(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ipd-for-all-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	program := filepath.Join(dir, "test")
	to, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return program
}
