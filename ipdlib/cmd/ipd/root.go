package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/option"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/slurm"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/training"
)

// The exit statuses; docs/commands.md has the table.
const (
	exitError       = 1
	exitUsage       = 2
	exitFailed      = 3   // all is done that can be, but some trainings have no result
	exitInterrupted = 130 // as shells say: 128 + SIGINT
	exitTerminated  = 143 // 128 + SIGTERM
)

// errUsage is wrapped by errors about the command line itself.
var errUsage = errors.New("")

// usage makes such an error.
func usage(format string, args ...any) error {
	return fmt.Errorf("%w%w", errUsage, fmt.Errorf(format, args...))
}

// newRoot makes the command that all verbs belong to.
func newRoot() *cli.Command {
	root := &cli.Command{
		Name:  "ipd",
		Usage: "robustness of a spiking network to noise and dropout",
		Description: "Trains spiking networks to estimate the interaural phase difference (IPD) of a sound, with different levels of noise\n" +
			"and dropout, as in the study \"Robustness to Noise and Dropout\". Begin with `ipd reproduce -quick`.",
		Commands:  commands(),
		Writer:    os.Stdout,
		ErrWriter: os.Stderr,
		Action: func(_ context.Context, c *cli.Command) error {
			if name := c.Args().First(); name != "" {
				return noCommand(c, name)
			}
			return cli.ShowRootCommandHelp(c)
		},
		Version:                         shortVersion(), // -version says more
		EnableShellCompletion:           true,
		ConfigureShellCompletionCommand: showCompletion,
		ExitErrHandler:                  func(context.Context, *cli.Command, error) {}, // main says errors and ends
	}
	cli.VersionPrinter = func(c *cli.Command) {
		printVersion(c.Root().Writer, func() (*device.Device, error) { return device.Open(context.Background(), device.Options{}) })
	}
	prepare(root)
	return root
}

// noCommand says that there is no command, or help topic, of that name, and which one may be meant.
func noCommand(c *cli.Command, name string) error {
	var names []string
	for _, sub := range c.Commands {
		if !sub.Hidden {
			names = append(names, sub.Name)
		}
	}
	near := option.DidYouMean(name, names)
	if near == "" {
		near = "; there are " + list(names)
		if c.Root() == c {
			near = "; `ipd help` lists all"
		}
	} else {
		near = strings.TrimSuffix(near, "?") + "? `" + c.FullName() + " -help` lists all"
	}
	return usage("there is no command %q%s", settings.Cut(strings.TrimSpace(strings.TrimPrefix(c.FullName()+" ", "ipd ")+name)), near)
}

// prepare makes a command and its subcommands report usage errors in the same way, and verbs without arguments refuse any.
func prepare(c *cli.Command) {
	c.OnUsageError = func(_ context.Context, c *cli.Command, err error, _ bool) error {
		return usage("%s; `%s -help` lists the flags", flagError(c, err), c.FullName())
	}
	for _, sub := range c.Commands {
		prepare(sub)
		if len(sub.Commands) > 0 {
			sub.ArgsUsage = "COMMAND"
			sub.Action = func(_ context.Context, c *cli.Command) error {
				if name := c.Args().First(); name != "" {
					return noCommand(c, name)
				}
				var names []string
				for _, one := range c.Commands {
					if one.Name != "help" {
						names = append(names, one.Name)
					}
				}
				return usage("%s needs one of %s; `%[1]s -help` says more", c.FullName(), list(names))
			}
			continue
		}
		if action := sub.Action; sub.ArgsUsage == "" {
			sub.ArgsUsage = " "
			sub.Action = func(ctx context.Context, c *cli.Command) error {
				if c.Args().Present() {
					return usage("%s takes no argument, but got %q", c.FullName(), c.Args().First())
				}
				return action(ctx, c)
			}
		}
	}
}

// flagError words cli's errors about flags, and suggests a flag for one that there is not.
func flagError(c *cli.Command, err error) string {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		text = "there is no flag -" + name
		var names []string
		for _, f := range c.Flags {
			names = append(names, f.Names()...)
		}
		if near := option.Near(name, names); near != "" {
			text += "; did you mean -" + near
		}
	}
	// "... for flag -runs: strconv.ParseInt: parsing "x": invalid syntax" says the same twice.
	if before, _, found := strings.Cut(text, ": strconv."); found {
		text = before + formOf(c, before[strings.LastIndex(before, "-")+1:])
	}
	return text
}

// formOf says what the values of a flag must be.
func formOf(c *cli.Command, name string) string {
	for _, f := range c.Flags {
		if !slices.Contains(f.Names(), name) {
			continue
		}
		switch f.(type) {
		case *cli.IntFlag:
			return ": it must be a whole number"
		case *cli.Uint64Flag:
			return ": it must be a whole number that is not negative"
		case *cli.DurationFlag:
			return ": it must be a time, such as 90s or 5m"
		}
	}
	return ""
}

// exitCode says what went wrong and gives the exit code for it.
func exitCode(ctx context.Context, err error, out io.Writer) int {
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(out, "ipd:", stopped)
		return stoppedBy()
	}
	if topic, ok := strings.CutPrefix(err.Error(), "No help topic for "); ok {
		err = usage("there is no command %s to help with; `ipd help` lists all", topic)
	}
	fmt.Fprintln(out, "ipd:", err)
	if isFailed(err) && !errors.As(err, new(*os.PathError)) {
		return exitFailed
	}
	for _, kind := range unusable {
		if errors.Is(err, kind) {
			return exitUsage
		}
	}
	return exitError
}

// isFailed reports that trainings of a sweep have no result, and nothing else.
func isFailed(err error) bool {
	var failures *sweep.FailedError
	return errors.As(err, &failures)
}

// unusable are the errors about what the user asked for: a command line or settings that make no sense, whether they can't be
// read or are out of range.
var unusable = []error{errUsage, plan.ErrSettings, training.ErrSettings, stimulus.ErrSettings, snn.ErrSettings, slurm.ErrOptions, device.ErrUnknownBackend, sweep.ErrMemory}
