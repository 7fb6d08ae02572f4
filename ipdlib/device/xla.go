//go:build linux && cgo && (amd64 || arm64) && !noxla

package device

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// hasXLA says that this build can load XLA plugins. Builds without cgo, with the tag noxla, or for other systems (on
// macOS go-xla crashes at the first compilation of a plugin loaded at run time) have the Go backend alone.
const hasXLA = true

// xlaMu guards the environment and the loading: XLA reads its flags while the first client of a plugin is made.
var xlaMu sync.Mutex

func init() {
	xla.EnableAutoInstall(false) // no download that nobody asked for
}

// openXLA makes a client of the plan's plugin, on the calling thread: the threads of the client inherit the thread's
// core.
func openXLA(p plan) (b compute.Backend, version string, err error) {
	xlaMu.Lock()
	defer xlaMu.Unlock()
	if p.flags != "" {
		merged := mergeFlags(os.Getenv(FlagsEnv), p.flags)
		if err := os.Setenv(FlagsEnv, merged); err != nil { // cgo hands it on to the C library's environment
			return nil, "", fmt.Errorf("setting %s=%q: %w", FlagsEnv, merged, err)
		}
	}
	if p.kind == xlaCUDA {
		if err := preload(nvidiaDir(p.path)); err != nil {
			return nil, "", err
		}
	}
	config, err := plainName(p.path)
	if err != nil {
		return nil, "", err
	}
	if p.options != "" {
		config += "," + p.options
	}
	client := pjrt.NamedValuesMap{}
	if p.devices > 0 {
		client["cpu_device_count"] = int64(p.devices)
	}
	backend, err := xla.NewWithOptions(config, client)
	if err != nil {
		return nil, "", err
	}
	loaded, err := pjrt.GetPlugin(backend.PluginName()) // loaded already: this only looks it up
	if err != nil {
		backend.Finalize()
		return nil, "", err
	}
	major, minor := loaded.Version()
	return backend, fmt.Sprintf("PJRT v%d.%d", major, minor), nil
}

// plainNames remembers, by the path of a plugin, the name under which go-xla has loaded it.
var plainNames = map[string]string{}

// plainName returns a path of the plugin that go-xla understands. It takes whatever stands behind a comma for options,
// and a CPU plugin for a CUDA one where "cuda" or "nvidia" stands anywhere in the path, as in /home/nvidia; a link from
// a plain folder helps.
func plainName(plugin string) (string, error) {
	upper := strings.ToUpper(plugin)
	foreign := strings.Contains(filepath.Base(upper), "CPU") && pjrt.IsCUDAName(plugin)
	if !filepath.IsAbs(plugin) || !foreign && !strings.Contains(plugin, ",") {
		return plugin, nil
	}
	if name, ok := plainNames[plugin]; ok {
		return name, nil
	}
	dir, err := os.MkdirTemp("", "ipd-plugin-")
	if err != nil {
		return "", fmt.Errorf("go-xla can't load a plugin from %q, and a link to it can't be made: %w", plugin, err)
	}
	name := filepath.Join(dir, filepath.Base(plugin))
	if err := os.Symlink(plugin, name); err != nil {
		os.RemoveAll(dir)
		return "", fmt.Errorf("go-xla can't load a plugin from %q, and a link to it can't be made: %w", plugin, err)
	}
	if _, err := pjrt.GetPlugin(name); err != nil { // loaded now, known by this name from now on: the link has done its work
		os.RemoveAll(dir)
		return "", err
	}
	os.RemoveAll(dir)
	plainNames[plugin] = name
	return name, nil
}
