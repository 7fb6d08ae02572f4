package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

func summaryCommand() *cli.Command {
	return &cli.Command{
		Name:      "summary",
		Usage:     "sum up the records of a sweep anew: table, summary.csv and figure",
		ArgsUsage: "FOLDER",
		Description: "Takes the trainings that are done of the latest sweep in the folder. It may be used while the sweep runs.\n" +
			"-markdown prints every mean beside the published one and the rerun's, with deviations in combined standard errors.",
		Flags: []cli.Flag{
			publishedFlag(),
			&cli.BoolFlag{Name: "markdown", Usage: "print all means as a table in Markdown"},
		},
		Action: func(_ context.Context, c *cli.Command) error {
			dir, s, records, err := openResults(c)
			if err != nil {
				return err
			}
			if len(done(records)) == 0 {
				return fmt.Errorf("no training in %s is done yet; `ipd status %s` says more", dir, dir)
			}
			means := summary.Of(records)
			if c.Bool("markdown") {
				return printMarkdown(c.Root().Writer, comparisons(s, means))
			}
			written, err := writeResults(dir, records, means, drawPublished(c, s))
			if err != nil {
				return err
			}
			if err := printSummary(c.Root().Writer, means, comparisons(s, means)); err != nil {
				return err
			}
			fmt.Fprintf(c.Root().Writer, "\n%s\n%d of %d trainings are done; %s are in %s.\n",
				computers(done(records)), len(done(records)), len(records), list(written), filepath.Clean(dir))
			return nil
		},
	}
}

// openResults reads the records of the sweep in the folder that the command line names, and says which are damaged.
func openResults(c *cli.Command) (string, plan.Settings, []*record.Record, error) {
	if c.Args().Len() != 1 {
		return "", plan.Settings{}, nil, usage("%s needs the folder of a sweep, such as %s", c.FullName(), resultsDir("robustness"))
	}
	dir := c.Args().First()
	s, err := record.SettingsOf(dir)
	if err != nil {
		return "", plan.Settings{}, nil, err
	}
	records, damaged, err := record.Load(dir, s)
	for _, d := range damaged {
		fmt.Fprintf(c.Root().ErrWriter, "%v; the sweep sets it aside and runs the training again\n", d)
	}
	return dir, s, records, err
}

// done leaves out the trainings without a record.
func done(records []*record.Record) []*record.Record {
	var there []*record.Record
	for _, r := range records {
		if r != nil {
			there = append(there, r)
		}
	}
	return there
}
