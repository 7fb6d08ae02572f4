package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/exchange"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/trained"
)

// writers write networks, by the end of the file's name.
var writers = map[string]func(string, *trained.Network) error{
	".npz":         func(path string, n *trained.Network) error { return n.Save(path) },
	".safetensors": exchange.WriteSafetensors,
	".nir":         exchange.WriteNIR,
}

func exportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write a trained network for other programs: .npz, .safetensors or .nir",
		ArgsUsage: "NETWORK.npz | FOLDER TRAINING",
		Description: "Converts a network that was saved as .npz, or repeats one of a sweep's trainings, which gives exactly the same network, and\n" +
			"keeps it in the folder. TRAINING is its name in the sweep, NUMBER or NUMBER:KEY as in `ipd status`, or only its key.\n" +
			"A .nir file is exact, or refused: NIR can't express the study's late reset.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write `FILE`, whose name ends with .npz, .safetensors or .nir"},
			backendFlag(),
		},
		Action: exportNetwork,
	}
}

func exportNetwork(ctx context.Context, c *cli.Command) error {
	out := c.String("out")
	write := writers[strings.ToLower(filepath.Ext(out))]
	switch {
	case out == "":
		return usage("%s needs -out FILE, whose name ends with .npz, .safetensors or .nir", c.FullName())
	case write == nil:
		return usage("-out %s: it must end with .npz, .safetensors or .nir", out)
	case c.Args().Len() < 1 || c.Args().Len() > 2:
		return usage("%s needs a network saved as .npz, or a sweep's folder and the name of a training", c.FullName())
	}
	n, err := networkFor(ctx, c)
	if err != nil {
		return err
	}
	if err := write(out, n); err != nil {
		return err
	}
	info, err := os.Stat(out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Root().Writer, "Wrote %s, %d bytes: %s, key %s, %.1f %% in the test.\n", out, info.Size(), n.Training, n.Key(), n.Test.Accuracy())
	return err
}

// networkFor finds the network that the arguments name.
func networkFor(ctx context.Context, c *cli.Command) (*trained.Network, error) {
	path := c.Args().First()
	if c.Args().Len() == 1 {
		return trained.Load(path)
	}
	r, err := openFolder(c, path)
	if err != nil {
		return nil, err
	}
	t, err := trainingNamed(r.settings, c.Args().Get(1))
	if err != nil {
		return nil, err
	}
	return trained.Get(ctx, path, t, trained.Options{Device: deviceOptions(c)})
}

// trainingNamed finds a training by its number, from 1, its key, or both.
func trainingNamed(s plan.Settings, name string) (plan.Training, error) {
	all := s.Trainings()
	for i, t := range all {
		if name == fmt.Sprint(i+1) || name == t.Key() || name == t.Name(i) {
			return t, nil
		}
	}
	return plan.Training{}, usage("there is no training %q; the sweep's have the numbers 1 to %d, and keys such as %s", name, len(all), all[0].Key())
}
