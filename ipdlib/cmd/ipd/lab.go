package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
)

func labCommand() *cli.Command {
	return &cli.Command{
		Name:      "lab",
		Usage:     "open the notebooks in JupyterLab, on this machine only",
		ArgsUsage: "[FOLDER or NOTEBOOK.ipynb]",
		Description: "Sets up JupyterLab and the kernels at the first start, which needs the network and takes a few minutes; later starts\n" +
			"take seconds and need no network. Shows the folder notebooks/ and its start page unless\n" +
			"another folder or a notebook is given. Ctrl-C stops it.",
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "port", Usage: "listen on port `N` of 127.0.0.1; otherwise on 8888 or the next free one"},
			&cli.BoolFlag{Name: "no-browser", Usage: "don't open a browser"},
		},
		Action: onLinux(runLab),
	}
}

func runLab(ctx context.Context, c *cli.Command) error {
	if c.Args().Len() > 1 {
		return usage("lab shows one folder or notebook, but got %d arguments", c.Args().Len())
	}
	port := c.Int("port")
	if port < 0 || port > 65535 {
		return usage("-port %d is not a port; ports are 1 to 65535", port)
	}
	stopSlowly()
	ctx, restore := stopOnHangup(ctx)
	defer restore()
	out := c.Root().ErrWriter
	root, err := device.Root()
	if err != nil {
		return err
	}
	server := lab.Server{Root: root, Port: port, Browser: !c.Bool("no-browser"), Terminal: isTerminal(out)}
	if server.Notebooks, server.Open, err = whatToShow(root, c.Args().First()); err != nil {
		return err
	}
	if err := setUp(ctx, root, lab.Everything, out); err != nil {
		return err
	}
	return lab.Serve(ctx, server, out)
}

// setUp makes ready what notebooks need. Without XLA's plugin they still run, on another kernel.
func setUp(ctx context.Context, root string, parts lab.Parts, out io.Writer) error {
	if err := lab.CheckPlaces(ctx); err != nil {
		return err
	}
	if err := device.Install(ctx, out); errors.Is(err, device.ErrUnsupported) {
		fmt.Fprintf(out, "%v. The kernel \"Go · IPD (fused)\" works without it.\n", err)
	} else if err != nil {
		return err
	}
	return lab.Setup(ctx, root, parts, out)
}

// startPage is the page that is opened of a folder that has one.
const startPage = "start.md"

// whatToShow returns the folder that JupyterLab shows and the notebook that it opens at once, if any.
func whatToShow(root, argument string) (folder, notebook string, err error) {
	if argument == "" {
		argument = filepath.Join(root, "notebooks")
	}
	path, err := filepath.Abs(argument)
	if err != nil {
		return "", "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", "", fmt.Errorf("%w; give a folder or a notebook that exists", err)
	}
	if info.IsDir() {
		if _, err := os.Stat(filepath.Join(path, startPage)); err == nil {
			return path, startPage, nil
		}
		return path, "", nil
	}
	return filepath.Dir(path), filepath.Base(path), nil
}

// stopOnHangup ends the context when the terminal is closed, unless the command was started to outlive it (nohup).
func stopOnHangup(ctx context.Context) (context.Context, context.CancelFunc) {
	if signal.Ignored(syscall.SIGHUP) {
		return ctx, func() {}
	}
	return signal.NotifyContext(ctx, syscall.SIGHUP)
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
