package record

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"ipd/ipdlib/plan/plantest"
)

// TestSetAsideTooLate lets another process replace a damaged record between the look at it and its setting aside: the
// good one stays.
func TestSetAsideTooLate(t *testing.T) {
	dir := t.TempDir()
	f, err := Share(dir, plantest.Tiny())
	if err != nil {
		t.Fatal(err)
	}
	training := invented().Training
	if _, err := f.Save(invented()); err != nil {
		t.Fatal(err)
	}
	aside, r, err := f.SetAside(training)
	if err != nil || r == nil || aside != "" {
		t.Errorf("%q, %v, %v; want the record", aside, r, err)
	}
	if r, err := f.Load(training); err != nil || r == nil {
		t.Errorf("then %v, %v", r, err)
	}
	if err := os.Remove(recordPath(dir, training)); err != nil {
		t.Fatal(err)
	}
	if _, r, err := f.SetAside(training); err != nil || r != nil {
		t.Errorf("where another process set it aside: %v, %v", r, err)
	}
}

// TestFirstRecordStays keeps the record that was there first, as when two machines with other rounding do the same.
func TestFirstRecordStays(t *testing.T) {
	dir := t.TempDir()
	f, err := Share(dir, plantest.Tiny())
	if err != nil {
		t.Fatal(err)
	}
	first, second := invented(), invented()
	second.Train["accuracy_percent"] = 1
	for _, r := range []*Record{first, second} {
		there, err := f.Save(r)
		if err != nil || there.Checksum != first.Checksum || !maps.Equal(there.Train, first.Train) {
			t.Errorf("%+v, %v; want the first", there, err)
		}
	}
}

// TestSlowFolder lets a process take very long to write a record, which another one writes meanwhile.
func TestSlowFolder(t *testing.T) {
	defer func() { rename = os.Rename }()
	f, err := Share(t.TempDir(), plantest.Tiny())
	if err != nil {
		t.Fatal(err)
	}
	stalled, goOn := make(chan struct{}), make(chan struct{})
	var first sync.Once
	rename = func(from, to string) error {
		first.Do(func() {
			close(stalled)
			<-goOn
		})
		return os.Rename(from, to)
	}
	done := make(chan error)
	go func() {
		_, err := f.Save(invented())
		done <- err
	}()
	<-stalled
	rename = os.Rename
	if _, err := f.Save(invented()); err != nil {
		t.Error(err)
	}
	if left, err := Leftovers(f.dir); err != nil || len(left) != 1 || !strings.HasPrefix(filepath.Base(left[0].Path), ".dropout") {
		t.Errorf("half written: %v, %v", left, err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if left, err := Leftovers(f.dir); err != nil || len(left) != 0 {
		t.Errorf("then half written: %v, %v", left, err)
	}
	want := invented()
	if _, err := want.encode(); err != nil {
		t.Fatal(err)
	}
	if r, err := f.Load(want.Training); err != nil || r.Checksum != want.Checksum {
		t.Errorf("%+v, %v; want checksum %s", r, err, want.Checksum)
	}
}

// TestNoLocks opens a folder on a file system that can't lock.
func TestNoLocks(t *testing.T) {
	defer func() { tryLock = (*flock.Flock).TryLockContext }()
	for _, errno := range []syscall.Errno{syscall.ENOLCK, syscall.ENOSYS, syscall.EOPNOTSUPP} {
		tryLock = func(*flock.Flock, context.Context, time.Duration) (bool, error) {
			return false, &os.PathError{Op: "flock", Err: errno}
		}
		f, err := Open(t.TempDir(), plantest.Tiny())
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	tryLock = func(*flock.Flock, context.Context, time.Duration) (bool, error) { return false, syscall.EIO }
	if _, err := Open(t.TempDir(), plantest.Tiny()); !errors.Is(err, syscall.EIO) {
		t.Errorf("error %v", err)
	}
}

func TestHolderOfNothing(t *testing.T) {
	dir := t.TempDir()
	if holder, err := Holder(dir); err != nil || holder != "" {
		t.Errorf("the holder is %q, %v", holder, err)
	}
}
