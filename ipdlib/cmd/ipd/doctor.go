package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
)

func doctorCommand() *cli.Command {
	return &cli.Command{
		Name:  "doctor",
		Usage: "say what is installed, which backend would be used and why, and how to fix what is missing",
		Flags: []cli.Flag{
			backendFlag(),
			&cli.BoolFlag{Name: "json", Usage: "print JSON instead of a list"},
			&cli.BoolFlag{Name: "install", Usage: "first install XLA's plugin for CPUs, if it is missing or damaged"},
			&cli.BoolFlag{Name: "install-cuda", Usage: "first install XLA's plugin for NVIDIA GPUs, 2.5 GB, if it is missing or damaged"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			for flag, install := range map[string]func(context.Context, io.Writer) error{
				"install": device.Install, "install-cuda": device.InstallCUDA,
			} {
				if c.Bool(flag) {
					if err := install(ctx, c.Root().ErrWriter); err != nil {
						return err
					}
				}
			}
			checks := device.Report(ctx, device.Options{Backend: c.String("backend")})
			if err := needsLinux(runtime.GOOS, "ipd lab"); err != nil {
				checks = slices.Insert(checks, len(checks)-1, device.Check{Name: "notebooks", State: device.Note, Found: err.Error()})
			} else if root, err := device.Root(); err == nil {
				checks = slices.Insert(checks, len(checks)-1, lab.Report(ctx, root)...)
			}
			if err := printChecks(c.Root().Writer, checks, c.Bool("json")); err != nil {
				return err
			}
			if checks[len(checks)-1].State == device.Missing { // the last one is the backend
				return errors.New("nothing can compute here; the lines marked with ✗ say what to do")
			}
			if missing := missingChecks(checks); len(missing) > 0 {
				return fmt.Errorf("missing or broken: %s; the lines marked with ✗ say what to do", list(missing))
			}
			return nil
		},
	}
}

// missingChecks names the checks that a ✗ stands before.
func missingChecks(checks []device.Check) (names []string) {
	for _, c := range checks {
		if c.State == device.Missing {
			names = append(names, c.Name)
		}
	}
	return names
}

var marks = map[device.State]string{device.Good: "✓", device.Note: "·", device.Missing: "✗"}

func printChecks(out io.Writer, checks []device.Check, asJSON bool) error {
	if asJSON {
		text, err := json.MarshalIndent(checks, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s\n", text)
		return err
	}
	for _, check := range checks {
		fmt.Fprintf(out, "%s %-16s %s\n", marks[check.State], check.Name, check.Found)
		if check.Mend != "" {
			fmt.Fprintf(out, "  %-16s → %s\n", "", check.Mend)
		}
	}
	return nil
}
