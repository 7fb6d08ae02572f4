// Package shelf keeps values as files of one folder, each under a key, with a head that says what it is.
//
// A file is whole or not there, whoever is killed; a damaged one counts as not there. Of several processes that want to
// put something under one key, one works and the others wait (see [Shelf.Lock]).
//
// A file KEY.kept is two lines of text, [Format] and the head as JSON, then the value, then the CRC-32C of all before. The
// kernels read the first two lines, for %kept.
package shelf

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Format is the first line of a file.
const Format = "ipd kept value 1"

// Ending ends the names of files with values.
const Ending = ".kept"

// A Head says what a value is.
type Head struct {
	Name    string            `json:"name"` // of the variable
	Type    string            `json:"type"`
	From    string            `json:"from"`    // the notebook, or the folder where it ran
	Seconds float64           `json:"seconds"` // that it took to compute
	Made    time.Time         `json:"made"`
	Bytes   int               `json:"bytes"`   // of the value
	Lineage map[string]string `json:"lineage"` // what it depends on
}

// A Shelf is a folder with values. It is made when something is put there.
type Shelf struct{ Dir string }

// ErrNone means that there is nothing under a key, or nothing whole.
var ErrNone = errors.New("not kept")

var table = crc32.MakeTable(crc32.Castagnoli)

func (s Shelf) path(key string) string { return filepath.Join(s.Dir, key+Ending) }

// Get reads a value and its head.
func (s Shelf) Get(key string) (head Head, value []byte, err error) {
	text, err := os.ReadFile(s.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return head, nil, ErrNone
	}
	if err != nil {
		return head, nil, err
	}
	end := len(text) - crc32.Size
	if end < 0 || crc32.Checksum(text[:end], table) != binary.LittleEndian.Uint32(text[end:]) {
		return head, nil, fmt.Errorf("%w: %s is damaged", ErrNone, s.path(key))
	}
	format, rest, _ := bytes.Cut(text[:end], []byte("\n"))
	line, value, _ := bytes.Cut(rest, []byte("\n"))
	if string(format) != Format || json.Unmarshal(line, &head) != nil || head.Bytes != len(value) {
		return head, nil, fmt.Errorf("%w: %s has another form", ErrNone, s.path(key))
	}
	return head, value, nil
}

// Put writes a value. It is there when Put returns without an error, and otherwise not at all.
func (s Shelf) Put(key string, head Head, value []byte) error {
	head.Bytes = len(value)
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return err
	}
	s.sweep()
	half, err := os.CreateTemp(s.Dir, halves)
	if err != nil {
		return err
	}
	defer os.Remove(half.Name())
	sum := crc32.New(table)
	for _, part := range [][]byte{[]byte(Format + "\n"), append(line, '\n'), value} {
		sum.Write(part) // never fails
		if err == nil {
			_, err = half.Write(part)
		}
	}
	if err == nil {
		_, err = half.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	}
	if err := errors.Join(err, half.Chmod(0o644), half.Sync(), half.Close()); err != nil {
		return err
	}
	return os.Rename(half.Name(), s.path(key))
}

// halves are the names of files that aren't whole yet. What is an hour old is nobody's: its process was killed.
const (
	halves   = ".half-*"
	halfTime = time.Hour
)

func (s Shelf) sweep() {
	names, _ := filepath.Glob(filepath.Join(s.Dir, halves)) // the pattern is right
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > halfTime {
			os.Remove(name)
		}
	}
}

// Lock waits until nobody else works on a key. It calls waiting once if that isn't at once. Whoever has the lock looks
// first whether the value is there by now.
func (s Shelf) Lock(ctx context.Context, key string, waiting func()) (unlock func(), err error) {
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return nil, err
	}
	name := filepath.Join(s.Dir, "."+key+".lock")
	lock := flock.New(name)
	got, err := lock.TryLock()
	if err == nil && !got {
		waiting()
		_, err = lock.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil {
		return nil, err
	}
	return func() {
		// Who waits for this file finds the value as soon as the lock is free, and needs the lock no more. Without a value
		// the file stays, or two could hold locks on two files of one name.
		if _, err := os.Stat(s.path(key)); err == nil {
			os.Remove(name)
		}
		lock.Close()
	}, nil
}

// Latest gives the head of the value that was made last for a variable of a notebook.
func (s Shelf) Latest(name, from string) (latest Head, found bool) {
	paths, _ := filepath.Glob(filepath.Join(s.Dir, "*"+Ending)) // the pattern is right
	for _, path := range paths {
		head, err := readHead(path)
		if err == nil && head.Name == name && head.From == from && (!found || head.Made.After(latest.Made)) {
			latest, found = head, true
		}
	}
	return latest, found
}
