package device

import (
	"errors"

	"ipd/ipdlib/device/venv"
)

// The kinds of failure, to be told apart with errors.Is. The errors themselves say what was tried, with what, and the
// mend.
var (
	// ErrNoProject means that the project's folder was not found: see Root.
	ErrNoProject = errors.New("project folder not found")

	// ErrUnknownBackend means that a name asks for a backend that does not exist.
	ErrUnknownBackend = errors.New("unknown backend")

	// ErrUnsupported means that this kind of machine, or this build, can't have the backend at all.
	ErrUnsupported = errors.New("backend not supported here")

	// ErrNotInstalled means that the plugin isn't there.
	ErrNotInstalled = venv.ErrNotInstalled

	// ErrCorrupt means that the plugin is there, but is not the file that was installed.
	ErrCorrupt = venv.ErrCorrupt

	// ErrInstall means that an installation was tried and failed.
	ErrInstall = venv.ErrInstall
)
