package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

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

// showCompletion lets `ipd help` list the command that prints the shells' scripts, and mends these.
func showCompletion(c *cli.Command) {
	c.Hidden = false
	c.Usage = "print a script for completion in a shell: source <(ipd completion bash)"
	for _, shell := range c.Commands {
		mend := mendScript[shell.Name]
		if mend == nil {
			continue
		}
		action := shell.Action
		shell.Action = func(ctx context.Context, c *cli.Command) error {
			out := c.Root().Writer
			var script strings.Builder
			c.Root().Writer = &script
			err := action(ctx, c)
			c.Root().Writer = out
			if err != nil {
				return err
			}
			_, err = io.WriteString(out, mend(script.String()))
			return err
		}
	}
}

// mendScript changes what the library's scripts do: bash's needs the package bash-completion, which many machines and images
// lack; bash and zsh put a blank behind FIELD=, where the value belongs; fish never offers a file or folder.
var mendScript = map[string]func(script string) string{
	"bash": func(script string) string {
		return script + `
__ipd_init_completion() { COMPREPLY=(); cur="${COMP_WORDS[COMP_CWORD]}"; }

__ipd_complete() {
  __ipd_bash_autocomplete "$@"
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -o bashdefault -o default -F __ipd_complete ipd
`
	},
	"zsh": func(script string) string {
		const describe = "_describe 'values' opts"
		return strings.Replace(script, describe, `if [[ "${opts[1]}" == *=:* ]]; then
			`+describe+` -S ''
		else
			`+describe+`
		fi`, 1)
	},
	"fish": func(script string) string {
		const command = "complete -c ipd -f -a '(__ipd_perform_completion)'"
		return strings.Replace(script, command, command+` -n __fish_use_subcommand
complete -c ipd -a '(__ipd_perform_completion)' -n 'not __fish_use_subcommand'`, 1)
	},
}
