package lineage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// A module is one whose source can change under a program: a folder of the workspace, or one that a go.mod puts in the
// place of a version.
type module struct {
	path, dir string
	file      *modfile.File
}

// workspace lists the local modules of a program whose main package lies in dir: those of the go.work above it, without
// the program's own.
func workspace(dir string) (modules []module, err error) {
	name, err := above(dir, "go.work")
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	work, err := modfile.ParseWork(name, text, nil)
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, use := range work.Use {
		folders = append(folders, from(filepath.Dir(name), use.Path))
	}
	for _, r := range work.Replace {
		if r.New.Version == "" {
			folders = append(folders, from(filepath.Dir(name), r.New.Path))
		}
	}
	for i := 0; i < len(folders); i++ { // it grows
		if same(folders[i], dir) {
			continue
		}
		m, err := readModule(folders[i])
		if err != nil {
			return nil, err
		}
		modules = append(modules, m)
		for _, r := range m.file.Replace {
			if folder := from(m.dir, r.New.Path); r.New.Version == "" && !slices.Contains(folders, folder) {
				folders = append(folders, folder)
			}
		}
	}
	return modules, nil
}

// above finds a file in a folder or above it.
func above(dir, name string) (string, error) {
	for {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return path, err
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("there is no %s above the program", name)
		}
		dir = filepath.Dir(dir)
	}
}

func from(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

func same(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

func readModule(dir string) (module, error) {
	name := filepath.Join(dir, "go.mod")
	text, err := os.ReadFile(name)
	if err != nil {
		return module{}, err
	}
	file, err := modfile.Parse(name, text, nil)
	if err != nil {
		return module{}, err
	}
	if file.Module == nil {
		return module{}, fmt.Errorf("%s has no module name", name)
	}
	return module{file.Module.Mod.Path, dir, file}, nil
}

// folderOf finds the folder of a local package: in the module with the longest path that fits.
func folderOf(modules []module, imported string) (dir string, local bool) {
	best := -1
	for i, m := range modules {
		if (imported == m.path || strings.HasPrefix(imported, m.path+"/")) && (best < 0 || len(m.path) > len(modules[best].path)) {
			best = i
		}
	}
	if best < 0 {
		return "", false
	}
	return filepath.Join(modules[best].dir, filepath.FromSlash(strings.TrimPrefix(imported, modules[best].path))), true
}

// versions lists what the local modules' go.mod files ask for, as part by part of a lineage.
func versions(modules []module) map[string]string {
	found := map[string]string{}
	for _, m := range modules {
		for _, r := range m.file.Require {
			found["module "+r.Mod.Path] += r.Mod.Version + " "
		}
		for _, r := range m.file.Replace {
			if r.New.Version != "" {
				found["module "+r.Old.Path] += fmt.Sprintf("%s replaced by %s ", r.Old.Version, r.New)
			}
		}
	}
	return found
}

// isStandard tells whether a package comes with Go: the first word of all other paths has a dot.
func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}
