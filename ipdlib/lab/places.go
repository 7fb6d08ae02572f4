package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"ipd/ipdlib/device"
)

// roomNeeded is how much must be free in the temporary folder: a cell's program has some 20 MB, the linker needs as much again,
// and figures and sockets little.
const roomNeeded = 100 << 20

// A Place is a folder that cells need, and what is wrong with it.
type Place struct {
	Name string // "temporary folder"
	Path string
	Err  error // nil: it can be used. It names the variable that leads elsewhere, and says what to do
}

// Places looks at the folders outside of the project that kernels need, and changes nothing: the temporary folder, in which
// cells' programs are built and run, and Go's build cache. Without this look, the failure is a compiler's or a linker's, a
// page long, in the first cell.
func Places(ctx context.Context) []Place {
	return []Place{temporary(), cache(ctx)}
}

// CheckPlaces is the first thing that is wrong with any of the places.
func CheckPlaces(ctx context.Context) error {
	for _, place := range Places(ctx) {
		if place.Err != nil {
			return fmt.Errorf("%w: %w", ErrSetup, place.Err)
		}
	}
	return nil
}

func temporary() Place {
	p := Place{Name: "temporary folder", Path: os.TempDir()}
	dir, err := os.MkdirTemp(p.Path, "ipd-check-")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.Err = fmt.Errorf("the temporary folder %s doesn't exist; set TMPDIR to a folder that does", p.Path)
		return p
	case err != nil:
		p.Err = fmt.Errorf("the temporary folder %s can't be written (%w); set TMPDIR to one that can", p.Path, cause(err))
		return p
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "true")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil {
		p.Err = fmt.Errorf("the temporary folder %s is full (%w); free some space, or set TMPDIR to another folder", p.Path, cause(err))
		return p
	}
	if free, err := device.DiskFree(p.Path); err == nil && free < roomNeeded {
		p.Err = fmt.Errorf("the temporary folder %s has %d MB left, and cells need %d MB; free some space, or set TMPDIR to another folder", p.Path, free>>20, roomNeeded>>20)
		return p
	}
	if err := exec.Command(program).Run(); err != nil {
		p.Err = fmt.Errorf("programs can't run in the temporary folder %s (perhaps it is mounted noexec), but every cell is a program; set TMPDIR to another folder", p.Path)
	}
	return p
}

// cache looks at the folder where Go keeps what it has compiled.
func cache(ctx context.Context) Place {
	p := Place{Name: "Go's cache"}
	path, err := goCommand(ctx, "", nil, "env", "GOCACHE")
	switch {
	case err != nil:
		p.Err = err
		return p
	case path == "" || path == "off":
		p.Err = errors.New("there is no folder for Go's build cache, because HOME is not set; set HOME, or GOCACHE and GOPATH")
		return p
	}
	p.Path = strings.TrimSpace(path)
	if err := canWrite(p.Path); err != nil {
		p.Err = fmt.Errorf("the cache of Go, %s, can't be written (%w); set HOME to a folder that can, or GOCACHE", p.Path, cause(err))
	}
	return p
}

func canWrite(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, "ipd-check-")
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// cause leaves off the file's name.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
