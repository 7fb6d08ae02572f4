// Package lab sets up and runs JupyterLab and notebooks with the project's own kernels.
//
// It has four parts. [Setup] installs everything that notebooks need, once. [Serve] runs JupyterLab until
// its context ends. [Execute] runs one notebook from top to bottom without a browser. [Kernels] lists the project's
// kernels, and [Kernel.Install] and [Kernel.Remove] add them to the user's own JupyterLab and remove them.
//
//	if err := lab.Setup(ctx, root, lab.Everything, os.Stderr); err != nil {
//		return err
//	}
//	return lab.Serve(ctx, lab.Server{Root: root, Notebooks: filepath.Join(root, "notebooks"), Browser: true}, os.Stderr)
//
// Everything it makes is in three folders of the project that git ignores, and any of them may be deleted at any time:
//
//	.venv             Python with JupyterLab and XLA's plugin (see package venv)
//	.tools            GoNB, goimports, gopls and the relay in front of GoNB, built from kernels/go.mod
//	.cache/jupyter    JupyterLab's settings and workspaces; beside them, a folder for each running process
//
// The user's own Jupyter is neither read nor changed: its settings, kernels and environment variables don't affect the
// JupyterLab that runs here.
//
// # Caveats
//
// The kernels run on Linux. JupyterLab's pinned packages exist for Linux on x86-64.
//
// Everything listens on 127.0.0.1. Other users of the same machine can reach that address too. They are kept out by
// a token, which is new at every start, is stored in files that only the user can read, and is printed only on a
// terminal.
package lab
