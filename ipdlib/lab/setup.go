package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"ipd/ipdlib/device/venv"
)

// Parts says what Setup makes ready.
type Parts int

const (
	OnlyKernels Parts = iota // what a kernel needs, for a JupyterLab that is there already
	Everything               // JupyterLab and the kernels
)

// jupyter are the Python packages: JupyterLab, nbclient and nbconvert, with all that they need.
var jupyter = venv.List{
	Title:    "JupyterLab",
	File:     "kernels/requirements/lab.txt",
	Stamp:    "ipd-lab.json",
	Download: "46 MB",
	Command:  "go run ./ipdlib/cmd/ipd lab",
	Library:  "jupyterlab/labapp.py",
}

// Setup makes ready what notebooks need in the project at root: the Python packages, the kernel's programs, the pinned
// Go modules, and the library compiled as cells want it. What is there already is kept, without asking the network.
// Several processes may call it at once: one works, the others wait. Killed half way, it goes on at the next call. What
// happens is said to out, a sentence a line.
//
// XLA's plugin is none of its concern: see device.Install.
func Setup(ctx context.Context, root string, parts Parts, out io.Writer) error {
	if parts == Everything {
		if err := jupyter.Install(ctx, root, out); err != nil {
			return err
		}
	}
	cache := filepath.Join(root, ".cache")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return fmt.Errorf("%w: %w; make the folder writable", ErrSetup, err)
	}
	lock := flock.New(filepath.Join(cache, "lab.lock"))
	done := sayLater(out, slow, "Another process is setting up the kernel; waiting for it.")
	_, err := lock.TryLockContext(ctx, 100*time.Millisecond)
	done()
	if err != nil {
		return fmt.Errorf("%w: %s can't be locked: %w", ErrSetup, lock.Path(), err)
	}
	defer lock.Close()
	if err := buildTools(ctx, root, out); err != nil {
		return err
	}
	return warm(ctx, root, out)
}
