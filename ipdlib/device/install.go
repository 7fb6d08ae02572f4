package device

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
)

// Install puts XLA's CPU plugin into the project's own .venv: by name, version and hash, with pip. It does nothing, and touches no
// network, when the plugin is there and whole. Several processes may call it at once: one installs, the others wait. Killed half
// way, it starts over at the next call. What happens is said to out, a sentence a line; nil says nothing.
func Install(ctx context.Context, out io.Writer) error {
	root, err := Root()
	if err != nil {
		return err
	}
	return cpuPlugin.install(ctx, root, out)
}

// InstallCUDA does the same for NVIDIA GPUs: the plugin and the CUDA libraries that it loads, about 2.5 GB.
func InstallCUDA(ctx context.Context, out io.Writer) error {
	root, err := Root()
	if err != nil {
		return err
	}
	return cudaPlugin.install(ctx, root, out)
}

func (p plugin) install(ctx context.Context, root string, out io.Writer) error {
	if out == nil {
		out = io.Discard
	}
	if err := p.supported(); err != nil {
		return err
	}
	if _, err := p.find(root, false); err == nil {
		return nil
	}
	unlock, err := lock(ctx, root, out)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := p.find(root, false); err == nil { // another process was faster
		return nil
	}
	version, _, err := p.pinned(root)
	if err != nil {
		return err
	}
	began := time.Now()
	fmt.Fprintf(out, "Installing %s (%s, %s to download, once) into %s.\n", p.title, version, p.download, venvDir(root))
	python, err := makeVenv(ctx, root)
	if err != nil {
		return err
	}
	if err := p.unseal(root); err != nil {
		return err
	}
	if err := pipInstall(ctx, python, filepath.Join(root, filepath.FromSlash(p.requirements))); err != nil {
		return err
	}
	if err := p.seal(root); err != nil {
		return err
	}
	fmt.Fprintf(out, "Installed in %.0f s.\n", time.Since(began).Seconds())
	return nil
}

// supported reports whether the wheel exists for this machine: both are published for Linux on x86-64 alone, and go-xla
// needs cgo to load them.
func (p plugin) supported() error {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return fmt.Errorf("%w: %s exists for Linux on x86-64, this is %s on %s; use the go backend, or another plugin by %s=xla:/path",
			ErrUnsupported, p.title, runtime.GOOS, runtime.GOARCH, BackendEnv)
	}
	return nil
}

// lock takes the lock that guards .venv, with a sentence if somebody else holds it. The system frees it when a process dies.
func lock(ctx context.Context, root string, out io.Writer) (unlock func(), err error) {
	dir := filepath.Join(root, ".cache")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%w: %w; make the folder writable, or set %s to a copy that is", ErrInstall, err, HomeEnv)
	}
	file := flock.New(filepath.Join(dir, "venv.lock"))
	ok, err := file.TryLock()
	if err == nil && !ok {
		fmt.Fprintf(out, "Another process is installing into %s; waiting for it.\n", venvDir(root))
		_, err = file.TryLockContext(ctx, 100*time.Millisecond)
	}
	if ctx.Err() != nil {
		file.Close()
		return nil, fmt.Errorf("%w: stopped while waiting for another process: %w", ErrInstall, ctx.Err())
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%w: %s can't be locked: %w; make the folder writable", ErrInstall, file.Path(), err)
	}
	return func() { file.Close() }, nil
}
