package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ipd/ipdlib/device"
)

// A Kernel is one of the project's kernels: a folder below kernels/ with a kernel.json. JUPYTER_PATH=<project> is all
// that a Jupyter needs to find them there.
type Kernel struct {
	Name    string // of the folder, "ipd-xla-cpu": what notebooks call it
	Title   string // "Go · IPD (XLA CPU)": what people see
	Backend string // what the library computes on, in GoMLX's words: "xla:cpu"

	root string
	spec map[string]any // kernel.json
}

// Offered tells whether the kernel can work on this machine: the one for NVIDIA GPUs needs one.
func (k Kernel) Offered() bool { return k.Backend != cudaBackend || device.HasGPU() }

const cudaBackend = "xla:cuda"

// resourceDir is what Jupyter replaces by the folder of a kernel.json.
const resourceDir = "{resource_dir}"

// Kernels returns the project's kernels in the order of their names.
func Kernels(root string) ([]Kernel, error) {
	files, err := filepath.Glob(filepath.Join(escapeGlob(root), "kernels", "*", "kernel.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%w: %s has no kernel; restore the folder, as with git checkout", ErrKernel, filepath.Join(root, "kernels"))
	}
	var kernels []Kernel
	for _, file := range files {
		k := Kernel{Name: filepath.Base(filepath.Dir(file)), root: root}
		if k.spec, err = readSpec(file); err != nil {
			return nil, err
		}
		argv := commandOf(k.spec)
		k.Title, _ = k.spec["display_name"].(string)
		if len(argv) != 3 || !strings.HasPrefix(argv[0], resourceDir) || k.Title == "" {
			return nil, fmt.Errorf("%w: %s has no display_name, or not the argv that kernels/launch.sh needs; restore it, as with git checkout", ErrKernel, file)
		}
		k.Backend = argv[1]
		kernels = append(kernels, k)
	}
	return kernels, nil
}

// escapeGlob keeps characters of a path from meaning something in a pattern.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

func readSpec(file string) (map[string]any, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKernel, err)
	}
	var spec map[string]any
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrKernel, file, err)
	}
	return spec, nil
}

// commandOf returns a kernel.json's argv, or nothing if it is not a list of strings.
func commandOf(spec map[string]any) []string {
	list, _ := spec["argv"].([]any)
	var argv []string
	for _, entry := range list {
		word, ok := entry.(string)
		if !ok {
			return nil
		}
		argv = append(argv, word)
	}
	return argv
}
