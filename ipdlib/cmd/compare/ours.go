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
	binary    string
	trainings int // in all workers together
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
	bench := exec.CommandContext(ctx, o.binary, "bench", "-json", "-trainings", strconv.Itoa(o.trainings))
	bench.Env = cleanEnvironment(os.Environ())
	var stderr tail
	bench.Stderr = &stderr
	output, err := bench.Output()
	if err != nil {
		return Measurement{}, fmt.Errorf("compare: %s: %w\n%s", bench, err, stderr.String())
	}
	return parseBench(output)
}
