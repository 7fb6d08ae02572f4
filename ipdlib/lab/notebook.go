package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A notebook is what has to be known of a file before it is run.
type notebook struct {
	path   string // absolute
	text   []byte
	kernel string // the one that it names
}

// readNotebook reads a file and checks that it is a notebook of the format that nbclient runs.
func readNotebook(path string) (*notebook, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotebook, err)
	}
	var content struct {
		Cells    []json.RawMessage `json:"cells"`
		Format   int               `json:"nbformat"`
		Metadata struct {
			Kernel struct {
				Name string `json:"name"`
			} `json:"kernelspec"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%w: %s is not the JSON of a notebook: %w", ErrNotebook, path, err)
	}
	if content.Format != 4 {
		return nil, fmt.Errorf("%w: %s has nbformat %d instead of 4; open it in JupyterLab and save it", ErrNotebook, path, content.Format)
	}
	if content.Cells == nil {
		return nil, fmt.Errorf("%w: %s has no list of cells", ErrNotebook, path)
	}
	return &notebook{path, text, content.Metadata.Kernel.Name}, nil
}

// chooseKernel returns the kernel that is asked for, else the one that the notebook names.
func (n *notebook) chooseKernel(asked string, kernels []Kernel) (Kernel, error) {
	name, who := asked, "-kernel"
	if asked == "" {
		name, who = n.kernel, n.path
	}
	i := slices.IndexFunc(kernels, func(k Kernel) bool { return k.Name == name })
	if i >= 0 {
		return kernels[i], nil
	}
	var names []string
	for _, k := range kernels {
		names = append(names, k.Name)
	}
	if name == "" {
		return Kernel{}, fmt.Errorf("%w: %s names no kernel; choose one with -kernel: %s", ErrKernel, who, strings.Join(names, ", "))
	}
	return Kernel{}, fmt.Errorf("%w: %s names the kernel %q, which is not one of the project's; choose one with -kernel: %s",
		ErrKernel, who, name, strings.Join(names, ", "))
}

// stem is the file's name without its ending.
func (n *notebook) stem() string {
	return strings.TrimSuffix(filepath.Base(n.path), filepath.Ext(n.path))
}
