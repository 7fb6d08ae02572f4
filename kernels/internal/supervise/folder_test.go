package supervise

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestSweepRemovesWhatNobodyHolds(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	mine, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(mine); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%s has mode %v, error %v", mine, info.Mode(), err)
	}
	make := func(name string, age time.Duration) string {
		path := filepath.Join(os.TempDir(), name)
		if err := os.MkdirAll(filepath.Join(path, "tmp", "gonb_1"), 0o700); err != nil {
			t.Fatal(err)
		}
		if at := time.Now().Add(-age); os.Chtimes(path, at, at) != nil {
			t.Fatal("the folder can't be made older")
		}
		return path
	}
	want := map[string]bool{
		mine:                            true,
		make(prefix+"left", time.Hour):  false,
		make(prefix+"fresh", 0):         true,
		make("of-others", time.Hour):    true,
		make(prefix+"other", time.Hour): true,
	}
	if _, err := lock(filepath.Join(os.TempDir(), prefix+"other")); err != nil {
		t.Fatal(err)
	}
	if at := time.Now().Add(-time.Hour); os.Chtimes(mine, at, at) != nil {
		t.Fatal("the folder can't be made older")
	}
	sweep(os.TempDir())
	for path, want := range want {
		if exists(path) != want {
			t.Errorf("%s is there: %v, want %v", path, exists(path), want)
		}
	}
}

func TestLockIsForOne(t *testing.T) {
	folder := t.TempDir()
	fd, err := lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(folder); err == nil {
		t.Error("a second lock was granted")
	}
	unix.Close(fd)
	if _, err := lock(folder); err != nil {
		t.Errorf("after the first has ended: %v", err)
	}
}

func TestNewFolderLeavesRoomForSocketNames(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("x", 60))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", long)
	folder, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if n := len(folder + "/tmp/gonb_01234567/gopls_socket"); n > 107 {
		t.Errorf("gopls's socket has a path of %d bytes: %s", n, folder)
	}
}
