package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
)

// backendFlag says where to compute.
func backendFlag() cli.Flag {
	return &cli.StringFlag{
		Name:  "backend",
		Usage: "compute with `NAME`: xla, fused (needs only Go), cuda (NVIDIA GPUs), go, or any GOMLX_BACKEND value (default: xla, or fused if xla is not available)",
	}
}

func workersFlag() cli.Flag {
	return &cli.IntFlag{Name: "workers", Usage: "train with `N` workers side by side (default: one per core)", HideDefault: true}
}

func togetherFlag() cli.Flag {
	return &cli.IntFlag{
		Name:        "together",
		Usage:       "let each worker train `N` networks in one program; results stay the same up to rounding",
		HideDefault: true,
		DefaultText: "1, but on a GPU as many as its memory holds",
	}
}

// dryFlags say what would be done.
func dryFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "dry-run", HideDefault: true, Usage: "only say what there is to do, and how much time and memory it takes; with -slurm, write the job and print its script"},
		&cli.BoolFlag{Name: "json", HideDefault: true, Usage: "with -dry-run, print JSON"},
	}
}

func retryFlag() cli.Flag {
	return &cli.BoolFlag{Name: "retry", Usage: "retry trainings that failed before, for example because they diverged", HideDefault: true}
}

// gridFlags change a sweep's settings.
func gridFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "runs", Usage: "repeat each training `N` times with different random numbers", HideDefault: true},
		&cli.Uint64Flag{Name: "seed", Usage: "derive all random numbers from `NUMBER`", HideDefault: true},
		&cli.GenericFlag{Name: "dropouts", Value: &texts{}, HideDefault: true, Usage: "dropout probabilities, `P,P,...`, or a range such as 0:0.9:0.3"},
		&cli.GenericFlag{Name: "sigmas", Value: &texts{}, HideDefault: true, Usage: "standard deviations of the jitter in radians, `S,S,...`, or a range such as 0:0.5:0.1"},
		&cli.IntFlag{Name: "epochs", Usage: "train for at most `N` epochs", HideDefault: true},
	}
}

// gridFields says which field of the settings each of gridFlags changes.
var gridFields = map[string]string{
	"runs": "sweep.runs", "seed": "sweep.seed", "dropouts": "sweep.dropout_probabilities", "sigmas": "sweep.jitter_sigmas_rad",
	"epochs": "training.maximal_epochs",
}

// applyGrid changes the settings as the flags that were given say.
func applyGrid(c *cli.Command, s *plan.Settings) error {
	if err := contradictions(c); err != nil {
		return err
	}
	if c.IsSet("runs") {
		s.Grid.Runs = c.Int("runs")
	}
	if c.IsSet("seed") {
		s.Grid.Seed = c.Uint64("seed")
	}
	for _, name := range []string{"dropouts", "sigmas"} {
		if all := given(c, name); len(all) > 0 {
			if err := s.SetText(gridFields[name] + "=" + strings.Join(all, ",")); err != nil {
				return err
			}
		}
	}
	if c.IsSet("epochs") {
		s.Schedule.Epochs = c.Int("epochs")
	}
	return nil
}

// deviceOptions says where to compute. Installing is allowed: a person at the command line sees what is done.
func deviceOptions(c *cli.Command) device.Options {
	return device.Options{Backend: c.String("backend"), Install: true, Out: c.Root().ErrWriter}
}

// resultsDir is the project's folder of that name below results/; outside of the project it lies in the working directory.
func resultsDir(name string) string {
	dir := filepath.Join("results", name)
	root, err := device.Root()
	if err != nil {
		return dir
	}
	dir = filepath.Join(root, dir)
	if here, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(here, dir); err == nil && filepath.IsLocal(relative) {
			return relative // shorter to read
		}
	}
	return dir
}
