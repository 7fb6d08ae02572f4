// Command ipd-step runs what GoNB starts for a cell: the cell's program, or a shell command (see ../README.md). It is a program
// of its own, without the relay, because one starts for every cell and every `!` line.
//
//	gonb_0123abcd ...       what GoNB starts as the cell's program
//	ipd-shell COMMAND ...   what GoNB starts for shell commands
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ipd/kernels/internal/program"
	"ipd/kernels/internal/shell"
)

func main() {
	switch name := filepath.Base(os.Args[0]); {
	case name == shell.Name:
		os.Exit(shell.Main(os.Args[1:]))
	case strings.HasPrefix(name, program.Prefix):
		os.Exit(program.Main(os.Args))
	}
	fmt.Fprintln(os.Stderr, "ipd-step runs under the names by which GoNB knows it, and starts nothing by itself")
	os.Exit(2)
}
