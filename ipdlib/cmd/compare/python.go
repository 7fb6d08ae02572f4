package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// errNoPython says what to do when no usable Python is found.
var errNoPython = errors.New("the peers need Python 3.10 or newer with its venv module: install it " +
	"(Debian and Ubuntu: apt install python3-venv), or name one with -python")

// probe prints the version of a Python that can make virtual environments.
const probe = `import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 10))`

// findPython returns the first Python that fits and its version. A name that is given is the only one tried.
func findPython(ctx context.Context, given string) (path, version string, err error) {
	names := []string{"python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"}
	if given != "" {
		names = []string{given}
	}
	var tried []string
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		output, err := exec.CommandContext(ctx, path, "-c", probe).Output()
		if version := strings.TrimSpace(string(output)); err == nil {
			return path, version, nil
		} else if version != "" {
			tried = append(tried, name+" is "+version)
		} else {
			tried = append(tried, name+" does not run or lacks venv")
		}
	}
	if given != "" && len(tried) == 0 {
		tried = []string{given + " is not there"}
	}
	return "", "", fmt.Errorf("compare: %w (%s)", errNoPython, strings.Join(append(tried, "nothing else found"), "; "))
}
