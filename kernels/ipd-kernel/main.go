// Command ipd-kernel is the Jupyter kernel of this project: a relay in front of GoNB (see ../README.md).
//
//	ipd-kernel relay CONNECTION_FILE COMMAND ...   what Jupyter starts, through launch.sh; COMMAND is GoNB
//	ipd-kernel supervise                           what relay starts
//	gopls ...                                      gopls, as GoNB finds it on PATH: the same program under another name
//
// What it runs for each cell, again and again, is ../ipd-step.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"ipd/kernels/internal/gopls"
	"ipd/kernels/internal/relay"
	"ipd/kernels/internal/supervise"
)

func main() {
	args := os.Args
	switch {
	case filepath.Base(args[0]) == "gopls":
		fmt.Fprintln(os.Stderr, "ipd-kernel:", gopls.Main(args[1:]))
		os.Exit(1)
	case len(args) > 3 && args[1] == "relay":
		self, err := os.Executable()
		if err != nil {
			fmt.Fprintln(os.Stderr, "ipd-kernel:", err)
			os.Exit(1)
		}
		os.Exit(relay.Main(args[2], self, args[3:]))
	case len(args) == 2 && args[1] == "supervise":
		os.Exit(supervise.Main())
	}
	fmt.Fprintln(os.Stderr, "usage: ipd-kernel relay CONNECTION_FILE COMMAND ...    (Jupyter starts this, through kernels/launch.sh)")
	os.Exit(2)
}
