//go:build !unix

package venv

import "os/exec"

// runTogether runs cmd; the end of its context ends it alone, since there are no process groups.
func runTogether(cmd *exec.Cmd) error { return cmd.Run() }
