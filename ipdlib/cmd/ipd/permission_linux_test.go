package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ipd/ipdlib/device/devicetest"
)

// ordinary makes calls of ipd those of a user who is not root: the tests may be root's, who may do anything.
func ordinary(t *testing.T) func(args ...string) *exec.Cmd {
	t.Helper()
	if os.Getuid() != 0 {
		return command
	}
	program := devicetest.ProgramForAll(t)
	return func(args ...string) *exec.Cmd {
		cmd := command(args...)
		cmd.Path, cmd.Dir = program, filepath.Dir(program)
		cmd.Env = append(cmd.Env, "HOME=/nonexistent")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		return cmd
	}
}

// TestReadOnlyFolder sums up what one may only read, and passes over a record that one may not even read.
func TestReadOnlyFolder(t *testing.T) {
	as := ordinary(t)
	dir, err := os.MkdirTemp("", "ipd-read-only")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		os.Chmod(dir, 0o755)
		os.RemoveAll(dir)
	})
	ipd(t, 0, "sweep", "-settings", tiny(t, 2), "-out", dir)
	if err := os.Remove(filepath.Join(dir, "summary.csv")); err != nil {
		t.Fatal(err)
	}
	records, _ := filepath.Glob(filepath.Join(dir, "records", "*.json"))
	for path, mode := range map[string]os.FileMode{records[0]: 0, dir: 0o555} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (string, string) {
		cmd := as(args...)
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("ipd %s: %v\n%s%s", args, err, &stdout, &stderr)
		}
		return stdout.String(), stderr.String()
	}
	stdout, stderr := run("summary", dir)
	contains(t, stdout, "Accuracy on the test set", "3 of 4 trainings are done.")
	contains(t, stderr, records[0]+": permission denied", dir+" can't be written to, so no files were written; -out FOLDER puts them elsewhere")
	out, err := os.MkdirTemp("", "ipd-out")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(out) })
	if err := os.Chmod(out, 0o777); err != nil {
		t.Fatal(err)
	}
	stdout, _ = run("summary", "-out", out, dir)
	contains(t, stdout, "robustness.svg are in "+out)
	stdout, _ = run("status", dir)
	contains(t, stdout, "3 of 4 trainings are done", "1 training is missing")
}

// TestUnreadableRecord: a sweep sets a record aside that it can't open, and does the training again.
func TestUnreadableRecord(t *testing.T) {
	as := ordinary(t)
	dir, err := os.MkdirTemp("", "ipd-unreadable")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	settings := filepath.Join(dir, "tiny.json")
	text, err := os.ReadFile(tiny(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	results := filepath.Join(dir, "results")
	if out, err := as("sweep", "-settings", settings, "-out", results).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	records, _ := filepath.Glob(filepath.Join(results, "records", "*.json"))
	if err := os.Chmod(records[1], 0); err != nil {
		t.Fatal(err)
	}
	out, err := as("sweep", "-settings", settings, "-out", results).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	contains(t, string(out), "1 training (3 more were done already)", records[1]+".damaged, and the training runs again")
}
