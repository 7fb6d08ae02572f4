package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/urfave/cli/v3"
)

// onLinux makes a command that starts Jupyter or its kernels refuse other systems: they use Linux's process groups, /proc and
// Unix sockets.
func onLinux(action cli.ActionFunc) cli.ActionFunc {
	return func(ctx context.Context, c *cli.Command) error {
		if err := needsLinux(runtime.GOOS, c.FullName()); err != nil {
			return err
		}
		return action(ctx, c)
	}
}

func needsLinux(system, command string) error {
	if system == "linux" {
		return nil
	}
	return fmt.Errorf("%s needs Linux, and this is %s: take a Linux machine, a virtual one or a container for notebooks; "+
		"reproduce, sweep, summary, status, verify and bench work here", command, system)
}
