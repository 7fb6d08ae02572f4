package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
)

// shortVersion is the version in the help text.
func shortVersion() string {
	version, commit := device.Program()
	return version + ", commit " + commit[:min(len(commit), 12)]
}

// printVersion prints the versions of all that decides a result.
func printVersion(out io.Writer, open func() (*device.Device, error)) {
	version, commit := device.Program()
	fmt.Fprintf(out, "ipd %s\ncommit %s\n%s %s/%s\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if strings.HasPrefix(m.Path, "github.com/gomlx/") {
				fmt.Fprintf(out, "%s %s\n", strings.TrimPrefix(m.Path, "github.com/"), m.Version)
			}
		}
	}
	d, err := open()
	if err != nil {
		fmt.Fprintf(out, "backend: %v\n", err)
		return
	}
	defer d.Close()
	fmt.Fprintf(out, "backend %s (%s)\n", d.Name, d.Version)
}

func init() {
	long := cli.FlagStringer
	cli.FlagStringer = func(f cli.Flag) string { // one dash, as everywhere else
		names, rest, _ := strings.Cut(long(f), "\t")
		return strings.ReplaceAll(names, "--", "-") + "\t" + rest
	}
	cli.VersionFlag = &cli.BoolFlag{Name: "version", HideDefault: true, Usage: "print the versions of everything that determines a result"}
}
