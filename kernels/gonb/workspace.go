package main

import (
	"fmt"
	"go/version"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// writeWorkspace puts a go.work into folder that uses the modules at the given paths, with the newest of their Go versions,
// since the go command wants no module to be newer than the workspace. (That command could add a module itself, but takes
// longer than GoNB needs for all the rest of its start.)
func writeWorkspace(folder string, paths ...string) error {
	workspace, err := modfile.ParseWork("go.work", nil, nil)
	if err != nil {
		return err
	}
	newest := ""
	for _, path := range paths {
		needs, err := goVersion(path)
		if err != nil {
			return err
		}
		if version.Compare("go"+needs, "go"+newest) > 0 {
			newest = needs
		}
		if err := workspace.AddUse(path, ""); err != nil {
			return fmt.Errorf("module %q: %w", path, err)
		}
	}
	if err := workspace.AddGoStmt(newest); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "go.work"), modfile.Format(workspace.Syntax), 0o600)
}

// goVersion is the Go version that the module at path says it needs.
func goVersion(path string) (string, error) {
	name := filepath.Join(path, "go.mod")
	text, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("%q is no module: %w", path, err)
	}
	module, err := modfile.ParseLax(name, text, nil)
	if err != nil {
		return "", fmt.Errorf("module %q: %w", path, err)
	}
	if module.Go == nil {
		return "", fmt.Errorf("module %q: its go.mod has no go line", path)
	}
	return module.Go.Version, nil
}
