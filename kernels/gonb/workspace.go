package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// writeWorkspace puts a go.work into folder that uses the module at path, with the module's own Go version. It must be there
// before gopls starts.
func writeWorkspace(folder, path string) error {
	name := filepath.Join(path, "go.mod")
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("-use %q is no module: %w", path, err)
	}
	module, err := modfile.ParseLax(name, text, nil)
	if err != nil {
		return fmt.Errorf("-use %q: %w", path, err)
	}
	workspace, err := modfile.ParseWork("go.work", nil, nil)
	if err != nil {
		return err
	}
	if module.Go == nil {
		return fmt.Errorf("-use %q: its go.mod has no go line", path)
	}
	if err := errors.Join(workspace.AddGoStmt(module.Go.Version), workspace.AddUse(path, "")); err != nil {
		return fmt.Errorf("-use %q: %w", path, err)
	}
	return os.WriteFile(filepath.Join(folder, "go.work"), modfile.Format(workspace.Syntax), 0o600)
}

// addToWorkspace lets the go command add the module at path, so that the workspace's Go version follows whatever version
// `go mod init` gave that module.
func addToWorkspace(path string) error {
	cmd := exec.Command("go", "work", "use", ".")
	cmd.Dir = path
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go work use: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}
