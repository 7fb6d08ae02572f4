package venv

import "errors"

// The kinds of failure, to be told apart with errors.Is. The errors themselves say what was tried, with what, and the
// mend.
var (
	// ErrNotInstalled means that a list isn't installed, or not in the version that is pinned now.
	ErrNotInstalled = errors.New("not installed")

	// ErrCorrupt means that a library is there, but is not the file that was installed.
	ErrCorrupt = errors.New("corrupt")

	// ErrInstall means that an installation was tried and failed.
	ErrInstall = errors.New("installation failed")
)
