package shelf_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ipd/ipdlib/notebook/shelf"
)

var head = shelf.Head{Name: "x", Type: "int", From: "a.ipynb", Seconds: 1.5, Made: time.Unix(1700000000, 0).UTC(), Lineage: map[string]string{"f": "1"}}

func TestPutAndGet(t *testing.T) {
	s := shelf.Shelf{Dir: filepath.Join(t.TempDir(), "new", "folder")}
	if _, _, err := s.Get("k"); !errors.Is(err, shelf.ErrNone) {
		t.Errorf("of nothing: %v", err)
	}
	value := []byte("a\nb\x00")
	if err := s.Put("k", head, value); err != nil {
		t.Fatal(err)
	}
	got, text, err := s.Get("k")
	if err != nil || !bytes.Equal(text, value) || got.Name != "x" || got.Lineage["f"] != "1" || !got.Made.Equal(head.Made) {
		t.Errorf("%v %q %v", got, text, err)
	}
	if left, _ := filepath.Glob(filepath.Join(s.Dir, ".*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// Half a file, or a file with one bit changed, counts as none.
func TestDamage(t *testing.T) {
	s := shelf.Shelf{Dir: t.TempDir()}
	if err := s.Put("k", head, []byte("value")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.Dir, "k"+shelf.Ending)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(text []byte) {
		t.Helper()
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Get("k"); !errors.Is(err, shelf.ErrNone) {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
	for n := range whole {
		check(whole[:n])
		changed := bytes.Clone(whole)
		changed[n] ^= 4
		check(changed)
	}
	check(append(bytes.Clone(whole), 0))
}

func TestLatest(t *testing.T) {
	s := shelf.Shelf{Dir: t.TempDir()}
	if _, found := s.Latest("x", "a.ipynb"); found {
		t.Error("found in an empty folder")
	}
	for i, key := range []string{"1", "2", "3", "4"} {
		h := head
		h.Made = head.Made.Add(time.Duration(i%3) * time.Hour)
		h.Type = key
		if key == "4" {
			h.Name = "y"
		}
		if err := s.Put(key, h, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got, found := s.Latest("x", "a.ipynb"); !found || got.Type != "3" {
		t.Errorf("%v %v", got, found)
	}
	if _, found := s.Latest("x", "b.ipynb"); found {
		t.Error("found another notebook's")
	}
}

// Of many that want one value, one computes it.
func TestOneWorksTheOthersWait(t *testing.T) {
	s := shelf.Shelf{Dir: t.TempDir()}
	var computed, waited atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			unlock, err := s.Lock(t.Context(), "k", func() { waited.Add(1) })
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			if _, _, err := s.Get("k"); err == nil {
				return
			}
			computed.Add(1)
			time.Sleep(20 * time.Millisecond)
			if err := s.Put("k", head, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if computed.Load() != 1 || waited.Load() == 0 {
		t.Errorf("%d computed, %d waited", computed.Load(), waited.Load())
	}
}

func TestWaitingCanBeStopped(t *testing.T) {
	s := shelf.Shelf{Dir: t.TempDir()}
	unlock, err := s.Lock(t.Context(), "k", func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Lock(ctx, "k", func() {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// A process that is killed while it writes leaves the old value, or none, and no lock.
func TestKilledWhileWriting(t *testing.T) {
	if dir := os.Getenv("SHELF_TEST_DIR"); dir != "" {
		s := shelf.Shelf{Dir: dir}
		if _, err := s.Lock(t.Context(), "k", func() {}); err != nil {
			t.Fatal(err)
		}
		value := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
		os.Stdout.WriteString("writing\n")
		for {
			if err := s.Put("k", head, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := t.TempDir()
	s := shelf.Shelf{Dir: dir}
	for i := range 10 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWhileWriting$")
		cmd.Env = append(os.Environ(), "SHELF_TEST_DIR="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var first [8]byte
		if _, err := out.Read(first[:]); err != nil || !strings.HasPrefix("writing\n", string(first[:7])) {
			t.Fatalf("%q %v", first, err)
		}
		time.Sleep(time.Duration(i*7) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		if _, text, err := s.Get("k"); err == nil && len(text) != 16<<18 {
			t.Errorf("%d bytes", len(text))
		} else if err != nil && strings.Contains(err.Error(), "damaged") {
			t.Error(err)
		}
		unlock, err := s.Lock(t.Context(), "k", func() { t.Error("still locked") })
		if err != nil {
			t.Fatal(err)
		}
		unlock()
	}
}

func TestHalvesOfKilledProcessesGo(t *testing.T) {
	s := shelf.Shelf{Dir: t.TempDir()}
	old, young := filepath.Join(s.Dir, ".half-1"), filepath.Join(s.Dir, ".half-2")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.Put("k", head, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the old one is there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("the young one may be another process's at work:", err)
	}
}
