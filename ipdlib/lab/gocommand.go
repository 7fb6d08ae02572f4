package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// cellFlags are the GOFLAGS with which the kernels compile cells: they stand in kernels/launch.sh, with the reason, and
// a test compares. Packages compiled with other flags would be compiled again by the first cell.
const cellFlags = "-buildvcs=false '-ldflags=-s -w -linkmode=internal'"

// plainFlags are GOFLAGS that change nothing about what is built. They are not empty, because then the go command would
// take the user's own from its configuration file.
const plainFlags = "-buildvcs=false"

// offline keeps the go command from downloading anything.
const offline = "GOPROXY=off"

// goCommand runs the go command that kernels will find, in dir, and returns what it wrote. The user's own GOFLAGS and
// workspace stay out of it, and it never exchanges itself for another version: in kernels it may not either.
func goCommand(ctx context.Context, dir string, set []string, args ...string) (string, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return "", fmt.Errorf("%w: there is no go command on the PATH; install Go (https://go.dev/dl) and add its bin folder to PATH", ErrSetup)
	}
	env := with(without(os.Environ(), "GOFLAGS", "GOWORK", "GOBIN", "GOOS", "GOARCH"), "GOTOOLCHAIN=local")
	text, err := output(ctx, with(env, set...), dir, "go", args...)
	if err != nil {
		return text, fmt.Errorf("%w: %w%s", ErrSetup, err, goMend(text))
	}
	return strings.TrimSpace(text), nil
}

// goMend is what to do about some failures of the go command, by what it writes.
func goMend(text string) string {
	for _, symptom := range []struct{ text, mend string }{
		{"GOTOOLCHAIN=local", "\nInstall the Go version that go.mod requires."},
		{"no space left on device", "\nFree some space on the disk and try again."},
		{"read-only file system", "\nMove the project, or the folders that `go env GOCACHE GOMODCACHE` names, to where they can be written."},
		{"proxyconnect", noProxy},
		{"dial tcp", noProxy},
		{"executable file not found", "\nInstall a C compiler, as with: apt-get install gcc libc6-dev"},
	} {
		if strings.Contains(text, symptom.text) {
			return symptom.mend
		}
	}
	return ""
}

const noProxy = "\nThe Go module proxy can't be reached: connect to the network, or set GOPROXY or HTTPS_PROXY, and try again."

// with returns the environment with some variables set, as NAME=value; a later one wins.
func with(env []string, set ...string) []string {
	for _, entry := range set {
		name, _, _ := strings.Cut(entry, "=")
		env = append(without(env, name), entry)
	}
	return env
}

// without returns a copy of the environment that lacks some variables.
func without(env []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains(names, name)
	})
}
