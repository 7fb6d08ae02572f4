// Command goimports is what GoNB needs of the program of that name: goimports -w FILE adds missing imports and removes those that
// are not used, before each cell and each completion. It collects no garbage before a gigabyte is allocated, which saves 35 ms
// of 230 when it has to search all modules for a name.
package main

import (
	"bytes"
	"fmt"
	"go/scanner"
	"os"
	"runtime/debug"

	"golang.org/x/tools/imports"

	"ipd/kernels/internal/overwrite"
)

func main() {
	if len(os.Args) != 3 || os.Args[1] != "-w" {
		fmt.Fprintln(os.Stderr, "usage: goimports -w FILE")
		os.Exit(2)
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 30)
	if err := mend(os.Args[2]); err != nil {
		scanner.PrintError(os.Stderr, err)
		os.Exit(2)
	}
}

func mend(path string) error {
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	after, err := imports.Process(path, before, &imports.Options{TabWidth: 8, TabIndent: true, Comments: true, Fragment: true})
	if err != nil || bytes.Equal(before, after) {
		return err
	}
	return overwrite.File(path, after)
}
