// Package home gives the process a HOME where its environment has none, before other packages begin: some look for it, and
// complain on standard error, when they are loaded. It imports nothing but the standard library, so that Go loads it first.
package home

import (
	"os"
	"os/user"
)

func init() {
	if os.Getenv("HOME") != "" {
		return
	}
	home := os.TempDir()
	if u, err := user.Current(); err == nil && u.HomeDir != "" {
		home = u.HomeDir // as a login would set it
	}
	_ = os.Setenv("HOME", home)
}
