package lab

import "errors"

// The kinds of failure, to be told apart with errors.Is. The errors themselves say what was tried, with what, and the
// mend.
var (
	// ErrSetup means that something that notebooks need could not be made ready.
	ErrSetup = errors.New("setup failed")

	// ErrServer means that JupyterLab did not start, or ended by itself.
	ErrServer = errors.New("JupyterLab failed")

	// ErrNotebook means that a file is not a notebook that can be run.
	ErrNotebook = errors.New("not a notebook")

	// ErrKernel means that a kernel is unknown, didn't start, or died.
	ErrKernel = errors.New("kernel failed")

	// ErrForeign means that a folder or file is not what this package has written, and was left alone.
	ErrForeign = errors.New("left alone")
)
