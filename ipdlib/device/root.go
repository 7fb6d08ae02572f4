package device

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	// HomeEnv names the environment variable that says where the project lies.
	HomeEnv = "IPD_HOME"

	// module is the path in the first line of the project's go.mod.
	module = "ipd"
)

// Root returns the absolute path of the project's folder: IPD_HOME where it is set, else the nearest folder from the
// working directory upwards that holds the go.mod of module ipd. The plugins live below it, in .venv.
func Root() (string, error) {
	if home := os.Getenv(HomeEnv); home != "" {
		dir, err := filepath.Abs(home)
		if err != nil {
			return "", fmt.Errorf("%w: %s=%q: %w", ErrNoProject, HomeEnv, home, err)
		}
		if !isRoot(dir) {
			return "", fmt.Errorf("%w: %s=%q has no go.mod of module %s; set it to the folder that was cloned, or unset it",
				ErrNoProject, HomeEnv, home, module)
		}
		return dir, nil
	}
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("%w: no working directory (%w); change to an existing folder, or set %s", ErrNoProject, err, HomeEnv)
	}
	for dir := start; ; {
		if isRoot(dir) {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w: neither %q nor a folder above it has the go.mod of module %s; "+
				"change into the cloned folder, or set %s to it", ErrNoProject, start, module, HomeEnv)
		}
		dir = parent
	}
}

// isRoot reports whether dir holds the go.mod of the project: a nested module with another path doesn't count.
func isRoot(dir string) bool {
	f, err := os.Open(filepath.Join(dir, "go.mod"))
	if err != nil {
		return false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if fields := strings.Fields(lines.Text()); len(fields) >= 2 && fields[0] == "module" {
			return strings.Trim(fields[1], `"`) == module
		}
	}
	return false
}
