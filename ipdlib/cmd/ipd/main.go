// Command ipd is the study on the command line: it trains, compares, draws and explains.
//
//	go run ./ipdlib/cmd/ipd reproduce
//	go run ./ipdlib/cmd/ipd help
//
// Results go to standard output, what happens meanwhile and errors to standard error. The exit code is 0 if all went
// well, 3 if it did but some trainings have no result; docs/commands.md lists the others.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	_ "ipd/ipdlib/cmd/ipd/home" // before packages that look for HOME
	"ipd/ipdlib/device"
)

// commands lists the verbs, in the order of the help text. Each stands in a file of its own.
func commands() []*cli.Command {
	return []*cli.Command{
		reproduceCommand(),
		sweepCommand(),
		settingsCommand(),
		verifyCommand(),
		summaryCommand(),
		statusCommand(),
		compareCommand(),
		exportCommand(),
		siteCommand(),
		labCommand(),
		runCommand(),
		kernelCommand(),
		doctorCommand(),
		benchCommand(),
	}
}

func main() {
	if err := device.RoomForThreads(); err != nil {
		fmt.Fprintln(os.Stderr, "ipd:", err)
		os.Exit(1)
	}
	ctx, stop := stopOnSignals(context.Background(), os.Stderr)
	root, out := newRoot(), &checked{out: os.Stdout}
	root.Writer = out
	var err error
	if !completeFields(out, os.Args) {
		err = root.Run(ctx, os.Args)
	}
	if lost := out.failed(); lost != nil && !errors.Is(err, out.err) {
		err = errors.Join(err, lost)
	}
	code := exitCode(ctx, err, os.Stderr)
	stop()
	os.Exit(code)
}
