package main

import (
	"context"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
)

func runCommand() *cli.Command {
	return &cli.Command{
		Name:      "run",
		Usage:     "run a notebook from top to bottom, without a browser",
		ArgsUsage: "NOTEBOOK.ipynb",
		Description: "Runs all cells on a fresh kernel. With -out the executed notebook is written into that folder; otherwise it replaces\n" +
			"the notebook if all cells succeed. If a cell fails, its line and message are shown.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write into the folder `DIR` instead of in place"},
			&cli.BoolFlag{Name: "html", Usage: "also write a page for browsers"},
			&cli.StringFlag{Name: "kernel", Usage: "run on the kernel `NAME` instead of the notebook's own; `ipd kernel list` lists them"},
			&cli.DurationFlag{Name: "timeout", Usage: "let no cell run longer than `TIME`, such as 90s or 5m; 0: no limit"},
		},
		Action: onLinux(runNotebook),
	}
}

func runNotebook(ctx context.Context, c *cli.Command) error {
	if c.Args().Len() != 1 {
		return usage("run takes one notebook, but got %d arguments", c.Args().Len())
	}
	if c.Duration("timeout") < 0 {
		return usage("-timeout %v is negative; 0 means no limit", c.Duration("timeout"))
	}
	stopSlowly()
	ctx, restore := stopOnHangup(ctx)
	defer restore()
	root, err := device.Root()
	if err != nil {
		return err
	}
	run := lab.Run{
		Root:     root,
		Notebook: c.Args().First(),
		Out:      c.String("out"),
		HTML:     c.Bool("html"),
		Kernel:   c.String("kernel"),
		Timeout:  c.Duration("timeout"),
	}
	if err := run.Check(); err != nil {
		return err
	}
	out := c.Root().ErrWriter
	if err := setUp(ctx, root, lab.Everything, out); err != nil {
		return err
	}
	return lab.Execute(ctx, run, out)
}
