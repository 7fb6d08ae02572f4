package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/sweep"
)

func statusCommand() *cli.Command {
	return &cli.Command{
		Name:      "status",
		Usage:     "say how far a sweep is, and who works on it",
		ArgsUsage: "FOLDER",
		Action: func(_ context.Context, c *cli.Command) error {
			dir, s, records, err := openResults(c)
			if err != nil {
				return err
			}
			holder, err := sweep.Holder(dir)
			if err != nil {
				return err
			}
			out := c.Root().Writer
			fmt.Fprintf(out, "%d of %d trainings are done; ", len(done(records)), len(records))
			if holder == "" {
				fmt.Fprintln(out, "nobody works on them.")
			} else {
				fmt.Fprintln(out, holder, "works on them.")
			}
			return printRuns(out, s.Grid, records)
		},
	}
}

// printRuns prints how many runs are done at each dropout and sigma.
func printRuns(out io.Writer, g sweep.Grid, records []*sweep.Record) error {
	type place struct{ dropout, sigma float64 }
	runs := map[place]int{}
	for _, r := range done(records) {
		runs[place{r.Dropout(), r.Sigma()}]++
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "runs done of %d, at sigma (rad)", g.Runs)
	for _, sigma := range g.Sigmas {
		fmt.Fprintf(w, "\t%v", sigma)
	}
	fmt.Fprintln(w)
	for _, p := range g.Dropouts {
		fmt.Fprintf(w, "dropout %v", p)
		for _, sigma := range g.Sigmas {
			fmt.Fprintf(w, "\t%d", runs[place{p, sigma}])
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}
