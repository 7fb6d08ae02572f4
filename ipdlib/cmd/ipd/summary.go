package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

func summaryCommand() *cli.Command {
	return &cli.Command{
		Name:      "summary",
		Usage:     "summarise a sweep's records again: table, summary.csv and figure",
		ArgsUsage: "FOLDER",
		Description: "Uses the finished trainings of the latest sweep in the folder, and works while the sweep runs.\n" +
			"-markdown prints every mean beside the published one and the rerun's, with deviations in combined standard errors.",
		Flags: []cli.Flag{
			publishedFlag(),
			&cli.StringFlag{Name: "out", Usage: "put table and figure into `FOLDER` instead of the sweep's"},
			&cli.BoolFlag{Name: "json", Usage: "print all means as JSON, and write no files"},
			&cli.BoolFlag{Name: "markdown", Usage: "print all means as a table in Markdown"},
		},
		Action: func(_ context.Context, c *cli.Command) error {
			r, err := openResults(c)
			if err != nil {
				return err
			}
			dir, s, records := r.dir, r.settings, r.records
			if len(done(records)) == 0 {
				return fmt.Errorf("no training in %s is done yet%s; `ipd status %s` says more", dir, butFailed(r.failed()), dir)
			}
			means := summary.Of(records)
			if c.Bool("json") {
				return printJSON(c.Root().Writer, summaryJSON(r, means))
			}
			if c.Bool("markdown") {
				return printMarkdown(c.Root().Writer, comparisons(s, means))
			}
			out, to, where := c.Root().Writer, dir, ""
			if c.IsSet("out") {
				to = c.String("out")
				if err := os.MkdirAll(to, 0o777); err != nil {
					return fmt.Errorf("-out: %w", err)
				}
			}
			written, err := writeResults(to, records, means, drawPublished(c, s))
			switch {
			case err == nil:
				where = fmt.Sprintf("; %s are in %s", list(written), filepath.Clean(to))
			case c.IsSet("out"), !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS):
				return err
			default:
				fmt.Fprintf(c.Root().ErrWriter, "%s can't be written to, so no files were written; -out FOLDER puts them elsewhere\n", filepath.Clean(dir))
			}
			if err := printSummary(c.Root().Writer, means, comparisons(s, means)); err != nil {
				return err
			}
			fmt.Fprintf(out, "\n%s\n%d of %s are done%s.\n", computers(done(records)), len(done(records)), count(len(records), "training"), where)
			if err := tellOthers(out, dir, s); err != nil {
				return err
			}
			if err := printSilent(out, records); err != nil {
				return err
			}
			return printFailed(out, r.failed(), false)
		},
	}
}

// results are what is in the folder of a sweep.
type results struct {
	dir      string
	settings plan.Settings
	records  []*record.Record  // nil where there is none
	failures []*record.Failure // nil where there is none; of trainings without a record
}

// failed lists the failures.
func (r results) failed() []*record.Failure { return failed(r.failures) }

func failed(all []*record.Failure) []*record.Failure {
	return slices.DeleteFunc(slices.Clone(all), func(f *record.Failure) bool { return f == nil })
}

// missing lists the trainings that have neither a record nor a failure, by number.
func (r results) missing() []int {
	var missing []int
	for i := range r.records {
		if r.records[i] == nil && r.failures[i] == nil {
			missing = append(missing, i)
		}
	}
	return missing
}

// openResults reads what is in the folder of a sweep that the command line names, and says which records are damaged.
func openResults(c *cli.Command) (results, error) {
	if c.Args().Len() != 1 {
		return results{}, usage("%s needs the folder of a sweep, such as %s", c.FullName(), resultsDir("robustness"))
	}
	dir := c.Args().First()
	s, err := record.SettingsOf(dir)
	if err != nil {
		return results{}, err
	}
	return loadResults(c, dir, s)
}

func loadResults(c *cli.Command, dir string, s plan.Settings) (results, error) {
	records, damaged, err := record.Load(dir, s)
	for _, d := range damaged {
		fmt.Fprintf(c.Root().ErrWriter, "%v; the sweep sets it aside and runs the training again\n", d)
	}
	if err != nil {
		return results{}, err
	}
	failures, err := record.Failures(dir, s, records)
	return results{dir, s, records, failures}, err
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
