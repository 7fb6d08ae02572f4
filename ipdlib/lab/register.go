package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// repositoryKey, in the metadata of a kernel.json, says that this package wrote it, and for which project.
const repositoryKey = "ipd_repository"

// UserData returns the folder in which every Jupyter of this user looks for kernels, by Jupyter's own rules.
func UserData() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%w; set HOME, or give a folder with -prefix", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// PrefixData returns the folder in which the Jupyter installed below prefix looks for kernels: prefix is a virtual
// environment, a conda environment or /usr/local.
func PrefixData(prefix string) (string, error) {
	prefix, err := filepath.Abs(prefix)
	return filepath.Join(prefix, "share", "jupyter"), err
}

// Install makes the kernel known to the Jupyters that look into the data folder. It returns the folder that it made
// there, or whose content it renewed.
func (k Kernel) Install(data string) (path string, err error) {
	path = filepath.Join(data, "kernels", k.Name)
	if _, err := k.Installed(data); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	argv := commandOf(k.spec)
	argv[0] = filepath.Join(k.root, "kernels", "launch.sh")
	spec := map[string]any{}
	for name, value := range k.spec {
		spec[name] = value
	}
	metadata := map[string]any{repositoryKey: k.root}
	if own, ok := k.spec["metadata"].(map[string]any); ok {
		for name, value := range own {
			metadata[name] = value
		}
	}
	spec["argv"], spec["metadata"] = argv, metadata
	text, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return "", fmt.Errorf("%w; choose a writable folder with -prefix, or use -user", err)
	}
	// Its logos last: what has a kernel.json of ours can be removed.
	return path, errors.Join(os.WriteFile(filepath.Join(path, "kernel.json"), append(text, '\n'), 0o644), k.copyLogos(path))
}

// logos are the pictures that Jupyter shows for a kernel.
const logos = "logo-*"

func (k Kernel) copyLogos(path string) error {
	files, err := filepath.Glob(filepath.Join(escapeGlob(filepath.Join(k.root, "kernels", k.Name)), logos))
	if err != nil {
		return err
	}
	for _, file := range files {
		picture, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(path, filepath.Base(file)), picture, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Installed returns the project folder for which the kernel is registered in a data folder. The error is
// fs.ErrNotExist where there is none of that name, and ErrForeign where it is somebody else's.
func (k Kernel) Installed(data string) (repository string, err error) {
	path := filepath.Join(data, "kernels", k.Name)
	switch info, err := os.Lstat(path); {
	case err != nil:
		return "", err
	case !info.IsDir():
		return "", fmt.Errorf("%w: %s is not a folder; remove it yourself", ErrForeign, path)
	}
	spec, err := readSpec(filepath.Join(path, "kernel.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: %w", ErrForeign, err)
	}
	metadata, _ := spec["metadata"].(map[string]any)
	repository, ok := metadata[repositoryKey].(string)
	if !ok {
		return "", fmt.Errorf("%w: %s was not made by ipd; remove it yourself", ErrForeign, path)
	}
	return repository, nil
}

// Remove takes back what Install did. The error is fs.ErrNotExist where there is no such kernel.
func (k Kernel) Remove(data string) (path string, err error) {
	path = filepath.Join(data, "kernels", k.Name)
	if _, err := k.Installed(data); err != nil {
		return "", err
	}
	ours, err := filepath.Glob(filepath.Join(escapeGlob(path), logos))
	if err != nil {
		return "", err
	}
	for _, file := range append(ours, filepath.Join(path, "kernel.json")) {
		if err := os.Remove(file); err != nil {
			return "", err
		}
	}
	if err := os.Remove(path); err != nil { // it holds something else
		return "", fmt.Errorf("%w: the kernel is removed, but %w", ErrForeign, err)
	}
	return path, nil
}
