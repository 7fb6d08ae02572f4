package main

import (
	"context"
	"slices"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/sweep"
)

func sweepCommand() *cli.Command {
	return &cli.Command{
		Name:  "sweep",
		Usage: "run a sweep of your own from a settings file",
		Description: "`ipd settings > mine.json` writes the study's settings; change what you like, then\n" +
			"`ipd sweep -settings mine.json -out results/mine`. Flags go before what the file says.",
		Flags: slices.Concat(gridFlags(), partFlags(), slurmFlags(), []cli.Flag{
			&cli.StringFlag{Name: "settings", Usage: "the settings are in `FILE`"},
			&cli.StringFlag{Name: "out", Usage: "put the results into `FOLDER`"},
			backendFlag(), workersFlag(), publishedFlag(),
		}),
		Action: func(ctx context.Context, c *cli.Command) error {
			for _, name := range []string{"settings", "out"} {
				if c.String(name) == "" {
					return usage("%s needs -%s; `%[1]s -help` says more", c.FullName(), name)
				}
			}
			s, err := sweep.ReadSettingsFile(c.String("settings"))
			if err != nil {
				return err
			}
			applyGrid(c, &s)
			return runSweep(ctx, c, s, c.String("out"))
		},
	}
}
