package venv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// OldestPython is the oldest one whose pip knows the wheels' platform tag and that JupyterLab still runs on.
const OldestPython = 10 // Python 3.10

// makeVenv returns the Python of <root>/.venv, made if it is missing or has no working pip. The caller holds the lock.
func makeVenv(ctx context.Context, held *os.File, root string) (python string, err error) {
	python = Python(root)
	if _, err := Output(ctx, python, "-m", "pip", "--version"); err == nil {
		return python, nil
	}
	base, err := FindPython(ctx)
	if err != nil {
		return "", err
	}
	// --clear, because a process killed half way leaves a folder that has a Python but no pip.
	if text, err := run(ctx, held, base, "-m", "venv", "--clear", Dir(root)); err != nil {
		return "", explain(ctx, fmt.Sprintf("%s -m venv %s", base, Dir(root)), text, err)
	}
	return python, nil
}

// FindPython returns the first Python on the PATH that is new enough.
func FindPython(ctx context.Context) (string, error) {
	var old []string
	for _, name := range []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		text, err := Output(ctx, path, "-c", "import sys; print(*sys.version_info[:2])")
		if ctx.Err() != nil {
			return "", fmt.Errorf("%w: stopped: %w", ErrInstall, ctx.Err())
		}
		var major, minor int
		if _, scanErr := fmt.Sscan(text, &major, &minor); err != nil || scanErr != nil {
			continue
		}
		if major == 3 && minor >= OldestPython {
			return path, nil
		}
		old = append(old, fmt.Sprintf("%s is Python %d.%d", path, major, minor))
	}
	if len(old) > 0 {
		return "", fmt.Errorf("%w: Python is too old (%s); install Python 3.%d or newer, as with: apt-get install python3 python3-venv",
			ErrInstall, strings.Join(old, ", "), OldestPython)
	}
	return "", fmt.Errorf("%w: no Python on the PATH; install Python 3.%d or newer, as with: apt-get install python3 python3-venv",
		ErrInstall, OldestPython)
}

// pipInstall installs exactly what the file pins: no dependencies, no package without a matching hash, wheels only.
// Packages that are there already are written anew, since half of one can be there too.
func pipInstall(ctx context.Context, held *os.File, python, requirements string) error {
	text, err := run(ctx, held, python, "-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary=:all:",
		"--force-reinstall", "--no-compile", "--no-input", "--disable-pip-version-check", "--retries=2", "-r", requirements)
	if err != nil {
		return explain(ctx, "pip install -r "+requirements, text, err)
	}
	return nil
}

// Output runs a program and returns what it wrote. When ctx ends, the program goes with all its children.
func Output(ctx context.Context, name string, args ...string) (string, error) {
	return run(ctx, nil, name, args...)
}

// run does the same for a program that writes into .venv and holds the lock meanwhile.
func run(ctx context.Context, held *os.File, name string, args ...string) (string, error) {
	var text bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &text, &text
	cmd.Env = pythonEnv(os.Environ())
	cmd.WaitDelay = 500 * time.Millisecond
	err := runTogether(cmd, held)
	return text.String(), err
}

// pythonEnv drops the variables with which a user's shell can make Python or pip look, or write, outside .venv.
func pythonEnv(env []string) []string {
	foreign := []string{"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "VIRTUAL_ENV"}
	return slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains(foreign, name)
	})
}

// symptoms are parts of what pip and venv write, in the order in which they tell most, each with the sentence for it.
var symptoms = []struct{ text, sentence string }{
	{"No space left on device", "the disk is full; free some space and try again"},
	{"Disk quota exceeded", "the disk quota is used up; free some space and try again"},
	{"Read-only file system", "the folder is read-only; move the project to one that can be written"},
	{"Permission denied", "the folder can't be written; fix its permissions"},
	{"ensurepip is not available", "Python lacks its venv module; install it, as with: apt-get install python3-venv"},
	{"No module named ensurepip", "Python lacks its venv module; install it, as with: apt-get install python3-venv"},
	{"No module named venv", "Python lacks its venv module; install it, as with: apt-get install python3-venv"},
	{"DO NOT MATCH THE HASHES", "the downloaded package is not the pinned one (wrong hash), and was refused; " +
		"look at the package index that pip uses (pip config list), and try again"},
	{"Temporary failure in name resolution", noNetwork},
	{"Name or service not known", noNetwork},
	{"NewConnectionError", noNetwork},
	{"Connection refused", noNetwork},
	{"ConnectTimeoutError", noNetwork},
	{"Read timed out", noNetwork},
	{"ProxyError", noNetwork},
	{"SSLError", "the network's certificate is not trusted; set PIP_CERT to the one that pip should trust"},
	{"is not a supported wheel on this platform", "the package has no build for this machine"},
	{"No matching distribution found", "the package index that pip uses (pip config list) has no such package for this machine"},
}

const noNetwork = "the package index can't be reached; connect to the network, or set a proxy (HTTPS_PROXY) or a mirror (PIP_INDEX_URL) for pip, and try again"

// explain turns what a failed program wrote into one sentence that names the thing and the mend.
func explain(ctx context.Context, command, text string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %s was stopped: %w; the next call starts over", ErrInstall, command, ctx.Err())
	}
	for _, symptom := range symptoms {
		if strings.Contains(text, symptom.text) {
			return fmt.Errorf("%w: %s: %s", ErrInstall, command, symptom.sentence)
		}
	}
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%w: %s: %w", ErrInstall, command, err)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	last := strings.Join(lines[max(0, len(lines)-3):], " / ")
	return fmt.Errorf("%w: %s: %w: %s", ErrInstall, command, err, last)
}
