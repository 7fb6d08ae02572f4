package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
)

func kernelCommand() *cli.Command {
	where := []cli.Flag{
		&cli.BoolFlag{Name: "user", Usage: "for every Jupyter of this user (the default without -prefix)"},
		&cli.StringFlag{Name: "prefix", Usage: "for the Jupyter installed in the folder `DIR`, such as a virtual environment"},
	}
	all := &cli.BoolFlag{Name: "all", Usage: "include kernels that can't work on this machine"}
	return &cli.Command{
		Name:  "kernel",
		Usage: "register the kernels with your own JupyterLab",
		Commands: []*cli.Command{
			{Name: "install", Usage: "register the kernels, after building what they need", Flags: append([]cli.Flag{all}, where...), Action: onLinux(installKernels)},
			{Name: "remove", Usage: "remove the kernels", Flags: where, Action: onLinux(removeKernels)},
			{Name: "list", Usage: "list the kernels, and where they are registered", Flags: where, Action: onLinux(listKernels)},
		},
	}
}

// kernelsAndData returns the project's kernels and the folder of Jupyter's that the flags mean.
func kernelsAndData(c *cli.Command) (root string, kernels []lab.Kernel, data string, err error) {
	prefix := c.String("prefix")
	if c.Bool("user") && prefix != "" {
		return "", nil, "", usage("-user and -prefix name two places; give only one")
	}
	if root, err = device.Root(); err != nil {
		return "", nil, "", err
	}
	if kernels, err = lab.Kernels(root); err != nil {
		return "", nil, "", err
	}
	if prefix == "" {
		data, err = lab.UserData()
	} else {
		data, err = lab.PrefixData(prefix)
	}
	return root, kernels, data, err
}

func installKernels(ctx context.Context, c *cli.Command) error {
	root, kernels, data, err := kernelsAndData(c)
	if err != nil {
		return err
	}
	stopSlowly()
	if err := setUp(ctx, root, lab.OnlyKernels, c.Root().ErrWriter); err != nil {
		return err
	}
	for _, kernel := range kernels {
		if !kernel.Offered() && !c.Bool("all") {
			fmt.Fprintf(c.Root().Writer, "Left out %q: this machine has no NVIDIA GPU. With -all it is registered anyway, for example in a home folder shared with other machines.\n", kernel.Title)
			continue
		}
		path, err := kernel.Install(data)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Root().Writer, "Registered %q in %s.\n", kernel.Title, path)
	}
	fmt.Fprintf(c.Root().Writer, "They run from %s: keep that folder where it is, or install them again.\n", root)
	return nil
}

func removeKernels(_ context.Context, c *cli.Command) error {
	_, kernels, data, err := kernelsAndData(c)
	if err != nil {
		return err
	}
	var failed []error
	for _, kernel := range kernels {
		switch path, err := kernel.Remove(data); {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintf(c.Root().Writer, "%q was not registered in %s.\n", kernel.Title, data)
		case err != nil:
			failed = append(failed, err)
		default:
			fmt.Fprintf(c.Root().Writer, "Removed %q from %s.\n", kernel.Title, path)
		}
	}
	return errors.Join(failed...)
}

// registered says where a kernel is registered, and what to do if it can't start from there.
func registered(data, repository string) string {
	if _, err := os.Stat(filepath.Join(repository, "kernels", "launch.sh")); err != nil {
		return fmt.Sprintf("registered in %s, but it can't start: %s, where it runs from, has been moved or deleted; register it anew with: ipd kernel install", data, repository)
	}
	return fmt.Sprintf("registered in %s, runs from %s", data, repository)
}

func listKernels(_ context.Context, c *cli.Command) error {
	_, kernels, data, err := kernelsAndData(c)
	if err != nil {
		return err
	}
	for _, kernel := range kernels {
		var state string
		switch repository, err := kernel.Installed(data); {
		case errors.Is(err, fs.ErrNotExist):
			state = "not registered in " + data
		case err != nil:
			state = err.Error()
		default:
			state = registered(data, repository)
		}
		fmt.Fprintf(c.Root().Writer, "%-12s %-24s %-10s %s\n", kernel.Name, kernel.Title, kernel.Backend, state)
	}
	return nil
}
