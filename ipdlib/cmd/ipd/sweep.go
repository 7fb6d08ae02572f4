package main

import (
	"context"
	"slices"

	"github.com/urfave/cli/v3"
)

func sweepCommand() *cli.Command {
	return &cli.Command{
		Name:  "sweep",
		Usage: "run a sweep of your own: any settings, and any of them as an axis",
		Description: "`ipd settings > mine.json` writes the study's settings; change what you like, then\n" +
			"`ipd sweep -settings mine.json -out results/mine`. Flags override the file. Any setting can also be changed or take\n" +
			"several values without a file:\n\n" +
			"   ipd sweep -vary membrane_time_constant_s=0.002,0.005,0.02 -set hidden_units=50 -sigmas 0,0.3 -out results/tau",
		Flags: slices.Concat(gridFlags(), fieldFlags(), partFlags(), slurmFlags(), dryFlags(), untilFlags(), []cli.Flag{
			&cli.StringFlag{Name: "settings", Usage: "read the settings from `FILE`, or - for standard input (default: the study's)"},
			&cli.StringFlag{Name: "out", Usage: "put the results into `FOLDER`"},
			backendFlag(), workersFlag(), togetherFlag(), retryFlag(), publishedFlag(),
		}),
		Action: func(ctx context.Context, c *cli.Command) error {
			if c.String("out") == "" {
				return usage("%s needs -out; `%[1]s -help` says more", c.FullName())
			}
			s, err := settingsOf(c)
			if err != nil {
				return err
			}
			if err := goOnUnpaired(c, &s, c.String("out")); err != nil {
				return err
			}
			return runSweep(ctx, c, s, c.String("out"))
		},
	}
}
