package sweep

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan/plantest"
)

// mount gives a small disk of its own, in memory.
func mount(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a disk that gets full can be mounted by root alone: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all room that is left on a disk.
func fill(t *testing.T, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "filler")
	f, err := os.Create(path)
	if err != nil {
		t.Error(err)
		return path
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	return path
}

// TestDiskFullBefore finds out before the first training.
func TestDiskFullBefore(t *testing.T) {
	dir := mount(t, "24k") // room for the lock and the settings, not for 8 records
	_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: dir, Device: device.Options{Backend: "go"}, Progress: func(e Event) {
		t.Errorf("event %v of %s", e.Kind, e.Training)
	}})
	if !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), "free some space on the disk of "+dir) {
		t.Errorf("error %v", err)
	}
}

// TestDiskFullMeanwhile fills the disk after the first training: its record is kept, and with room again the sweep goes on.
func TestDiskFullMeanwhile(t *testing.T) {
	disk := mount(t, "1m")
	dir := filepath.Join(disk, "results")
	var filler string
	_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: dir, Workers: 1, Device: device.Options{Backend: "go"}, Progress: func(e Event) {
		if e.Kind == Finished && e.Done == 1 {
			filler = fill(t, disk)
		}
	}})
	if !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), "free some space") || !strings.Contains(err.Error(), "training run ") {
		t.Errorf("error %v", err)
	}
	if got := contents(t, dir); len(got) != 1 {
		t.Errorf("%d records, want the first", len(got))
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	events, _ := counts(t, plantest.Tiny(), dir)
	if events[Found] != 1 || events[Finished] != 7 {
		t.Errorf("afterwards: %v, want 1 found, 7 finished", events)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	disk := mount(t, "1m")
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: filepath.Join(disk, "results")})
	if !errors.Is(err, unix.EROFS) || !strings.Contains(err.Error(), "use another folder") {
		t.Errorf("error %v", err)
	}
}

// TestFileForFolder puts a file where the folder should be, or a part of it.
func TestFileForFolder(t *testing.T) {
	for _, name := range []string{"results", "results/records"} {
		base := t.TempDir()
		path := filepath.Join(base, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: filepath.Join(base, "results")})
		if err == nil || !strings.Contains(err.Error(), path+" is a file; use another name, or move the file away") {
			t.Errorf("a file as %s: error %v", name, err)
		}
	}
}
