// Package lab sets up and runs JupyterLab and notebooks with the project's own kernels.
//
// There are four things in it. [Setup] makes everything ready that notebooks need, once. [Serve] runs JupyterLab until
// its context ends. [Execute] runs one notebook from top to bottom without a browser. [Kernels] lists the project's
// kernels, and [Kernel.Install] and [Kernel.Remove] make them known to a JupyterLab of the user's own.
//
//	if err := lab.Setup(ctx, root, lab.Everything, os.Stderr); err != nil {
//		return err
//	}
//	return lab.Serve(ctx, lab.Server{Root: root, Notebooks: filepath.Join(root, "notebooks"), Browser: true}, os.Stderr)
//
// What it makes lies in three folders of the project that git ignores, and any of them may be deleted at any time:
//
//	.venv             Python with JupyterLab and XLA's plugin (see package venv)
//	.tools            GoNB, goimports, gopls and the relay in front of GoNB, built from kernels/go.mod
//	.cache/jupyter    JupyterLab's settings and workspaces; beside them a folder for each process that runs now
//
// The user's own Jupyter is neither read nor changed: its settings, its kernels and the environment variables with which
// Jupyter is configured don't reach the one that runs here.
//
// # Caveats
//
// The kernels run on Linux. JupyterLab's pinned packages exist for Linux on x86-64.
//
// Everything listens on 127.0.0.1. Other users of the same machine can reach that address too: what keeps them out is
// the token, which is new at every start, lies in files that only the user can read, and is printed nowhere but on a
// terminal.
package lab
