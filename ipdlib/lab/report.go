package lab

import (
	"context"
	"path/filepath"
	"strings"

	"ipd/ipdlib/device"
)

// setUpCommand makes ready whatever Report misses.
const setUpCommand = "go run ./ipdlib/cmd/ipd lab"

// Report looks at what notebooks need beyond device.Report, and changes nothing.
func Report(ctx context.Context, root string) []device.Check {
	checks := []device.Check{checkJupyter(root), checkTools(ctx, root)}
	for _, place := range Places(ctx) {
		if place.Err == nil {
			checks = append(checks, device.Check{Name: place.Name, State: device.Good, Found: place.Path})
			continue
		}
		found, mend, _ := strings.Cut(place.Err.Error(), "; ")
		checks = append(checks, device.Check{Name: place.Name, State: device.Missing, Found: found, Mend: mend})
	}
	return checks
}

func checkJupyter(root string) device.Check {
	path, err := jupyter.Find(root, false)
	if err != nil {
		return device.Check{Name: "JupyterLab", State: device.Note, Found: "not installed yet", Mend: setUpCommand}
	}
	return device.Check{Name: "JupyterLab", State: device.Good, Found: path}
}

func checkTools(ctx context.Context, root string) device.Check {
	c := device.Check{Name: "kernels", State: device.Note, Mend: setUpCommand}
	version, err := goCommand(ctx, root, nil, "env", "GOVERSION")
	if err != nil {
		c.State, c.Found, c.Mend = device.Missing, "cells are compiled, but there is no working go command", "install Go, and put its bin folder on the PATH"
		return c
	}
	sum, err := sourceSum(filepath.Join(root, "kernels"), version)
	switch {
	case err != nil:
		c.State, c.Found, c.Mend = device.Missing, err.Error(), "restore the folder kernels, as with git checkout"
	case !toolsBuilt(root, sum):
		c.Found = "not built yet, or built from other sources or with another version of Go"
	default:
		c.State, c.Found, c.Mend = device.Good, "built by "+version+" in "+toolsDir(root), ""
	}
	return c
}
