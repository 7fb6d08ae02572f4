package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// ours is this project's own contestant: one call of `ipd bench -json` a round.
type ours struct {
	binary  string
	backend string
	study   study
	cores   int
	whole   bool // whether it does the whole study, too
}

// arguments of one call.
func (o *ours) arguments() []string {
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	arguments := []string{"bench", "-json", "-backend", o.backend, "-trainings", strconv.Itoa(o.cores * o.study.trainings),
		"-sigma", number(o.study.sigma), "-dropout", number(o.study.dropout)}
	if o.whole {
		arguments = append(arguments, "-sweep")
	}
	return arguments
}

// buildOurs builds the command of the repository at root into the folder.
func buildOurs(ctx context.Context, root, folder string) (string, error) {
	binary := filepath.Join(folder, "ipd")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./ipdlib/cmd/ipd")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("compare: build ./ipdlib/cmd/ipd: %w\n%s\n(`-only jax,pytorch` compares the peers alone)",
			err, bytes.TrimSpace(output))
	}
	return binary, nil
}

// round runs the benchmark once.
func (o *ours) round(ctx context.Context) (Measurement, error) {
	bench := exec.CommandContext(ctx, o.binary, o.arguments()...)
	bench.Env = cleanEnvironment(os.Environ())
	var stderr tail
	bench.Stderr = &stderr
	output, err := bench.Output()
	if err != nil {
		return Measurement{}, fmt.Errorf("compare: %s: %w\n%s", bench, err, stderr.String())
	}
	return parseBench(output)
}
