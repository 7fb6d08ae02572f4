package process

import (
	"os"
	"os/exec"
	"slices"
	"testing"
)

func TestParseStat(t *testing.T) {
	const rest = " 4 4 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1 2 3"
	for text, want := range map[string]Entry{
		"12 (bash) S 3" + rest:            {PID: 12, Parent: 3, Started: 4711},
		"12 (a b) Z 9 (x) R 3" + rest:     {PID: 12, Parent: 3, Started: 4711}, // a name of brackets and blanks
		"12 (gonb_1a2b3c4d) Z 3" + rest:   {PID: 12, Parent: 3, Started: 4711, Zombie: true},
		"":                                {},
		"12 (bash) S 3":                   {},
		")12 (":                           {},
		"twelve (bash) S 3" + rest:        {},
		"12 (bash) S three" + rest + "\n": {},
	} {
		if got, ok := parseStat([]byte(text)); got != want && ok || ok != (want != Entry{}) {
			t.Errorf("%q: %+v, %v; want %+v", text, got, ok, want)
		}
	}
}

func TestSnapshotSeesAChild(t *testing.T) {
	cmd := exec.Command("sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	table := Snapshot()
	if !slices.ContainsFunc(table.Children(os.Getpid()), func(e Entry) bool { return e.PID == cmd.Process.Pid }) {
		t.Errorf("no child %d in %v", cmd.Process.Pid, table.Children(os.Getpid()))
	}
	if !slices.ContainsFunc(table.Descendants(os.Getppid()), func(e Entry) bool { return e.PID == cmd.Process.Pid }) {
		t.Error("the child is no descendant of this process's parent")
	}
	e := table[cmd.Process.Pid]
	if self := table[os.Getpid()]; e.Started < self.Started || self.Started == 0 {
		t.Errorf("started at tick %d, its parent at %d", e.Started, self.Started)
	}
	if self, _ := os.Executable(); Name(os.Getpid()) == "" || Name(os.Getpid()) == Name(cmd.Process.Pid) {
		t.Errorf("this process runs %q (%s), the child %q", Name(os.Getpid()), self, Name(cmd.Process.Pid))
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add([]byte("12 (bash) S 3 4 4 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711"))
	f.Fuzz(func(t *testing.T, text []byte) { parseStat(text) })
}
