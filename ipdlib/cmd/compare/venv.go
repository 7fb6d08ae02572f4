package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// venv is the folder of the virtual environment with the peers' packages.
type venv string

func (v venv) python() string { return filepath.Join(string(v), "bin", "python") }

// standIns is the folder of the libraries that take the place of NVIDIA's.
func (v venv) standIns() string { return filepath.Join(string(v), "stand-ins") }

// stamp is written last and says what is installed.
func (v venv) stamp() string { return filepath.Join(string(v), "installed") }

// environment of the peers' processes: theirs alone, and the CPU alone.
func (v venv) environment() []string {
	return cleanEnvironment(os.Environ(),
		"JAX_PLATFORMS=cpu",
		"CUDA_VISIBLE_DEVICES=",
		// PyTorch binds its functions when they are first called: those of CUDA never are.
		"TORCH_USE_RTLD_GLOBAL=1",
		"LD_LIBRARY_PATH="+v.standIns(),
	)
}

// caches are settings with which JAX keeps all that it compiles for the next start. PyTorch compiles nothing.
func (v venv) caches() []string {
	return []string{
		"JAX_COMPILATION_CACHE_DIR=" + filepath.Join(string(v), "jax-cache"),
		"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0",
		"JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES=-1",
	}
}

// install makes the environment from the locked requirements, unless exactly that is there already.
func (v venv) install(ctx context.Context, python, version, requirements string, say func(string, ...any)) error {
	want, err := os.ReadFile(requirements)
	if err != nil {
		return fmt.Errorf("compare: the list of the peers' packages: %w", err)
	}
	stamp := fmt.Sprintf("Python %s, requirements %x\n", version, sha256.Sum256(want))
	if have, err := os.ReadFile(v.stamp()); err == nil && string(have) == stamp {
		return nil
	}
	if err := os.RemoveAll(string(v)); err != nil {
		return fmt.Errorf("compare: remove the outdated environment: %w", err)
	}
	say("installing PyTorch and JAX for Python %s into %s (0.7 GB to download, 1.7 GB on disk)", version, v)
	steps := [][]string{
		{python, "-m", "venv", string(v)},
		{v.python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
			"--only-binary", ":all:", "--requirement", requirements},
	}
	for _, step := range steps {
		if err := runQuietly(ctx, cleanEnvironment(os.Environ()), step...); err != nil {
			return err
		}
	}
	if err := makeStandIns(ctx, string(v), v.standIns()); err != nil {
		return err
	}
	if err := runQuietly(ctx, v.environment(), v.python(), "-c", "import torch, jax, optax"); err != nil {
		return err
	}
	return os.WriteFile(v.stamp(), []byte(stamp), 0o644)
}

// runQuietly runs a command to its end; what it printed is in the error.
func runQuietly(ctx context.Context, environment []string, command ...string) error {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Env = environment
	if output, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("compare: %s: %w\n%s", c, err, bytes.TrimSpace(output))
	}
	return nil
}
