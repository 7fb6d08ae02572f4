package fused

import (
	"fmt"
	"os"
	"strings"
)

// PathVariable is the environment variable that selects the path of new engines.
const PathVariable = "IPD_FUSED_PATH"

// A path is a set of kernels with its name.
type path struct {
	name    string
	kernels kernels
}

// paths are those that this processor supports, the fastest first.
var paths = append(vectorPaths(), path{"portable", portable{}})

// Paths lists the implementations that this processor supports, the fastest first: "avx512", "avx2", "portable". Their results are
// equal, bit for bit.
func Paths() []string {
	var names []string
	for _, p := range paths {
		names = append(names, p.name)
	}
	return names
}

// Path returns the path of new engines: the fastest, or that of the environment variable IPD_FUSED_PATH.
func Path() (string, error) {
	name := os.Getenv(PathVariable)
	if name == "" {
		return paths[0].name, nil
	}
	if _, err := kernelsOf(name); err != nil {
		return "", fmt.Errorf("environment variable %s: %w", PathVariable, err)
	}
	return name, nil
}

func kernelsOf(name string) (kernels, error) {
	for _, p := range paths {
		if p.name == name {
			return p.kernels, nil
		}
	}
	return nil, fmt.Errorf("fused: no path %q on this processor; there are: %s", name, strings.Join(Paths(), ", "))
}
