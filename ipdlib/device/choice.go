package device

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// BackendEnv names the environment variable with which every GoMLX program lets its user choose the backend.
const BackendEnv = "GOMLX_BACKEND"

// kind says which of the ways to compute a choice means.
type kind int

const (
	xlaCPU  kind = iota // XLA with the CPU plugin that the project pins
	xlaCUDA             // XLA with the CUDA plugin that the project pins
	xlaOwn              // XLA with a plugin of the user's own: a path, or a name for go-xla to find
	fusedGo             // this project's fused engine for the study's network, in plain Go; all else on pureGo
	pureGo              // GoMLX's backend in plain Go
)

// choice is a parsed wish, such as "cuda" or "xla:/opt/plugin.so,tf32=false".
type choice struct {
	kind    kind
	plugin  string // of xlaOwn only: an absolute path or a plugin's name
	options string // what the backend itself is to read, as in "tf32=false" or "parallelism=4,ops_sequential"
}

// needsPlugin reports whether XLA is chosen.
func (c choice) needsPlugin() bool { return c.kind != fusedGo && c.kind != pureGo }

// goOptions is what the Go backend is told if nothing else is asked for. Running a graph's operations one after another
// was the fastest for tensors of this size: 15 ms a step against 20 to 75 ms in parallel.
const goOptions = "ops_sequential"

// parseChoice reads the name of a backend. Short names are the project's own: xla, cpu, cuda (or gpu), fused, go. Beside them
// stands the whole form of GOMLX_BACKEND, "name:config", where config is a plugin and options for xla, and options for
// go. The plugins "", "cpu" and "cuda" mean the pinned ones, so that a result doesn't depend on what else is installed
// on a machine.
func parseChoice(wish string) (choice, error) {
	name, config, hasConfig := strings.Cut(strings.TrimSpace(wish), ":")
	switch strings.ToLower(name) {
	case "go":
		if config == "" {
			config = goOptions
		}
		return choice{kind: pureGo, options: config}, nil
	case "fused":
		if hasConfig {
			break // it has no options
		}
		return choice{kind: fusedGo, options: goOptions}, nil
	case "cpu", "cuda", "gpu":
		if hasConfig {
			break // "cpu:..." is no form that GoMLX knows: the plugin comes after "xla:"
		}
		if strings.ToLower(name) == "cpu" {
			return choice{kind: xlaCPU}, nil
		}
		return choice{kind: xlaCUDA}, nil
	case "xla", "stablehlo", "shlo", "hlo": // go-xla registers itself under these four names
		plugin, options, _ := strings.Cut(config, ",")
		switch {
		case plugin == "" || plugin == "cpu":
			return choice{kind: xlaCPU, options: options}, nil
		case plugin == "cuda":
			return choice{kind: xlaCUDA, options: options}, nil
		case filepath.IsAbs(plugin) || !strings.ContainsAny(plugin, `/\`):
			return choice{kind: xlaOwn, plugin: plugin, options: options}, nil
		}
		return choice{}, fmt.Errorf("%w: %q names its plugin by a relative path; write the absolute path, as in xla:/path/plugin.so",
			ErrUnknownBackend, wish)
	}
	return choice{}, fmt.Errorf("%w: %q; choose xla (or cpu), cuda, fused or go, or the full form of %s, such as xla:/path/plugin.so or go:ops_sequential",
		ErrUnknownBackend, wish, BackendEnv)
}

// choose settles what is asked for and by whom: the explicit wish, else the environment, else nobody (asked is false),
// and then XLA on the CPU comes first.
func choose(wish string) (c choice, asked bool, reason string, err error) {
	from := "asked for by name"
	if wish == "" {
		wish, from = os.Getenv(BackendEnv), BackendEnv+"="+os.Getenv(BackendEnv)
	}
	if wish == "" {
		return choice{kind: xlaCPU}, false, "the default: the fastest on a CPU", nil
	}
	if c, err = parseChoice(wish); err != nil {
		return choice{}, true, "", fmt.Errorf("%s: %w", from, err)
	}
	return c, true, from, nil
}
