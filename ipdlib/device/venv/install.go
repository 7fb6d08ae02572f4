package venv

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Install puts what the list pins into the project's .venv: by name, version and hash, with pip. It does nothing, and
// touches no network, when all is there and whole. Several processes may call it at once: one installs, the others
// wait. Killed half way, it starts over at the next call. What happens is said to out, a sentence a line; nil says
// nothing.
func (l List) Install(ctx context.Context, root string, out io.Writer) error {
	if out == nil {
		out = io.Discard
	}
	if _, err := l.Find(root, false); err == nil {
		return nil
	}
	held, err := lock(ctx, root, out)
	if err != nil {
		return err
	}
	defer held.Close()
	if _, err := l.Find(root, false); err == nil { // another process was faster
		return nil
	}
	version, _, err := l.Pinned(root)
	if err != nil {
		return err
	}
	began := time.Now()
	fmt.Fprintf(out, "Installing %s (%s, %s to download, once) into %s.\n", l.Title, version, l.Download, Dir(root))
	python, err := makeVenv(ctx, held, root)
	if err != nil {
		return err
	}
	if err := l.unseal(root); err != nil {
		return err
	}
	if err := pipInstall(ctx, held, python, filepath.Join(root, filepath.FromSlash(l.File))); err != nil {
		return err
	}
	if err := l.seal(root); err != nil {
		return err
	}
	fmt.Fprintf(out, "Installed in %.0f s.\n", time.Since(began).Seconds())
	return nil
}

// lock takes the lock that guards .venv, with a sentence if somebody else holds it. Closing the file gives it back.
func lock(ctx context.Context, root string, out io.Writer) (*os.File, error) {
	path := filepath.Join(root, ".cache", "venv.lock")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("%w: %w; make the folder writable", ErrInstall, err)
	}
	for waits := 0; ; waits++ {
		held, err := tryLock(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %s can't be locked: %w; make the folder writable", ErrInstall, path, err)
		}
		if held != nil {
			return held, nil
		}
		if waits == 0 {
			fmt.Fprintf(out, "Another process is installing into %s; waiting for it.\n", Dir(root))
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: stopped while waiting for another process: %w", ErrInstall, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}
