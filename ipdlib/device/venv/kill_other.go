//go:build !unix

package venv

import "os/exec"

// killTogether leaves the end of cmd's context to end cmd alone: there are no process groups to end.
func killTogether(*exec.Cmd) {}
