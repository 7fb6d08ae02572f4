package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
)

// askingForCompletion is what the shells' scripts, which the library prints, put behind the words so far.
const askingForCompletion = "--generate-shell-completion"

// completeFields prints what may follow -set and -vary: the fields. It reports whether that is what a shell asks for.
func completeFields(out io.Writer, args []string) bool {
	n := len(args)
	if n < 3 || args[n-1] != askingForCompletion || !slices.Contains([]string{"-set", "--set", "-vary", "--vary"}, args[n-2]) {
		return false
	}
	for _, f := range plan.Fields {
		if f.Name != "sweep.vary" {
			fmt.Fprintf(out, "%s=:%s\n", f.Short, f.Help)
		}
	}
	return true
}

// showCompletion lets `ipd help` list the command that prints the shells' scripts.
func showCompletion(c *cli.Command) {
	c.Hidden = false
	c.Usage = "print a script for completion in a shell: source <(ipd completion bash)"
}
