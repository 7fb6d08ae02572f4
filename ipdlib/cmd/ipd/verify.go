package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/parity"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "compare our network with values that another implementation computed",
		ArgsUsage: "FILE.npz ...",
		Description: "Each file holds weights, spikes and settings, and what another implementation computed from them: hidden spikes, output\n" +
			"membrane, logits, loss, gradients, and three steps of Adam. The table shows the deviations of our values. The exit status\n" +
			"is 1 if any exceeds its tolerance (verdict FAIL), or a file can't be read. FLIP is not a failure: there a potential\n" +
			"is so close to the threshold that rounding decides whether it spikes.",
		Flags: []cli.Flag{backendFlag()},
		Action: func(ctx context.Context, c *cli.Command) error {
			if !c.Args().Present() {
				return usage("verify needs a file: %s FILE.npz ...", c.FullName())
			}
			d, err := device.Open(ctx, deviceOptions(c))
			if err != nil {
				return err
			}
			defer d.Close()
			return verify(ctx, c, d, c.Args().Slice())
		},
	}
}

// verify goes on after a file that can't be read or doesn't agree, and counts them.
func verify(ctx context.Context, c *cli.Command, d *device.Device, paths []string) error {
	out := c.Root().Writer
	fmt.Fprintln(out, "Computed with", d)
	bad := 0
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		fmt.Fprintln(out)
		report, err := verifyFile(d, path)
		if err != nil {
			bad++
			fmt.Fprintln(out, err)
			continue
		}
		if err := report.Write(out); err != nil {
			return err
		}
		if !report.Passed() {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d files do not agree or can't be read", bad, len(paths))
	}
	fmt.Fprintf(out, "\nAll agree: %d of %d.\n", len(paths), len(paths))
	return nil
}

func verifyFile(d *device.Device, path string) (*parity.Report, error) {
	record, err := parity.Read(path)
	if err != nil {
		return nil, err
	}
	return parity.Check(d.Backend, record)
}
