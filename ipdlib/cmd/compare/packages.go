package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"ipd/ipdlib/device/venv"
)

// peersPackages are locked in requirements.txt; see requirements.in.
var peersPackages = venv.List{
	Title:    "the peers' Python packages",
	File:     "../../ipdlib/cmd/compare/requirements.txt",
	Stamp:    "compare.json",
	Download: "0.7 GB",
	Command:  "go run ./ipdlib/cmd/compare",
}

// packages is where the peers' packages live: an environment apart from the project's own, 1.9 GB.
type packages struct {
	root     string // the folder that holds the environment
	standIns string // the folder of the libraries that take the place of NVIDIA's
}

// packagesOf finds the environment of a repository, which may not be there yet.
func packagesOf(repository string) (packages, error) {
	p := packages{root: filepath.Join(repository, ".cache", "compare-venv")}
	_, sum, err := peersPackages.Pinned(p.root)
	if err != nil {
		return p, fmt.Errorf("compare: %w", err)
	}
	p.standIns = filepath.Join(p.root, "stand-ins-"+sum[:12])
	return p, nil
}

// installed says whether everything is there, and if not, why.
func (p packages) installed() error {
	if _, err := peersPackages.Find(p.root, false); err != nil {
		return err
	}
	if _, err := os.Stat(p.standIns); err != nil {
		return fmt.Errorf("compare: PyTorch is installed but can't be loaded yet: %w", err)
	}
	return nil
}

// install makes what is missing.
func (p packages) install(ctx context.Context, out io.Writer) error {
	if p.installed() == nil {
		return nil
	}
	if err := peersPackages.Install(ctx, p.root, out); err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if err := makeStandIns(ctx, venv.Dir(p.root), p.standIns); err != nil {
		return err
	}
	check := exec.CommandContext(ctx, p.python(), "-c", "import torch, jax, optax")
	check.Env = p.environment()
	if output, err := check.CombinedOutput(); err != nil {
		return fmt.Errorf("compare: the peers' packages do not load: %w\n%s", err, bytes.TrimSpace(output))
	}
	return nil
}

func (p packages) python() string { return venv.Python(p.root) }

// environment of the peers' processes: theirs alone, and the CPU alone.
func (p packages) environment() []string {
	return cleanEnvironment(os.Environ(),
		"JAX_PLATFORMS=cpu",
		"CUDA_VISIBLE_DEVICES=",
		// PyTorch binds its functions when they are first called: those of CUDA never are.
		"TORCH_USE_RTLD_GLOBAL=1",
		"LD_LIBRARY_PATH="+p.standIns,
	)
}

// caches are settings with which JAX keeps all that it compiles for the next start. PyTorch compiles nothing.
func (p packages) caches() []string {
	return []string{
		"JAX_COMPILATION_CACHE_DIR=" + filepath.Join(p.root, "jax-cache"),
		"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0",
		"JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES=-1",
	}
}
