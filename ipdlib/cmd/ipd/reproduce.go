package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
)

func reproduceCommand() *cli.Command {
	return &cli.Command{
		Name:  "reproduce",
		Usage: "run the study and compare its results with the published ones",
		Description: "Installs what it needs, trains 3 runs x 3 dropouts x 6 sigmas = 54 networks, and writes into the output folder a record\n" +
			"of each training, summary.csv, and the figure as robustness.png and robustness.svg. Ctrl-C stops it; the same\n" +
			"command resumes where it stopped.",
		Flags: slices.Concat(gridFlags(), partFlags(), slurmFlags(), dryFlags(), untilFlags(), []cli.Flag{
			backendFlag(), workersFlag(), togetherFlag(), retryFlag(),
			&cli.StringFlag{Name: "out", Usage: "put the results into `FOLDER` (default: results/robustness, with -quick results/quick)"},
			&cli.BoolFlag{Name: "quick", Usage: "a taste in about a minute: one run, three sigmas"},
			publishedFlag(),
		}),
		Action: func(ctx context.Context, c *cli.Command) error {
			s, out := plan.Default(), resultsDir("robustness")
			if c.Bool("quick") {
				s.Grid.Runs, s.Grid.Sigmas = 1, []float64{0, 0.2, 0.5}
				out = resultsDir("quick")
				fmt.Fprintln(c.Root().ErrWriter, "Quick: one run at three sigmas instead of three at six. Single runs scatter; compare means of many.")
			}
			if err := applyGrid(c, &s); err != nil {
				return err
			}
			if c.IsSet("out") {
				out = c.String("out")
			}
			return runSweep(ctx, c, s, out)
		},
	}
}

func publishedFlag() cli.Flag {
	return &cli.BoolFlag{
		Name:        "published",
		Usage:       "draw the published values faintly behind ours; -published=false omits them",
		DefaultText: "true where they are comparable",
	}
}
