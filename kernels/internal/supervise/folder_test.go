package supervise

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain: as a child, it makes a folder, says where, and ends without removing it, as a killed kernel does.
func TestMain(m *testing.M) {
	if os.Getenv("FOLDER_TEST_CHILD") != "" {
		folder, err := NewFolder()
		if err != nil {
			panic(err)
		}
		os.Stdout.WriteString(folder)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func abandon(t *testing.T) string {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "FOLDER_TEST_CHILD=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestNewFolderIsPrivateAndSweepsWhatKilledKernelsLeft(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	mine, err := NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(mine); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%s has mode %v, error %v", mine, info.Mode(), err)
	}
	left := abandon(t)
	if !exists(left) || !exists(mine) {
		t.Fatalf("%s is there: %v, and %s: %v", left, exists(left), mine, exists(mine))
	}
	fresh := filepath.Join(os.TempDir(), prefix+"fresh") // made, not locked yet
	if err := os.Mkdir(fresh, 0o700); err != nil {
		t.Fatal(err)
	}
	second, err := NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{left: false, mine: true, fresh: true, second: true} {
		if exists(path) != want {
			t.Errorf("%s is there: %v, want %v", path, exists(path), want)
		}
	}
	if err := hold(filepath.Join(mine, lockName), 0); err != nil {
		t.Errorf("the supervisor can't hold the folder, too: %v", err)
	}
}

func TestNewFolderLeavesRoomForSocketNames(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("x", 60))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", long)
	folder, err := NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if n := len(folder + "/tmp/gonb_01234567/gopls_socket"); n > 107 {
		t.Errorf("gopls's socket has a path of %d bytes: %s", n, folder)
	}
}
